import type { Attribute, Node, Tensor } from "./graph.js";

/** Integer attribute. */
export const int = (value: number): Attribute => ({ kind: "int", value });
/** Floating-point attribute. */
export const float = (value: number): Attribute => ({ kind: "float", value });
/** Text attribute. */
export const string = (value: string): Attribute => ({ kind: "string", value });
/** List of integers. */
export const ints = (value: readonly number[]): Attribute => ({ kind: "ints", value });
/** List of floats. */
export const floats = (value: readonly number[]): Attribute => ({ kind: "floats", value });
/** List of texts. */
export const strings = (value: readonly string[]): Attribute => ({ kind: "strings", value });
/** Constant tensor as an attribute. */
export const tensorAttribute = (value: Tensor): Attribute => ({ kind: "tensor", value });

type Kind = Attribute["kind"];
type ValueOf<K extends Kind> = { [A in Attribute as A["kind"]]: A["value"] }[K];
type Attributed = Pick<Node, "op" | "name" | "attributes">;

function read<K extends Kind>(node: Attributed, name: string, kind: K): ValueOf<K> | undefined {
  const found = node.attributes[name];
  if (found === undefined) return undefined;
  if (found.kind !== kind) {
    throw new TypeError(`${node.op} "${node.name}": attribute ${name} must be of kind ${kind}, got ${found.kind}`);
  }
  return found.value as ValueOf<K>;
}

/** Integer attribute of a node, or `fallback` when it is absent. @throws TypeError when it is of another kind */
export const intOf = (node: Attributed, name: string, fallback: number): number => read(node, name, "int") ?? fallback;
/** Float attribute of a node, or `fallback` when it is absent. @throws TypeError when it is of another kind */
export const floatOf = (node: Attributed, name: string, fallback: number): number =>
  read(node, name, "float") ?? fallback;
/** Text attribute of a node, or `fallback` when it is absent. @throws TypeError when it is of another kind */
export const stringOf = (node: Attributed, name: string, fallback: string): string =>
  read(node, name, "string") ?? fallback;
/** Integer list of a node, or undefined when it is absent. @throws TypeError when it is of another kind */
export const intsOf = (node: Attributed, name: string): readonly number[] | undefined => read(node, name, "ints");
/** Float list of a node, or undefined when it is absent. @throws TypeError when it is of another kind */
export const floatsOf = (node: Attributed, name: string): readonly number[] | undefined => read(node, name, "floats");
