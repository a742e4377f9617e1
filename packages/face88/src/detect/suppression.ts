import { type Detection, intersectionOverUnion } from "./detection.js";

/**
 * Weighted non-maximum suppression: each group of overlapping detections becomes one whose box and keypoints are their
 * mean, weighted by score. It shakes less from frame to frame than keeping the best alone.
 *
 * Work is bounded by `most`: candidates past the best `most` are dropped before the pairwise comparison.
 * @param overlap  intersection over union above which two detections are one face, 0 to 1; BlazeFace uses 0.3
 * @param most  candidates looked at, at most; default 1000
 * @returns best first; the score of a group is its best score
 * @see Bazarevsky et al., BlazeFace, 2019, section 3.4
 */
export function weightedSuppression(candidates: readonly Detection[], overlap: number, most = 1000): Detection[] {
  const rest = [...candidates].sort((a, b) => b.score - a.score).slice(0, most);
  const kept: Detection[] = [];
  let open = rest;
  while (open.length > 0) {
    const best = open[0];
    const group: Detection[] = [];
    const apart: Detection[] = [];
    for (const candidate of open) {
      const same = candidate === best || intersectionOverUnion(best.box, candidate.box) > overlap;
      (same ? group : apart).push(candidate);
    }
    kept.push(group.length === 1 ? best : blend(group));
    open = apart;
  }
  return kept;
}

function blend(group: readonly Detection[]): Detection {
  const box = [0, 0, 0, 0] as [number, number, number, number];
  const keypoints = new Float32Array(group[0].keypoints.length);
  const total = group.reduce((sum, detection) => sum + detection.score, 0);
  for (const detection of group) {
    // All of them may score 0 when the threshold is 0.
    const weight = total > 0 ? detection.score / total : 1 / group.length;
    for (let i = 0; i < 4; i++) box[i] = box[i] + weight * detection.box[i];
    for (let i = 0; i < keypoints.length; i++) keypoints[i] = keypoints[i] + weight * detection.keypoints[i];
  }
  return { box, keypoints, score: group[0].score };
}
