import { SPLITS, type Split } from "../../face-record.js";
import { JOIN_SIMILARITY, joinedGroups } from "../../similar/joined-groups.js";
import type { Rule } from "../rule.js";

/**
 * The same person, photo or picture in two parts of the data, where sources demand their parts: what was trained on must
 * not be tested on. The test part is the last to give way, the training part the first.
 */
export const leak: Rule = {
  name: "leak",
  limit: { standard: JOIN_SIMILARITY, range: [0, 1] },
  says: (limit) => `persons, photos or pictures (similarity above ${limit}) that stand in another part as well`,
  async find(view, limit) {
    const { faces } = view.dataset;
    const joined = joinedGroups(faces, await view.similar(), limit);
    const strictest = new Map<string, number>();
    const placed = view.left.filter((index) => view.parts.has(faces[index].id));
    const partOf = (index: number) => view.parts.get(faces[index].id) as Split;
    for (const index of placed) {
      const known = strictest.get(joined[index]);
      if (known === undefined || rank(partOf(index)) > rank(partOf(known))) strictest.set(joined[index], index);
    }
    const findings = placed.flatMap((index) => {
      const other = strictest.get(joined[index]) as number;
      if (partOf(other) === partOf(index)) return [];
      const reason = `expected ${faces[index].group} in one part, got this face in ${partOf(index)} and ${faces[other].id} in ${partOf(other)}`;
      return [{ index, value: 1, reason }];
    });
    return { looked: placed.length, findings };
  },
};

/** The later part is the one that is kept. */
function rank(part: Split): number {
  return SPLITS.indexOf(part);
}
