import type { HumanEvaluation } from "./human/evaluate-human.js";
import type { JitterEvaluation } from "./jitter/evaluate-jitter.js";
import type { LabelEvaluation } from "./labels/evaluate-labels.js";
import type { Specimen } from "./specimen.js";

/** Everything that an evaluation found; what was not asked for is left out. */
export interface Evaluation {
  /** When it was made, ISO 8601. */
  readonly made: string;
  /** Versions of what it was made with, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Against the labels of a dataset. */
  readonly labels?: LabelEvaluation | undefined;
  /** Against points from hand. */
  readonly human?: HumanEvaluation | undefined;
  /** On a video. */
  readonly jitter?: JitterEvaluation | undefined;
}

/** All numbers of an evaluation as JSON; of the worst faces the ids and errors, without the pictures. */
export function evaluationJson(evaluation: Evaluation): string {
  const namesOnly = (_: string, value: unknown) => (isSpecimen(value) ? { id: value.id, error: value.error } : value);
  return `${JSON.stringify(evaluation, namesOnly, 1)}\n`;
}

function isSpecimen(value: unknown): value is Specimen {
  return typeof value === "object" && value !== null && "jpeg" in value;
}
