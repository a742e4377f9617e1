import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Value } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import { TnnImportError } from "./error.js";
import type { TnnLayer, TnnProto } from "./proto.js";
import type { TnnWeights } from "./resources.js";

/** Name of the free batch dimension. */
const BATCH = "N";

/** The graph while it is made: the edge of every blob so far. TNN's blobs are NCHW, as ONNX's are. */
export class Lowering {
  readonly builder: GraphBuilder;
  readonly #proto: TnnProto;
  readonly #weights: ReadonlyMap<string, TnnWeights>;
  readonly #blobs = new Map<string, Value>();

  constructor(proto: TnnProto, weights: ReadonlyMap<string, TnnWeights>) {
    this.#proto = proto;
    this.#weights = weights;
    this.builder = new GraphBuilder(proto.file);
    this.builder.reserve([...proto.outputs, ...proto.layers.map(({ name }) => name)]);
    for (const { name, dims } of proto.inputs) {
      const [batch, ...rest] = dims;
      this.#blobs.set(name, this.builder.input(name, "float32", [batch === 1 ? BATCH : batch, ...rest]));
    }
  }

  /** An error that names the file and the layer. */
  error({ type, name }: TnnLayer, problem: string): TnnImportError {
    return new TnnImportError(`${this.#proto.file}: layer ${type} "${name}": ${problem}`);
  }

  /** Blobs that a layer reads, of which there must be `count`. */
  inputs(layer: TnnLayer, count: number): Value[] {
    if (layer.inputs.length !== count) {
      throw this.error(layer, `expected ${count} inputs, got ${layer.inputs.length}`);
    }
    return layer.inputs.map((name) => {
      const value = this.#blobs.get(name);
      if (value === undefined) throw this.error(layer, `blob "${name}" is read before it is made`);
      return value;
    });
  }

  /** A layer's parameters, of which there must be at least `count`; `fallback` for those that may be missing. */
  parameters(layer: TnnLayer, count: number, fallback: readonly number[] = []): number[] {
    const { parameters } = layer;
    if (parameters.length < count || !parameters.every(Number.isFinite)) {
      throw this.error(layer, `expected at least ${count} numbers as parameters, got "${parameters.join(" ")}"`);
    }
    return [...parameters, ...fallback.slice(parameters.length - count)];
  }

  /** Weights of a layer: its kernel in the given number of outputs, and its bias where it has one. */
  weights(layer: TnnLayer, outputs: number, hasBias: boolean): { kernel: Float32Array; bias: Value | undefined } {
    const found = this.#weights.get(layer.name);
    if (found === undefined) throw this.error(layer, "expected weights in the .tnnmodel, got none");
    const { kernel, bias } = found;
    if (kernel.length === 0 || kernel.length % outputs !== 0) {
      throw this.error(layer, `expected a kernel for ${outputs} outputs, got ${kernel.length} numbers`);
    }
    if (!hasBias) return { kernel, bias: undefined };
    if (bias.length !== outputs) throw this.error(layer, `expected ${outputs} biases, got ${bias.length}`);
    return { kernel, bias: this.builder.constant(float32([outputs], bias)) };
  }

  /** Sets a layer's one output. */
  define(layer: TnnLayer, value: Value): void {
    if (layer.outputs.length !== 1) throw this.error(layer, `expected 1 output, got ${layer.outputs.length}`);
    this.#blobs.set(layer.outputs[0], value);
  }

  /** The finished graph, its outputs under the file's names. */
  finish(): Graph {
    const { file, outputs } = this.#proto;
    for (const name of outputs) {
      const value = this.#blobs.get(name);
      if (value === undefined) throw new TnnImportError(`${file}: output "${name}" is made by no layer`);
      this.builder.output(value, name);
    }
    this.builder.metadata("source", file);
    return this.builder.build();
  }
}
