import type { GraphBuilder } from "../ir/builder.js";
import type { Node, Value } from "../ir/graph.js";

/** What a gradient rule may ask of the node that it differentiates. */
export interface GradientContext {
  /** Builder that the gradient's nodes go into. */
  readonly b: GraphBuilder;
  readonly node: Node;
  /** Inputs of the node, undefined where one is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** Gradient of the loss with respect to each output, undefined where the loss does not depend on it. */
  readonly gradients: readonly (Value | undefined)[];
  /** True when the gradient with respect to input `index` is asked for. */
  wanted(index: number): boolean;
}

/** The usual case: one output, whose gradient is there. */
export interface SingleContext extends GradientContext {
  /** First input. */
  readonly x: Value;
  /** First output. */
  readonly y: Value;
  /** Gradient of the loss with respect to the first output. */
  readonly dy: Value;
}

/** Gradients with respect to the inputs, in their order; undefined where it is zero or not wanted. */
export type GradientRule = (context: SingleContext) => readonly (Value | undefined)[];

/** An operator has no gradient rule, or none for these attributes. The message names the operator and the node. */
export class NotDifferentiableError extends Error {
  override readonly name = "NotDifferentiableError";

  /** @param reason  what is missing; default: that the operator has no rule */
  constructor(node: Pick<Node, "op" | "name">, reason = "operator has no gradient rule") {
    super(`${node.op} "${node.name}": ${reason}`);
  }
}
