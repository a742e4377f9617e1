import type { Rule } from "../rule.js";

/** The teacher found no face, or its label is of no use. */
export const noLabel: Rule = {
  name: "no-label",
  says: () => "labels that are missing or broken",
  find({ dataset, labels, left }) {
    const findings = left
      .filter((index) => labels.points[index] === undefined)
      .map((index) => {
        const fault = labels.faults.get(dataset.faces[index].id) ?? "got no line";
        return { index, value: 1, reason: `expected a label: ${fault}` };
      });
    return { looked: left.length, findings };
  },
};
