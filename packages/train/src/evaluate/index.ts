export { type HeadPose, headPose } from "../pose/head-pose.js";
export { type Evaluation, evaluationJson } from "./evaluation.js";
export { evaluateHuman, type HumanEvaluation, type ModelOnHuman } from "./human/evaluate-human.js";
export { type HandLabelledFace, handLabelledAmong, handLabelledIn } from "./human/hand-labelled.js";
export { type HumanScore, type PlainAndCorrected, type ScoredFace, scoreHumanFaces } from "./human/score-faces.js";
export {
  evaluateJitter,
  type JitterEvaluation,
  type JitterScore,
  type JitterSource,
  type JitterTrace,
} from "./jitter/evaluate-jitter.js";
export { evaluateLabels, type LabelEvaluation, type ModelOnLabels } from "./labels/evaluate-labels.js";
export type { GroupErrors } from "./labels/groups.js";
export type { LabelScore, NormalisedErrors, PixelErrors } from "./labels/label-score.js";
export type { Reliability, ReliabilityBin } from "./labels/reliability.js";
export { meteredRuntime, type RuntimeMeter } from "./metered-runtime.js";
export type { PredictionTime, PredictOptions } from "./predict.js";
export { evaluationHtml } from "./report/evaluation-html.js";
export type { Specimen } from "./specimen.js";
export type { ModelFacts, TestedModel } from "./tested-model.js";
