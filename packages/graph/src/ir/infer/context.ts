import type { Attribute, DataType, Dim, Node, Tensor, Value } from "../graph.js";
import { toNumbers } from "../tensor.js";

/** Type and shape of one output of a node. */
export interface Inferred {
  readonly type: DataType;
  readonly dims: readonly Dim[];
}

/** What a shape rule may ask of the node that it looks at. */
export class InferContext {
  readonly op: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputCount: number;
  readonly #inputs: readonly (Value | undefined)[];
  readonly #constant: (name: string) => Tensor | undefined;
  readonly #fresh: () => string;

  /**
   * @param node  the node, its outputs not yet known
   * @param inputs  its inputs, undefined where one is left out
   * @param constant  data of an edge that is an initializer
   * @param fresh  makes a name for a dimension that nothing is known of
   */
  constructor(
    node: Pick<Node, "op" | "name" | "attributes" | "outputs">,
    inputs: readonly (Value | undefined)[],
    constant: (name: string) => Tensor | undefined,
    fresh: () => string,
  ) {
    this.op = node.op;
    this.name = node.name;
    this.attributes = node.attributes;
    this.outputCount = node.outputs.length;
    this.#inputs = inputs;
    this.#constant = constant;
    this.#fresh = fresh;
  }

  /** Number of inputs, left-out ones at the end not counted. */
  get inputCount(): number {
    return this.#inputs.length;
  }

  /** Input `index`, which must be there. */
  input(index: number): Value {
    const found = this.#inputs[index];
    if (found === undefined) this.fail(`input ${index} is missing`);
    return found;
  }

  /** Input `index`, or undefined when it is left out. */
  optional(index: number): Value | undefined {
    return this.#inputs[index];
  }

  /** Numbers of input `index` when it is a constant, else undefined. */
  numbers(index: number): number[] | undefined {
    const value = this.#inputs[index];
    const data = value && this.#constant(value.name);
    return data && toNumbers(data);
  }

  /** A dimension known only at run time. */
  fresh(): string {
    return this.#fresh();
  }

  /** @throws RangeError that names the operator and the node */
  fail(message: string): never {
    throw new RangeError(`${this.op} "${this.name}": ${message}`);
  }

  /** Axis brought into 0..rank-1. */
  axis(axis: number, rank: number): number {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      this.fail(`axis must be an integer in -${rank}..${rank - 1}, got ${axis}`);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Checks the rank of an input. */
  rank(value: Value, rank: number): void {
    if (value.dims.length !== rank) this.fail(`"${value.name}" must have rank ${rank}, got dims [${value.dims}]`);
  }

  /** Checks that two dimensions can be equal at run time. */
  sameDim(a: Dim, b: Dim, what: string): void {
    if (typeof a === "number" && typeof b === "number" && a !== b) this.fail(`${what} must agree, got ${a} and ${b}`);
  }

  /** Checks that all given inputs have one element type, and returns it. */
  sameType(...values: (Value | undefined)[]): DataType {
    const given = values.filter((value) => value !== undefined);
    const odd = given.find((value) => value.type !== given[0].type);
    if (odd) this.fail(`"${odd.name}" must be ${given[0].type} like "${given[0].name}", got ${odd.type}`);
    return given[0].type;
  }
}

/** Shape rule of one operator. */
export type InferRule = (context: InferContext) => readonly Inferred[];
