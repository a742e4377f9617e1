import { float32, type Graph, GraphBuilder, type Tensor, type Value } from "@face88/graph";

/** The published weights' arrays by name, as {@link readNumpyArrays} of `@face88/graph` gives them, one map a file. */
export interface PublishedMtcnn {
  /** `det1.npy`. */
  readonly proposal: ReadonlyMap<string, Tensor>;
  /** `det2.npy`. */
  readonly refinement: ReadonlyMap<string, Tensor>;
  /** `det3.npy`. */
  readonly output: ReadonlyMap<string, Tensor>;
}

/** The three networks as graphs. */
export interface MtcnnGraphs {
  readonly proposal: Graph;
  readonly refinement: Graph;
  readonly output: Graph;
}

/**
 * The networks of the weights that the authors of MTCNN published, in their NumPy form.
 * @throws RangeError that names the file and the array when one is missing or has another shape than the paper's
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016, figure 2
 */
export function publishedMtcnn({ proposal, refinement, output }: PublishedMtcnn): MtcnnGraphs {
  return { proposal: proposalNet(proposal), refinement: refinementNet(refinement), output: outputNet(output) };
}

function proposalNet(arrays: ReadonlyMap<string, Tensor>): Graph {
  const net = new PublishedNet("P-Net", "det1.npy", arrays);
  const { b } = net;
  let x = b.input("image", "float32", ["N", 3, "H", "W"]);
  x = net.prelu(net.convolution(x, "conv1", 10, 3), "PReLU1");
  x = b.maxPool(x, [2, 2], { strides: [2, 2], ceil: true });
  x = net.prelu(net.convolution(x, "conv2", 16, 3), "PReLU2");
  x = net.prelu(net.convolution(x, "conv3", 32, 3), "PReLU3");
  const face = net.difference(net.convolution(x, "conv4-1", 2, 1));
  b.output(b.concat([face, net.convolution(x, "conv4-2", 4, 1)], 1), "faces");
  return b.build();
}

function refinementNet(arrays: ReadonlyMap<string, Tensor>): Graph {
  const net = new PublishedNet("R-Net", "det2.npy", arrays);
  const { b } = net;
  let x = b.input("image", "float32", ["N", 3, 24, 24]);
  x = net.prelu(net.convolution(x, "conv1", 28, 3), "prelu1");
  x = b.maxPool(x, [3, 3], { strides: [2, 2], ceil: true });
  x = net.prelu(net.convolution(x, "conv2", 48, 3), "prelu2");
  x = b.maxPool(x, [3, 3], { strides: [2, 2] });
  x = net.prelu(net.convolution(x, "conv3", 64, 2), "prelu3");
  x = net.prelu(net.dense(x, "conv4", 128), "prelu4");
  b.output(b.concat([net.difference(net.dense(x, "conv5-1", 2)), net.dense(x, "conv5-2", 4)], 1), "faces");
  return b.build();
}

function outputNet(arrays: ReadonlyMap<string, Tensor>): Graph {
  const net = new PublishedNet("O-Net", "det3.npy", arrays);
  const { b } = net;
  let x = b.input("image", "float32", ["N", 3, 48, 48]);
  x = net.prelu(net.convolution(x, "conv1", 32, 3), "prelu1");
  x = b.maxPool(x, [3, 3], { strides: [2, 2], ceil: true });
  x = net.prelu(net.convolution(x, "conv2", 64, 3), "prelu2");
  x = b.maxPool(x, [3, 3], { strides: [2, 2] });
  x = net.prelu(net.convolution(x, "conv3", 64, 3), "prelu3");
  x = b.maxPool(x, [2, 2], { strides: [2, 2], ceil: true });
  x = net.prelu(net.convolution(x, "conv4", 128, 2), "prelu4");
  x = net.prelu(net.dense(x, "conv5", 256), "prelu5");
  const face = net.difference(net.dense(x, "conv6-1", 2));
  // Published: five x, then five y.
  const points = b.gather(net.dense(x, "conv6-3", 10), b.ints([0, 5, 1, 6, 2, 7, 3, 8, 4, 9]), 1);
  b.output(b.concat([face, net.dense(x, "conv6-2", 4), points], 1), "faces");
  return b.build();
}

/**
 * Layers by the names of their arrays. The weights come from MATLAB, where an image's first axis is the horizontal one:
 * `[x, y, in, out]` for convolutions, and `[x, y, channel]` for the features that a full connection takes.
 */
class PublishedNet {
  readonly b: GraphBuilder;
  readonly #file: string;
  readonly #arrays: ReadonlyMap<string, Tensor>;

  constructor(name: string, file: string, arrays: ReadonlyMap<string, Tensor>) {
    this.b = new GraphBuilder(name);
    this.#file = file;
    this.#arrays = arrays;
  }

  convolution(x: Value, name: string, filters: number, side: number): Value {
    const channels = Number(x.dims[1]);
    const published = this.#array(`${name}/weights`, [side, side, channels, filters]);
    const weights = float32([filters, channels, side, side], axesReversed(published, side, channels, filters));
    return this.b.conv(x, this.b.constant(weights), this.#bias(name, filters));
  }

  dense(x: Value, name: string, units: number): Value {
    const map = x.dims.slice(1).map(Number);
    const features = map.reduce((product, dim) => product * dim, 1);
    const published = this.#array(`${name}/weights`, [features, units]);
    const [channels, side = 1] = map;
    const matrix = this.b.constant(float32([units, features], axesReversed(published, side, channels, units)));
    const flat = map.length > 1 ? this.b.flatten(x) : x;
    return this.b.gemm(flat, matrix, this.#bias(name, units), { transB: true });
  }

  prelu(x: Value, name: string): Value {
    const channels = Number(x.dims[1]);
    const slope = this.#array(`${name}/alpha`, [channels]);
    const dims = [channels, ...x.dims.slice(2).map(() => 1)];
    return this.b.prelu(x, this.b.constant(float32(dims, slope.data as Float32Array)));
  }

  /** The logit of a face, from the two that a softmax would take. */
  difference(x: Value): Value {
    const [no, yes] = this.b.split(x, 1, [1, 1]);
    return this.b.sub(yes, no);
  }

  #bias(name: string, length: number): Value {
    return this.b.constant(this.#array(`${name}/biases`, [length]));
  }

  #array(name: string, dims: readonly number[]): Tensor {
    const found = this.#arrays.get(name);
    if (found === undefined || found.dims.join() !== dims.join()) {
      const came = found === undefined ? "none" : `[${found.dims.join(", ")}]`;
      throw new RangeError(`${this.#file}: expected an array ${name} [${dims.join(", ")}], got ${came}`);
    }
    return found;
  }
}

/** Elements of `[side, side, channels, filters]` in the order of `[filters, channels, side, side]`, axes reversed. */
function axesReversed({ data }: Tensor, side: number, channels: number, filters: number): Float32Array {
  const reversed = new Float32Array(data.length);
  let at = 0;
  for (let x = 0; x < side; x++) {
    for (let y = 0; y < side; y++) {
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < filters; f++) reversed[((f * channels + c) * side + y) * side + x] = Number(data[at++]);
      }
    }
  }
  return reversed;
}
