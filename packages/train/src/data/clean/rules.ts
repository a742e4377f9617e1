import type { Rule } from "./rule.js";
import { blurred } from "./rules/blurred.js";
import { crowded } from "./rules/crowded.js";
import { differs } from "./rules/differs.js";
import { duplicate } from "./rules/duplicate.js";
import { leak } from "./rules/leak.js";
import { misplaced } from "./rules/misplaced.js";
import { noLabel } from "./rules/no-label.js";
import { offModel } from "./rules/off-model.js";
import { outside } from "./rules/outside.js";
import { tiny } from "./rules/tiny.js";
import { unlikely } from "./rules/unlikely.js";
import { unsure } from "./rules/unsure.js";
import { wrongOrder } from "./rules/wrong-order.js";

/** The rules in the order in which they look; each looks at what the ones before it left. Which picture of several stays is asked last. */
export const RULES: readonly Rule[] = Object.freeze([
  noLabel,
  outside,
  misplaced,
  wrongOrder,
  offModel,
  unlikely,
  unsure,
  differs,
  blurred,
  tiny,
  crowded,
  duplicate,
  leak,
]);
