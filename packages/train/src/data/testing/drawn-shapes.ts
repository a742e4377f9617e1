import { indexOf, meanShape, transformPoints } from "@face88/points";
import { normal, random } from "../../networks/random.js";

/** Options of {@link drawnShapes}. */
export interface DrawnShapesOptions {
  /** Standard deviation of each coordinate in the frame of the mean shape; default 0.1. */
  readonly noise?: number;
  /** Whether each is moved, turned and scaled at random; default true. */
  readonly moved?: boolean;
  /** Default 7. */
  readonly seed?: number;
}

/** Faces that vary in three ways: mouth, brows, a narrower jaw. */
export function drawnShapes(
  count: number,
  { noise = 0.1, moved = true, seed = 7 }: DrawnShapesOptions = {},
): Float64Array[] {
  const next = random(seed);
  const mouth = [indexOf("mouth_2"), indexOf("mouth_3"), indexOf("mouth_4")];
  return Array.from({ length: count }, () => {
    const [open, raise, narrow] = [normal(next), normal(next), normal(next)];
    const shape = meanShape().map((value, i) => {
      const point = i >> 1;
      if (i % 2 === 1 && mouth.includes(point)) return value + 3 * open;
      if (i % 2 === 1 && point >= indexOf("left_eyebrow_0") && point < indexOf("left_eye_0")) return value - 2 * raise;
      return i % 2 === 0 && point < 21 ? 64 + (value - 64) * (1 + 0.03 * narrow) : value;
    });
    const noisy = shape.map((value) => value + noise * normal(next));
    if (!moved) return noisy;
    const [angle, scale] = [6 * next(), 0.5 + next()];
    const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
    return transformPoints([cos, sin, -sin, cos, 300 * next(), 300 * next()], noisy);
  });
}

/** A label of which the right half fell onto the left one, as teachers do on a profile. */
export function collapsedShape(): Float64Array {
  return meanShape().map((value, i) => (i % 2 === 0 ? Math.min(value, 64 + (value - 64) / 9) : value));
}
