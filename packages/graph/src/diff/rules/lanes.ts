import type { Value } from "../../ir/graph.js";
import { COMPOSITE } from "../composite.js";
import { geometryOf, lanesNode } from "../lanes.js";
import type { GradientRule } from "../rule.js";
import { after } from "../shapes.js";

/** A gradient operator takes x, dy and the weights, and has the shape of what it is for. */
const weighted =
  (op: string): GradientRule =>
  (c) => {
    const { b, x, dy } = c;
    const weights = c.inputs[1] as Value;
    const like = (value: Value) => ({ ...geometryOf(c.node), dims: value.dims as number[] });
    const forWeights = c.wanted(1) ? lanesNode(b, `${op}Weights`, [x, dy, weights], like(weights)) : undefined;
    const ordered = () => after(b, weights, forWeights);
    return [c.wanted(0) ? lanesNode(b, `${op}Input`, [x, dy, ordered()], like(x)) : undefined, forWeights];
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
