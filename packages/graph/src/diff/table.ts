import type { Node } from "../ir/graph.js";
import type { GradientRule } from "./rule.js";
import { activations } from "./rules/activations.js";
import { arithmetic } from "./rules/arithmetic.js";
import { convolutions } from "./rules/convolutions.js";
import { lanes } from "./rules/lanes.js";
import { normalisation } from "./rules/normalisation.js";
import { pools } from "./rules/pools.js";
import { products } from "./rules/products.js";
import { reductions } from "./rules/reductions.js";
import { resampling } from "./rules/resampling.js";
import { shapes } from "./rules/shapes.js";

const RULES: ReadonlyMap<string, GradientRule> = new Map(
  Object.entries({
    ...arithmetic,
    ...activations,
    ...products,
    ...convolutions,
    ...reductions,
    ...pools,
    ...shapes,
    ...resampling,
    ...normalisation,
    ...lanes,
  }),
);

/** Gradient rule of a node: under its operator's name, with the domain before it when that is not ONNX's own. */
export const gradientRule = (node: Node): GradientRule | undefined =>
  RULES.get(node.domain === "" ? node.op : `${node.domain}.${node.op}`);

/** Names of all operators that can be differentiated. */
export const differentiableOperators = (): readonly string[] => [...RULES.keys()];
