import { type Box, MIRROR, mirrorPoints, POINT_COUNT } from "@face88/points";
import type { RgbaImage } from "face88";
import { digest } from "./digest.js";
import { flipImage } from "./flip-image.js";
import { type Label, NoFaceError, type Teacher } from "./teacher.js";

/** One way to show a face to a teacher: the box moved and grown, in fractions of its size, and whether it is flipped. */
export interface View {
  readonly shiftX: number;
  readonly shiftY: number;
  readonly scale: number;
  readonly flip: boolean;
}

/** Options of {@link ensembleTeacher}. */
export interface EnsembleOptions {
  /** Asks each teacher about the flipped image as well; default true. */
  readonly flip?: boolean;
  /** Boxes that each teacher is shown: the given one and jittered ones, >= 1; default 1. */
  readonly boxes?: number;
  /** Weight of each teacher in the mean, > 0; default all 1. */
  readonly weights?: readonly number[];
}

/** Root mean square spread of a point, in fractions of the face's size, at which the confidence is halved. */
const HALF = 0.02;
/** How far jittered boxes move and grow, in fractions of the box: about what detectors differ by. */
const jitter = { shift: 0.06, scale: 0.08 };

/**
 * Several teachers as one: the weighted mean of what they say of the same face, straight and flipped, and of boxes that
 * are a little off. How far the answers spread is each point's confidence: 1 where all agree, 1/2 at a spread of 2 % of
 * the face's size, times the mean confidence of the answers.
 *
 * Teachers that find no face are left out; when all find none, there is none.
 * @throws RangeError when there is no teacher, or the weights do not fit
 */
export function ensembleTeacher(teachers: readonly Teacher[], options: EnsembleOptions = {}): Teacher {
  const { flip = true, boxes = 1, weights = teachers.map(() => 1) } = options;
  if (teachers.length === 0) throw new RangeError("teachers: expected at least one, got none");
  if (weights.length !== teachers.length || !weights.every((weight) => weight > 0)) {
    throw new RangeError(`weights: expected ${teachers.length} numbers above 0, got [${weights.join(", ")}]`);
  }
  if (!Number.isInteger(boxes) || boxes < 1) throw new RangeError(`boxes: expected an integer from 1, got ${boxes}`);
  const views = ensembleViews(boxes, flip);
  const parts = [teachers.map(({ id }) => id).join(" "), weights.join(" "), JSON.stringify(views)];
  return {
    id: `ensemble-1-${teachers.length}x${views.length}-${digest(...parts).slice(0, 12)}`,
    async label(image, box) {
      const answers: Weighted[] = [];
      const flipped = flip ? flipImage(image) : image;
      for (const [i, teacher] of teachers.entries()) {
        for (const view of views) {
          const label = await look(teacher, view.flip ? flipped : image, box, view);
          if (label !== undefined) answers.push({ label, weight: weights[i] });
        }
      }
      if (answers.length === 0) throw new NoFaceError("none of the teachers of the ensemble finds a face");
      return combine(answers, Math.sqrt(box[2] * box[3]));
    },
    dispose() {
      for (const teacher of teachers) teacher.dispose();
    },
  };
}

/** A label and how much it counts. */
export interface Weighted {
  readonly label: Label;
  readonly weight: number;
}

/**
 * The mean of several labels of one face, and the confidence that their spread gives.
 * @param size  size of the face in pixels, which the spread is measured by, > 0
 */
export function combine(answers: readonly Weighted[], size: number): Label {
  const total = answers.reduce((sum, { weight }) => sum + weight, 0);
  const points = new Float32Array(2 * POINT_COUNT);
  const confidence = new Float32Array(POINT_COUNT);
  for (let i = 0; i < points.length; i++) {
    points[i] = answers.reduce((sum, { label, weight }) => sum + weight * label.points[i], 0) / total;
  }
  for (let i = 0; i < POINT_COUNT; i++) {
    let variance = 0;
    let sure = 0;
    for (const { label, weight } of answers) {
      const dx = label.points[2 * i] - points[2 * i];
      const dy = label.points[2 * i + 1] - points[2 * i + 1];
      variance += (weight * (dx * dx + dy * dy)) / total;
      sure += (weight * label.confidence[i]) / total;
    }
    const spread = Math.sqrt(variance) / size;
    confidence[i] = sure / (1 + (spread / HALF) ** 2);
  }
  return { points, confidence };
}

/**
 * The views of an ensemble: the box as it is and others around it, evenly spread and always the same.
 * @param boxes  number of boxes, the given one first
 * @param flip   whether every box is also shown flipped
 */
export function ensembleViews(boxes: number, flip: boolean): View[] {
  const views: View[] = [];
  for (let k = 0; k < boxes; k++) {
    // The golden angle spreads any number of directions evenly; box 0 stays where it is.
    const angle = k * 2.399963;
    const reach = k === 0 ? 0 : jitter.shift;
    const scale = k === 0 ? 1 : 1 + (k % 2 === 0 ? jitter.scale : -jitter.scale);
    const view = { shiftX: Math.cos(angle) * reach, shiftY: Math.sin(angle) * reach, scale };
    views.push({ ...view, flip: false });
    if (flip) views.push({ ...view, flip: true });
  }
  return views;
}

async function look(teacher: Teacher, image: RgbaImage, box: Box, view: View): Promise<Label | undefined> {
  const shown = shownBox(box, view, image.width);
  try {
    const { points, confidence } = await teacher.label(image, shown);
    if (!view.flip) return { points, confidence };
    return { points: mirrorPoints(points, image.width), confidence: confidence.map((_, i) => confidence[MIRROR[i]]) };
  } catch (error) {
    if (error instanceof NoFaceError) return undefined;
    throw error;
  }
}

function shownBox([x, y, width, height]: Box, { shiftX, shiftY, scale, flip }: View, imageWidth: number): Box {
  const [w, h] = [width * scale, height * scale];
  const left = x + shiftX * width + (width - w) / 2;
  const top = y + shiftY * height + (height - h) / 2;
  return [flip ? imageWidth - 1 - left - w : left, top, w, h];
}
