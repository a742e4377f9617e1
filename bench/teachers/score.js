// The 25-point score of many faces, plain and corrected, as rows of a table.
import { faceOffsets25, medianOffsets25, score25 } from "@face88/points";

/**
 * @param {readonly { points: ArrayLike<number> }[]} labels
 * @param {readonly import("./data.js").HumanFace[]} faces
 */
export function scoreAll(labels, faces) {
  const points = labels.map((label) => Float64Array.from(label.points));
  const offsets = points.map((predicted, i) => faceOffsets25(predicted, faces[i].human));
  // Offsets of one half correct the other.
  const medians = [0, 1].map((half) => medianOffsets25(offsets.filter((_, i) => faces[i].half !== half)));
  const plain = points.map((predicted, i) => score25(predicted, faces[i].human).nme);
  const corrected = points.map((predicted, i) => score25(predicted, faces[i].human, medians[faces[i].half]).nme);
  return { plain: mean(plain), corrected: mean(corrected), median: median(corrected), each: corrected };
}

/** @param {readonly number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {readonly number[]} values */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** @param {number} fraction */
export const percent = (fraction) => (100 * fraction).toFixed(2);

/** @param {readonly (string | number)[]} cells */
export const row = (cells) => console.log(`| ${cells.join(" | ")} |`);

/** @param {readonly string[]} titles */
export function head(titles) {
  row(titles);
  row(titles.map(() => "---"));
}

/** Columns of a score. */
export const SCORE_TITLES = ["plain %", "corrected %", "median %", "above 8 %"];

/** @param {ReturnType<typeof scoreAll>} score */
export const scoreCells = ({ plain, corrected, median: middle, each }) => [
  percent(plain),
  percent(corrected),
  percent(middle),
  each.filter((error) => error > 0.08).length,
];
