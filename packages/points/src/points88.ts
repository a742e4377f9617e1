import { assertPairs, type Coordinates } from "./coordinates.js";
import { indexOf, PARTS, type Part, POINT_COUNT, type PointName } from "./layout.js";

/** One point: x and y in pixels, 0 = centre of the first pixel. */
export type Point = readonly [x: number, y: number];

/**
 * The 88 landmarks of one face by name. A view: it holds the array that it was given, and the parts are subarrays of
 * it, so nothing is copied.
 *
 * `left` and `right` are those of the image (the subject's right eye is `leftEye`).
 */
export class Points88 implements Iterable<Point> {
  /** All points as x,y pairs in pixels, length 176, in the order of the layout. */
  readonly data: Coordinates;

  /**
   * Wraps an array without a copy.
   * @param data  x,y pairs, length 176
   * @throws TypeError when it is not a typed array; RangeError when the length is not 176
   */
  constructor(data: Coordinates) {
    if (!ArrayBuffer.isView(data)) {
      throw new TypeError(
        `data: expected a Float32Array or Float64Array, got ${typeof data} (Points88.from copies others)`,
      );
    }
    assertPairs("data", data, POINT_COUNT);
    this.data = data;
  }

  /**
   * Copies and checks points that come from outside, such as parsed JSON.
   * @param pairs  88 pairs `[[x, y], ...]`, or 176 numbers `[x, y, x, y, ...]`
   * @throws RangeError when there are not 88 pairs, or a coordinate is not a finite number
   */
  static from(pairs: ArrayLike<number> | ArrayLike<ArrayLike<number>>): Points88 {
    const data = new Float64Array(2 * POINT_COUNT);
    const nested = pairs.length > 0 && typeof pairs[0] !== "number";
    if (nested && pairs.length !== POINT_COUNT) {
      throw new RangeError(`pairs: expected ${POINT_COUNT} points, got ${pairs.length}`);
    }
    if (!nested) assertPairs("pairs", pairs as ArrayLike<number>, POINT_COUNT);
    for (let i = 0; i < data.length; i++) {
      const value = nested ? coordinate(pairs as ArrayLike<ArrayLike<number>>, i) : (pairs[i] as number);
      if (!Number.isFinite(value)) {
        throw new RangeError(`pairs: expected finite coordinates, got ${String(value)} at point ${i >> 1}`);
      }
      data[i] = value;
    }
    return new Points88(data);
  }

  /** Outline of the face, 21 points from the left end at eye height over the chin to the right end. */
  get faceProfile(): Coordinates {
    return this.part("face_profile");
  }

  /** Nose, 13 points: tip, top of the bridge, then down the left side, along the base and up the right side. */
  get nose(): Coordinates {
    return this.part("nose");
  }

  /** Mouth, 22 points: 12 around the outer edge of the lips, from the left corner by the lower lip; 10 around the inner. */
  get mouth(): Coordinates {
    return this.part("mouth");
  }

  /** Eyebrow at the left of the image, 8 points: outer end, lower edge, inner end, upper edge back. */
  get leftEyebrow(): Coordinates {
    return this.part("left_eyebrow");
  }

  /** Eye at the left of the image, 8 points: outer corner, lower lid, inner corner, upper lid back. */
  get leftEye(): Coordinates {
    return this.part("left_eye");
  }

  /** Eyebrow at the right of the image, 8 points stored mirror-wise: outer end, lower edge, inner end, upper edge. */
  get rightEyebrow(): Coordinates {
    return this.part("right_eyebrow");
  }

  /** Eye at the right of the image, 8 points stored mirror-wise: outer corner, lower lid, inner corner, upper lid. */
  get rightEye(): Coordinates {
    return this.part("right_eye");
  }

  /**
   * The points of one part.
   * @returns x,y pairs, a subarray of `data`
   */
  part(part: Part): Coordinates {
    const { offset, count } = PARTS[part];
    return this.data.subarray(2 * offset, 2 * (offset + count));
  }

  /**
   * One point by its index.
   * @param index  0 to 87
   * @throws RangeError when the index is outside
   */
  at(index: number): Point {
    if (!Number.isInteger(index) || index < 0 || index >= POINT_COUNT) {
      throw new RangeError(`index: expected an integer from 0 to ${POINT_COUNT - 1}, got ${String(index)}`);
    }
    return [this.data[2 * index], this.data[2 * index + 1]];
  }

  /**
   * One point by its name.
   * @param name  such as `left_eye_0`
   * @throws RangeError when no point has that name
   */
  byName(name: PointName): Point {
    return this.at(indexOf(name));
  }

  /** The points in the order of the layout. */
  *[Symbol.iterator](): IterableIterator<Point> {
    for (let i = 0; i < POINT_COUNT; i++) yield this.at(i);
  }

  /** The form of a result line: `[[x, y], ... 88]`. */
  toJSON(): Point[] {
    return [...this];
  }
}

function coordinate(pairs: ArrayLike<ArrayLike<number>>, i: number): number {
  const pair = pairs[i >> 1];
  if (pair?.length !== 2) {
    throw new RangeError(`pairs: expected [x, y] at point ${i >> 1}, got ${JSON.stringify(pair)}`);
  }
  return pair[i & 1];
}
