import { FACE_88_TO_IBUG_68, type LinearMap } from "@face88/points";
import { definitionOffsets, fusePoints, type LabelledFace } from "../../fusion/fuse-points.js";
import { FACE_88_TO_WEBMORPH, webmorphPoints } from "../../fusion/webmorph.js";
import { FACE_88_TO_WFLW_98 } from "../../fusion/wflw98.js";
import type { SourcePoints } from "../face-record.js";
import type { Dataset } from "../store/dataset.js";
import { readLabels } from "./label-set.js";
import { LabelWriter, rounded } from "./label-writer.js";

/** Faces of a layout below which its definitions cannot be told from chance: their points are not worked in. */
const LEAST_FACES = 20;

/** What fusing did: faces by the layout of their hand-labelled points, `none` where the teacher's label was taken. */
export type FuseReport = Readonly<Record<string, number>>;

/**
 * Makes a set of labels from another one by working in the hand-labelled points of the faces that have them; the other
 * faces keep the teacher's label.
 * @param from  name of the teacher's labels
 * @param to    name of the new set
 */
export async function fuseLabels(dataset: Dataset, from: string, to: string): Promise<FuseReport> {
  const labels = await readLabels(dataset, from);
  const human = dataset.faces.map(({ points }) => points && correspondence(points));
  const offsets = new Map<LinearMap, Float64Array | undefined>();
  for (const map of new Set(human.flatMap((found) => found?.map ?? []))) {
    const faces: LabelledFace[] = [];
    human.forEach((found, i) => {
      const teacher = labels.points[i];
      if (found?.map === map && teacher) faces.push({ teacher: Float32Array.from(teacher), human: found.points });
    });
    offsets.set(map, faces.length < LEAST_FACES ? undefined : definitionOffsets(faces, map));
  }
  const counts: Record<string, number> = {};
  await using writer = await LabelWriter.open(dataset.folder, to, `fused ${labels.teacher}`);
  for (const [i, { id, points: source }] of dataset.faces.entries()) {
    const teacher = labels.points[i];
    if (writer.has(id) || teacher === undefined) continue;
    const found = human[i];
    const shift = found && offsets.get(found.map);
    const layout = found && shift && source ? source.layout : "none";
    counts[layout] = (counts[layout] ?? 0) + 1;
    const points =
      found && shift ? fusePoints(Float32Array.from(teacher), found.points, found.map, { offsets: shift }) : teacher;
    const confidence = rounded(labels.confidence[i] ?? []);
    await writer.add({ id, points: rounded(points), confidence, ...(layout !== "none" && { fused: layout }) });
  }
  return counts;
}

function correspondence({ layout, points }: SourcePoints): { map: LinearMap; points: ArrayLike<number> } | undefined {
  switch (layout) {
    case "ibug68":
      return { map: FACE_88_TO_IBUG_68, points };
    case "wflw98":
      return { map: FACE_88_TO_WFLW_98, points };
    case "webmorph189":
      return { map: FACE_88_TO_WEBMORPH, points: webmorphPoints(points) };
    default:
      return undefined;
  }
}
