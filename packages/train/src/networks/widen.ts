import { type Graph, type Tensor, tensor } from "@face88/graph";
import { normal, random } from "./random.js";

/** Options of {@link widenedWeights}. */
export interface WidenOptions {
  /**
   * Deviation of what is added to each repeated weight, in deviations of its layer, >= 0: copies that are alike would learn
   * alike for ever. At 0 the wide network says what the narrow one does.
   */
  readonly noise: number;
  /** Seed of that noise, a whole number. */
  readonly seed: number;
}

/**
 * Weights of a network for one with the same layers that are wider by whole factors: channels are repeated in turn, and
 * weights that read a channel which is there k times are divided by k. Layers that fit already stay as they are; those of
 * other names or shapes are left out.
 * @param weights  of the narrow network, by name
 * @param network  the wide one, with weights of the shapes that are wanted
 * @see Chen et al., Net2Net: Accelerating Learning via Knowledge Transfer, ICLR 2016
 */
export function widenedWeights(
  weights: ReadonlyMap<string, Tensor>,
  network: Graph,
  { noise, seed }: WidenOptions,
): Map<string, Tensor> {
  const next = random(seed);
  const found = new Map<string, Tensor>();
  for (const [name, narrow] of weights) {
    const dims = network.initializers.get(name)?.dims;
    if (dims === undefined || dims.length !== narrow.dims.length || narrow.type !== "float32") continue;
    if (String(dims) === String(narrow.dims)) {
      found.set(name, narrow);
      continue;
    }
    const factors = dims.map((length, axis) => length / narrow.dims[axis]);
    // Only outputs and inputs of a layer, its first two axes, are channels.
    if (!factors.every((factor, axis) => Number.isInteger(factor) && (axis < 2 || factor === 1))) continue;
    const data = narrow.data as Float32Array;
    const wide = repeated(data, narrow.dims, dims);
    const [, readers = 1] = factors;
    const spread = dims.length > 1 ? (noise * deviation(data)) / readers : 0;
    for (let i = 0; i < wide.length; i++) wide[i] = wide[i] / readers + (spread > 0 ? spread * normal(next) : 0);
    found.set(name, tensor("float32", dims, wide));
  }
  return found;
}

/** Rows and columns again and again until the shape is filled. */
function repeated(data: Float32Array, [rows, columns = 1]: readonly number[], dims: readonly number[]): Float32Array {
  const [, wideColumns = 1] = dims;
  const wide = new Float32Array(dims.reduce((product, length) => product * length, 1));
  const inner = data.length / (rows * columns);
  for (let row = 0; row < dims[0]; row++) {
    for (let column = 0; column < wideColumns; column++) {
      const from = ((row % rows) * columns + (column % columns)) * inner;
      wide.set(data.subarray(from, from + inner), (row * wideColumns + column) * inner);
    }
  }
  return wide;
}

function deviation(data: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(0, squares / data.length - (sum / data.length) ** 2));
}
