import type { Value } from "../../ir/graph.js";
import { COMPOSITE } from "../composite.js";
import { geometryOf, lanesNode } from "../lanes.js";
import type { GradientRule } from "../rule.js";

/** A gradient operator takes x (or dy) and weights like the operator itself, and has the shape of what it is for. */
const weighted =
  (op: string): GradientRule =>
  (c) => {
    const { b, x, dy } = c;
    const weights = c.inputs[1] as Value;
    const like = (value: Value) => ({ ...geometryOf(c.node), dims: value.dims as number[] });
    const forInput = op === "LanesPointwise" ? [dy, weights] : [x, dy, weights];
    return [
      c.wanted(0) ? lanesNode(b, `${op}Input`, forInput, like(x)) : undefined,
      c.wanted(1) ? lanesNode(b, `${op}Weights`, [x, dy, weights], like(weights)) : undefined,
    ];
  };

const inverse =
  (op: string): GradientRule =>
  ({ b, node, x, dy }) => [lanesNode(b, op, [dy], { lanes: geometryOf(node).lanes, dims: x.dims as number[] })];

/** Gradient rules of the operators of the batch-innermost layout. */
export const lanes: Readonly<Record<string, GradientRule>> = {
  [`${COMPOSITE}.LanesDepthwise`]: weighted("LanesDepthwise"),
  [`${COMPOSITE}.LanesPointwise`]: weighted("LanesPointwise"),
  [`${COMPOSITE}.IntoLanes`]: inverse("FromLanes"),
  [`${COMPOSITE}.FromLanes`]: inverse("IntoLanes"),
};
