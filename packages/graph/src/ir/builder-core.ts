import type { Attribute, DataType, Dim, Graph, Node, Tensor, Value } from "./graph.js";
import { InferContext, type Inferred } from "./infer/context.js";
import { inferRule } from "./infer/table.js";

/**
 * Operator set of the graphs that are built here: 18, the newest one that the kernels of all of onnxruntime's providers
 * know, and the first in which every Reduce takes its axes as an input.
 */
export const OPSET = 18;

/** Optional parts of a node. */
export interface NodeOptions {
  /** Names of the outputs, `""` where one is left out; made up when absent. */
  readonly outputs?: readonly string[];
  /** Number of outputs when their names are made up; default 1. */
  readonly outputCount?: number;
  /** `""` (default) is the ONNX domain, `com.microsoft` holds onnxruntime's own operators. */
  readonly domain?: string;
  /** Name of the node, changed when another node has it; made up when absent. */
  readonly name?: string;
  /** Types and shapes of the outputs, where no shape rule is known or a rule must be overridden. */
  readonly types?: readonly Inferred[];
}

/** Grows a graph node by node, with the type and shape of every edge worked out on the way. */
export class BuilderCore {
  readonly #name: string;
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #initializers = new Map<string, Tensor>();
  readonly #parameters: string[] = [];
  readonly #nodes: Node[] = [];
  readonly #values = new Map<string, Value>();
  readonly #opsets = new Map<string, number>([["", OPSET]]);
  readonly #metadata = new Map<string, string>();
  readonly #counters = new Map<string, number>();
  readonly #nodeNames = new Set<string>();
  readonly #reserved = new Set<string>();

  /** @param name  name of the graph */
  constructor(name = "graph") {
    this.#name = name;
  }

  /** Declares a graph input. @throws RangeError when the name is taken */
  input(name: string, type: DataType, dims: readonly Dim[]): Value {
    const value = this.#declare(name, type, dims);
    this.#inputs.push(value);
    return value;
  }

  /** Puts a tensor in as an initializer that training leaves alone. @param name  made up when absent */
  constant(data: Tensor, name?: string): Value {
    const value = this.#declare(name ?? this.freshName("constant"), data.type, data.dims);
    this.#initializers.set(value.name, data);
    return value;
  }

  /** Puts a tensor in as an initializer that training may change. @throws RangeError when the name is taken */
  parameter(name: string, data: Tensor): Value {
    const value = this.constant(data, name);
    this.#parameters.push(name);
    return value;
  }

  /**
   * Adds one operation and gives back all its outputs.
   * @param inputs  undefined where an optional input is left out
   * @throws RangeError when shapes or types do not fit, TypeError when an input is not of this graph or no rule is known
   */
  nodes(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    options: NodeOptions = {},
  ): Value[] {
    const wish = options.name ?? op;
    const name = options.name !== undefined && !this.#nodeNames.has(wish) ? wish : this.freshName(wish);
    for (const value of inputs) this.#own(op, name, value);
    const count = options.outputs?.length ?? options.outputCount ?? 1;
    const outputs =
      options.outputs ??
      Array.from({ length: count }, (_, i) => (i === 0 ? this.#edge(name) : this.#edge(`${name}:${i}`)));
    const domain = options.domain ?? "";
    const last = inputs.findLastIndex((value) => value !== undefined);
    const used = inputs.slice(0, last + 1);
    const node: Node = { op, domain, name, inputs: used.map((value) => value?.name ?? ""), outputs, attributes };
    const types = options.types ?? this.#infer(node, used);
    if (types.length < outputs.length) {
      throw new RangeError(`${op} "${name}": operator has ${types.length} outputs, got ${outputs.length} names`);
    }
    this.#nodeNames.add(name);
    this.#nodes.push(freezeNode(node));
    if (!this.#opsets.has(domain)) this.#opsets.set(domain, 1);
    return outputs.map((output, i) =>
      output === "" ? Object.freeze({ name: "", ...types[i] }) : this.#declare(output, types[i].type, types[i].dims),
    );
  }

  /** Adds one operation and gives back its first output. See {@link nodes}. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    options: NodeOptions = {},
  ): Value {
    return this.nodes(op, inputs, attributes, options)[0];
  }

  /**
   * Makes an edge a graph output.
   * @param name  the output's name; when it is not the edge's own, an Identity node carries it over
   */
  output(value: Value, name: string = value.name): Value {
    this.#own("output", name, value);
    const taken = this.#outputs.some((output) => output.name === value.name);
    const isResult = !taken && name === value.name && !this.#inputs.includes(value) && !this.#initializers.has(name);
    const named = isResult
      ? value
      : this.node("Identity", [value], {}, { outputs: [taken && name === value.name ? this.freshName(name) : name] });
    this.#outputs.push(named);
    return named;
  }

  /** Notes free text to be kept with the graph, such as a licence. */
  metadata(key: string, text: string): void {
    this.#metadata.set(key, text);
  }

  /** Sets the operator-set version of a domain; the ONNX domain starts at 18, others at 1. */
  opset(domain: string, version: number): void {
    this.#opsets.set(domain, version);
  }

  /** The edge of that name. @throws RangeError when there is none */
  value(name: string): Value {
    const found = this.#values.get(name);
    if (!found) throw new RangeError(`graph "${this.#name}" has no edge "${name}"`);
    return found;
  }

  /** True when the graph has an edge of that name. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Data of an edge that is an initializer, else undefined. */
  data(value: Value): Tensor | undefined {
    return this.#initializers.get(value.name);
  }

  /** Keeps names free for edges and nodes to come, so that no made-up name takes them. */
  reserve(names: Iterable<string>): void {
    for (const name of names) this.#reserved.add(name);
  }

  /** A name that starts with `stem` and that no edge or node has. */
  freshName(stem: string): string {
    for (;;) {
      const count = this.#counters.get(stem) ?? 0;
      this.#counters.set(stem, count + 1);
      const name = count === 0 ? stem : `${stem}_${count}`;
      if (!this.#values.has(name) && !this.#nodeNames.has(name) && !this.#reserved.has(name)) return name;
    }
  }

  /** The graph as frozen data. The builder may go on; what it adds later is not in this graph. */
  build(): Graph {
    return Object.freeze({
      name: this.#name,
      inputs: Object.freeze([...this.#inputs]),
      outputs: Object.freeze([...this.#outputs]),
      initializers: new Map(this.#initializers),
      parameters: Object.freeze([...this.#parameters]),
      nodes: Object.freeze([...this.#nodes]),
      values: new Map(this.#values),
      opsets: new Map(this.#opsets),
      metadata: new Map(this.#metadata),
    });
  }

  #infer(node: Node, inputs: readonly (Value | undefined)[]): readonly Inferred[] {
    const rule = inferRule(node.op);
    if (!rule) throw new TypeError(`${node.op} "${node.name}": no shape rule is known; pass options.types`);
    const context = new InferContext(
      node,
      inputs,
      (name) => this.#initializers.get(name),
      () => this.freshName("?"),
    );
    return rule(context);
  }

  #edge(stem: string): string {
    return this.#values.has(stem) ? this.freshName(stem) : stem;
  }

  #declare(name: string, type: DataType, dims: readonly Dim[]): Value {
    if (name === "") throw new RangeError("name of an edge must not be empty");
    if (this.#values.has(name)) throw new RangeError(`name of an edge must be new, got "${name}" again`);
    const value = Object.freeze({ name, type, dims: Object.freeze([...dims]) });
    this.#values.set(name, value);
    return value;
  }

  #own(op: string, name: string, value: Value | undefined): void {
    if (value !== undefined && this.#values.get(value.name) !== value) {
      throw new TypeError(`${op} "${name}": input "${value.name}" is not an edge of graph "${this.#name}"`);
    }
  }
}

function freezeNode(node: Node): Node {
  for (const attribute of Object.values(node.attributes)) {
    Object.freeze(attribute);
    if (Array.isArray(attribute.value)) Object.freeze(attribute.value);
  }
  Object.freeze(node.attributes);
  return Object.freeze({ ...node, inputs: Object.freeze([...node.inputs]), outputs: Object.freeze([...node.outputs]) });
}
