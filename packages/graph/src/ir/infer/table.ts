import type { InferRule } from "./context.js";
import { elementwise } from "./elementwise.js";
import { imaging } from "./image.js";
import { matrix } from "./matrix.js";
import { picking } from "./pick.js";
import { pooling } from "./pool.js";
import { reductions } from "./reduce.js";
import { shaping } from "./shape.js";

const RULES: ReadonlyMap<string, InferRule> = new Map(
  Object.entries({ ...elementwise, ...matrix, ...pooling, ...reductions, ...shaping, ...picking, ...imaging }),
);

/** Shape rule of an operator (ONNX and `com.microsoft` names do not collide), or undefined when there is none. */
export const inferRule = (op: string): InferRule | undefined => RULES.get(op);
