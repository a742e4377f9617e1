import { indexOf } from "@face88/points";

/** Where a head points, degrees. */
export interface HeadPose {
  /** Turned to the right of the image: positive. */
  readonly yaw: number;
  /** Looking down: positive. */
  readonly pitch: number;
  /** Leaning clockwise as one sees it: positive. */
  readonly roll: number;
}

/**
 * Depth towards the camera and height below the eyes, in distances of the outer eye corners: medians over the meshes that
 * Face Landmarker v2 sees in 63 frontal portraits (docs/evaluation.md).
 */
const NOSE_TIP = { depth: 0.5, below: 0.36 };
const CHIN = { depth: 0.03, below: 1.31 };

const [LEFT, RIGHT] = [indexOf("left_eye_0"), indexOf("right_eye_0")];
const [TIP, BOTTOM] = [indexOf("nose_0"), indexOf("face_profile_10")];

/**
 * Rough pose of a head from its 88 points, by where the tip of the nose lies between the eyes and the chin under weak
 * perspective: enough to sort faces into bins, not to place glasses.
 * @param points  x,y pairs, length 176
 */
export function headPose(points: ArrayLike<number>): HeadPose {
  const at = (i: number) => [points[2 * i], points[2 * i + 1]] as const;
  const [left, right] = [at(LEFT), at(RIGHT)];
  const roll = Math.atan2(right[1] - left[1], right[0] - left[0]);
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  const middle = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  const upright = (i: number) => {
    const [dx, dy] = [at(i)[0] - middle[0], at(i)[1] - middle[1]];
    return [cos * dx + sin * dy, cos * dy - sin * dx] as const;
  };
  const eyes = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const [tip, chin] = [upright(TIP), upright(BOTTOM)];
  // The eyes' distance shrinks with the cosine of the yaw, the tip moves with its sine.
  const yaw = Math.atan2(tip[0], eyes * NOSE_TIP.depth);
  // Turned by the pitch p, a point lies below the eyes by below cos p + depth sin p; the ratio of two gives p.
  const ratio = tip[1] / chin[1];
  const pitch = Math.atan2(ratio * CHIN.below - NOSE_TIP.below, NOSE_TIP.depth - ratio * CHIN.depth);
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  return { yaw: degrees(yaw), pitch: degrees(pitch), roll: degrees(roll) };
}
