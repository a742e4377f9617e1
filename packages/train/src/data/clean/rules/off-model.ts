import { median } from "../../../evaluate/statistics.js";
import { scoreRule } from "../rule.js";
import type { CleaningView } from "../view.js";

/** Labels of one kind below which theirs is not told from the usual of all. */
const LEAST_OF_KIND = 50;

/**
 * A shape that no combination of the faces' own variations comes near to. Points from hand scatter more around the model
 * than those of a network, so each label is measured by what is usual for labels of its kind.
 */
export const offModel = scoreRule({
  name: "off-model",
  limit: { standard: 3.5, range: [1, 100] },
  wrong: "above",
  says: (limit) => `points that are no face: further than ${limit} times the usual from the shape model`,
  measure(view) {
    const shapes = view.shapes();
    const usual = usualResiduals(view);
    return (index) => {
      const residual = shapes.residual(index);
      return residual === undefined ? undefined : residual / usual(index);
    };
  },
  reason: (value, limit, index, view) =>
    `expected a distance from the shape model of at most ${limit} times the usual, got ${value.toFixed(1)} times (${view.shapes().residual(index)?.toFixed(2)} % of the face's size)`,
});

/** The residual that is usual for labels of a face's kind: from a teacher, or with points from hand worked in. */
function usualResiduals({ dataset, labels, shapes }: CleaningView): (index: number) => number {
  const kindOf = (index: number) => labels.fused.get(dataset.faces[index].id) ?? "teacher";
  const all: number[] = [];
  const byKind = new Map<string, number[]>();
  for (let index = 0; index < dataset.faces.length; index++) {
    const residual = shapes().residual(index);
    if (residual === undefined || residual === Number.POSITIVE_INFINITY) continue;
    all.push(residual);
    const kind = byKind.get(kindOf(index));
    if (kind === undefined) byKind.set(kindOf(index), [residual]);
    else kind.push(residual);
  }
  const usual = new Map<string, number>();
  for (const [kind, residuals] of byKind) usual.set(kind, median(residuals.length < LEAST_OF_KIND ? all : residuals));
  return (index) => usual.get(kindOf(index)) ?? median(all);
}
