import { GraphBuilder } from "../ir/builder.js";
import type { Dim, Graph, Tensor, Value } from "../ir/graph.js";
import { tensor, viewBytes } from "../ir/tensor.js";
import { TfliteImportError } from "./error.js";
import { NCHW_TO_NHWC, NHWC_TO_NCHW, permuteDims, sameMemory, transpose } from "./layout.js";
import type { TfliteModel, TfliteOperator } from "./model.js";
import type { Pads } from "./padding.js";

/** Name of the free batch dimension. */
const BATCH = "N";

/** Edges that hold a tensor: as the file lays it out, and with channels first. One is there, the other may follow. */
interface Edges {
  file?: Value;
  nchw?: Value;
}

/**
 * The graph while it is made. Four-dimensional activations live as NCHW, which is what onnxruntime's convolutions want;
 * the file's own layout (NHWC) is made only where an operator or an output of the graph needs it, once a tensor.
 */
export class Lowering {
  readonly model: TfliteModel;
  readonly builder: GraphBuilder;
  readonly #edges = new Map<number, Edges>();
  readonly #constants = new Map<number, Tensor>();
  readonly #deferredPads = new Map<number, { source: number; pads: Pads }>();
  readonly #batch: Dim;

  constructor(model: TfliteModel) {
    this.model = model;
    this.builder = new GraphBuilder(model.description || model.file);
    // Weights pass through DENSIFY and DEQUANTIZE before they are used; those are no activations.
    const outputs = model.operators.filter((operator) => !unpacksWeights(operator)).flatMap(({ outputs }) => outputs);
    const free = [...model.inputs, ...outputs].every((index) => this.fileDims(index)[0] === 1);
    this.#batch = free ? BATCH : 1;
    for (const index of model.inputs) {
      const { name, type } = model.tensors[index];
      this.#edges.set(index, { file: this.builder.input(name, type, this.dims(index)) });
    }
  }

  /** An error that names the file, the operator, its place and its output. */
  error(operator: TfliteOperator, problem: string): TfliteImportError {
    const output = this.model.tensors[operator.outputs[0]]?.name ?? "";
    const what = `operator ${operator.kind} version ${operator.version} at node ${operator.index} (output "${output}")`;
    return new TfliteImportError(`${this.model.file}: ${what}: ${problem}`);
  }

  /** Sizes of a tensor in the file, where the batch is 1; none for a tensor that is not there. */
  fileDims(index: number): readonly number[] {
    return this.model.tensors[index]?.dims ?? [];
  }

  /** Whether a tensor has the four axes batch, height, width, channels. */
  isImage(index: number): boolean {
    return this.fileDims(index).length === 4;
  }

  /** Height and width of an image. */
  size(index: number): readonly [number, number] {
    const [, height, width] = this.fileDims(index);
    return [height, width];
  }

  /** Sizes of an activation as the file lays it out, with the batch free where it can be. */
  dims(index: number): Dim[] {
    return this.fileDims(index).map((size, axis) => (axis === 0 && size === 1 ? this.#batch : size));
  }

  /** Operators that read a tensor. */
  consumers(index: number): TfliteOperator[] {
    return this.model.operators.filter((operator) => operator.inputs.includes(index));
  }

  /** Value of a tensor that is the same for every input: from the file, or made by {@link setConstant}. */
  constant(index: number): Tensor | undefined {
    const known = this.#constants.get(index);
    const source = this.model.tensors[index];
    if (known !== undefined || source?.data === undefined || source.sparsity !== undefined) return known;
    const { type, dims, data } = source;
    const read = tensor(type, dims, viewBytes(type, data));
    this.#constants.set(index, read);
    return read;
  }

  /** Fixes the value of an operator's output at import time. */
  setConstant(index: number, value: Tensor): void {
    this.#constants.set(index, value);
  }

  /** An operator's input that must be a constant of float32. */
  weights(operator: TfliteOperator, position: number): Tensor {
    const value = this.constant(operator.inputs[position]);
    if (value?.type !== "float32") throw this.error(operator, `input ${position} must be a constant of float32`);
    return value;
  }

  /** An operator's input that must be a constant of whole numbers. */
  numbers(operator: TfliteOperator, position: number): number[] {
    const value = this.constant(operator.inputs[position]);
    if (value === undefined) throw this.error(operator, `input ${position} must be a constant`);
    return Array.from(value.data, Number);
  }

  /** A tensor as the file lays it out. */
  file(index: number): Value {
    const constant = this.constant(index);
    if (constant !== undefined) return this.builder.constant(constant);
    const edges = this.#edgesOf(index);
    if (edges.file === undefined) {
      const from = edges.nchw as Value;
      edges.file = sameMemory(this.fileDims(index))
        ? this.reshape(from, this.dims(index))
        : this.builder.transpose(from, NCHW_TO_NHWC);
    }
    return edges.file;
  }

  /**
   * A tensor with channels first. A constant of lower rank is first widened at the front, which is how TFLite
   * broadcasts it.
   */
  nchw(index: number): Value {
    const constant = this.constant(index);
    if (constant !== undefined) {
      const dims = [...Array<number>(4 - constant.dims.length).fill(1), ...constant.dims];
      return this.builder.constant(transpose(tensor(constant.type, dims, constant.data), NHWC_TO_NCHW));
    }
    const edges = this.#edgesOf(index);
    if (edges.nchw === undefined) {
      const from = edges.file as Value;
      edges.nchw = sameMemory(this.fileDims(index))
        ? this.reshape(from, permuteDims(this.dims(index), NHWC_TO_NCHW))
        : this.builder.transpose(from, NHWC_TO_NCHW);
    }
    return edges.nchw;
  }

  /** A tensor whose elements stand in the file's order, whatever its shape: enough for an operator that reshapes. */
  flat(index: number): Value {
    const nchw = this.#edges.get(index)?.nchw;
    return nchw !== undefined && sameMemory(this.fileDims(index)) ? nchw : this.file(index);
  }

  /** Operand of an operator whose work does not depend on the layout: images channels first, the rest as it stands. */
  operand(output: number, index: number): Value {
    return this.isImage(output) ? this.nchw(index) : this.file(index);
  }

  /** Sets the first output of an operator, an image with channels first, anything else as the file lays it out. */
  define(operator: TfliteOperator, value: Value): void {
    const [output] = operator.outputs;
    const dims = this.isImage(output) ? permuteDims(this.dims(output), NHWC_TO_NCHW) : this.dims(output);
    this.#check(operator, value, dims);
    this.#edges.set(output, this.isImage(output) ? { nchw: value } : { file: value });
  }

  /** Sets the first output of an operator in the file's layout, image or not. */
  defineFile(operator: TfliteOperator, value: Value): void {
    this.#check(operator, value, this.dims(operator.outputs[0]));
    this.#edges.set(operator.outputs[0], { file: value });
  }

  /** Makes tensor `index` another name of tensor `source`. */
  alias(index: number, source: number): void {
    this.#edges.set(index, this.#edgesOf(source));
  }

  /** Leaves zeros around an image to the convolutions that read it. */
  deferPads(index: number, source: number, pads: Pads): void {
    this.#deferredPads.set(index, { source, pads });
  }

  /** The tensor that a convolution reads in place of `index`, and the zeros to add around it. */
  unpadded(index: number): { source: number; pads: Pads } {
    return this.#deferredPads.get(index) ?? { source: index, pads: [0, 0, 0, 0] };
  }

  /** Reshape to sizes of which one may be free. */
  reshape(from: Value, dims: readonly Dim[]): Value {
    return this.builder.reshape(
      from,
      dims.map((dim) => (typeof dim === "string" ? -1 : dim)),
    );
  }

  /** The finished graph, its outputs in the file's layout under the file's names. */
  finish(): Graph {
    for (const index of this.model.outputs) this.builder.output(this.file(index), this.model.tensors[index].name);
    this.builder.metadata("source", this.model.file);
    return this.builder.build();
  }

  #edgesOf(index: number): Edges {
    const edges = this.#edges.get(index);
    // A sound file lists its operators in the order in which they run.
    if (edges === undefined) {
      const name = this.model.tensors[index]?.name;
      throw new TfliteImportError(`${this.model.file}: tensor ${index} ("${name}") is read before it is made`);
    }
    return edges;
  }

  #check(operator: TfliteOperator, { dims }: Value, expected: readonly Dim[]): void {
    const differs = (dim: Dim, axis: number) => typeof dim === "number" && dim !== expected[axis];
    if (dims.length !== expected.length || dims.some(differs)) {
      throw this.error(operator, `its output has sizes [${dims}], but the file says [${expected}]`);
    }
  }
}

/** Whether an operator only unpacks stored weights. */
const unpacksWeights = ({ kind }: TfliteOperator): boolean => kind === "DENSIFY" || kind === "DEQUANTIZE";
