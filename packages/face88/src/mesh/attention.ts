import { ATTENTION_POINTS, attentionParts } from "./attention-indices.js";

/**
 * The 478 points of the attention network from its several answers: eyes and lips of the mesh are replaced by the finer
 * ones, and the irises added.
 * @param mesh  468 x,y,z triples
 * @param outputs  the network's other answers by name; when they are not those of the attention network, `mesh` itself
 *   comes back
 * @see mediapipe/calculators/util/landmarks_refinement_calculator.cc
 */
export function mergeAttention(mesh: Float32Array, outputs: ReadonlyMap<string, Float32Array>): Float32Array {
  if (!attentionParts.every(({ output }) => outputs.has(output))) return mesh;
  const merged = new Float32Array(ATTENTION_POINTS * 3);
  merged.set(mesh);
  for (const { output, points } of attentionParts) {
    const fine = outputs.get(output) as Float32Array;
    points.forEach((point, i) => {
      merged[point * 3] = fine[i * 2];
      merged[point * 3 + 1] = fine[i * 2 + 1];
    });
  }
  for (const { points, depthFrom } of attentionParts) {
    if (depthFrom === undefined) continue;
    const depth = depthFrom.reduce((sum, point) => sum + merged[point * 3 + 2], 0) / depthFrom.length;
    for (const point of points) merged[point * 3 + 2] = depth;
  }
  return merged;
}
