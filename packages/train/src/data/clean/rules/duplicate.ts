import { Clusters } from "../../similar/clusters.js";
import type { SimilarPair } from "../../similar/similar-pairs.js";
import type { Finding, Rule } from "../rule.js";
import type { CleaningView } from "../view.js";

/** All but one of the faces that show the same picture. Those that a person kept, else one labelled by hand, else the sharpest stays. */
export const duplicate: Rule = {
  name: "duplicate",
  limit: { standard: 0.7, range: [0, 1] },
  says: (limit) => `pictures that are there already (similarity above ${limit}); the sharpest stays`,
  async find(view, limit) {
    const left = new Set(view.left);
    const pairs = (await view.similar()).filter(
      ({ faces: [a, b], similarity }) => similarity > limit && left.has(a) && left.has(b),
    );
    const findings = clustersOf(pairs, view.dataset.faces.length).flatMap((cluster) => judge(cluster, pairs, view));
    return { looked: left.size, findings: findings.sort((a, b) => b.value - a.value || a.index - b.index) };
  },
};

function judge(cluster: readonly number[], pairs: readonly SimilarPair[], view: CleaningView): Finding[] {
  const { faces } = view.dataset;
  const rank = (index: number) => (view.kept.has(index) ? 2 : faces[index].points === undefined ? 0 : 1);
  const [best, ...others] = [...cluster].sort(
    (a, b) => rank(b) - rank(a) || faces[b].sharpness - faces[a].sharpness || a - b,
  );
  return others.map((index) => {
    const similarity = Math.max(
      ...pairs.filter(({ faces: pair }) => pair.includes(index)).map((pair) => pair.similarity),
    );
    const sharp = `${faces[index].sharpness}, the one that stays ${faces[best].sharpness}`;
    const reason = `expected one picture of its kind, got one of ${cluster.length} like ${faces[best].id} (similarity ${similarity.toFixed(2)}, sharpness ${sharp})`;
    return { index, value: similarity, reason };
  });
}

function clustersOf(pairs: readonly SimilarPair[], count: number): number[][] {
  const clusters = new Clusters(count);
  for (const { faces } of pairs) clusters.join(...faces);
  const members = new Map<number, number[]>();
  for (const index of new Set(pairs.flatMap(({ faces }) => faces))) {
    const root = clusters.of(index);
    members.set(root, [...(members.get(root) ?? []), index]);
  }
  return [...members.values()];
}
