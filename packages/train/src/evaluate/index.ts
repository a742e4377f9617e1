export { halves } from "./human/halves.js";
export { type HumanFace, humanFolder } from "./human/human-folder.js";
export { type HumanScore, type PlainAndCorrected, type ScoredFace, scoreHumanFaces } from "./human/score-faces.js";
export { type BoxedFace, type Prediction, predictFaces } from "./predict.js";
export { mean, median, quantile } from "./statistics.js";
