import type { CocoAnnotation, CocoCategory, CocoFile, CocoImage } from "./coco-format.js";
import type { ExportedFace } from "./exported-face.js";
import { describeLayout, type LayoutDescription } from "./layout-description.js";

/**
 * Faces as a file of COCO keypoints. Each layout is a category with names, skeleton and mirror pairs; what COCO has no
 * field for stands in `face88` of each annotation, where `cocoFile` finds it again.
 * @see https://cocodataset.org/#format-data
 */
export function cocoOf(faces: readonly ExportedFace[], description: string): CocoFile {
  const images = new Map<string, CocoImage>();
  const categories = new Map<string, CocoCategory>();
  const licences = new Map<string, number>();
  const annotations = faces.map(({ face, width, height, confidence }, i): CocoAnnotation => {
    const { points: labelled, box, photo, licence, ...meaning } = face;
    const { layout, points, visible } = labelled;
    if (!licences.has(licence)) licences.set(licence, licences.size + 1);
    const license = licences.get(licence) as number;
    const image = images.get(photo) ?? { id: images.size + 1, file_name: photo, width, height, license };
    images.set(photo, image);
    const count = points.length / 2;
    const category = categories.get(layout) ?? categoryOf(categories.size + 1, describeLayout(layout, count));
    categories.set(layout, category);
    const flags = visible ?? new Array<number>(count).fill(2);
    return {
      id: i + 1,
      image_id: image.id,
      category_id: category.id,
      bbox: box,
      area: Math.round(box[2] * box[3]),
      iscrowd: 0,
      keypoints: flags.flatMap((flag, k) => [points[2 * k], points[2 * k + 1], flag]),
      num_keypoints: flags.filter((flag) => flag > 0).length,
      ...(confidence && { confidence }),
      face88: { id: face.id, layout, face: { ...meaning, licence } },
    };
  });
  return {
    info: { description },
    licenses: [...licences].map(([name, id]) => ({ id, name, url: "" })),
    images: [...images.values()],
    annotations,
    categories: [...categories.values()],
  };
}

function categoryOf(id: number, { name, points, edges, mirror }: LayoutDescription): CocoCategory {
  return {
    id,
    name,
    supercategory: "person",
    keypoints: points,
    skeleton: edges.map(([from, to]) => [from + 1, to + 1] as const),
    ...(mirror && { flip_indices: mirror }),
  };
}
