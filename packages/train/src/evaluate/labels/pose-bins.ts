import { type HeadPose, headPose } from "../../pose/head-pose.js";

/** Bins of one angle: `names[i]` reaches up to `ends[i]` degrees, the last one further. */
interface Bins {
  readonly ends: readonly number[];
  readonly names: readonly string[];
}

/** Bins of the angles; yaw and roll count without their sign. */
export const POSE_BINS: Readonly<Record<keyof HeadPose, Bins>> = {
  yaw: { ends: [10, 20, 30, 45], names: ["0 to 10°", "10 to 20°", "20 to 30°", "30 to 45°", "above 45°"] },
  pitch: {
    ends: [-10, 0, 10, 20],
    names: ["up, above 10°", "up 0 to 10°", "down 0 to 10°", "down 10 to 20°", "down, above 20°"],
  },
  roll: { ends: [5, 10, 20], names: ["0 to 5°", "5 to 10°", "10 to 20°", "above 20°"] },
};

/**
 * The bins that a face is in.
 * @param points  the label, x,y pairs, length 176
 */
export function poseBins(points: ArrayLike<number>): Record<keyof HeadPose, string> {
  const { yaw, pitch, roll } = headPose(points);
  return { yaw: bin("yaw", Math.abs(yaw)), pitch: bin("pitch", pitch), roll: bin("roll", Math.abs(roll)) };
}

function bin(angle: keyof HeadPose, degrees: number): string {
  const { ends, names } = POSE_BINS[angle];
  const place = ends.findIndex((end) => degrees <= end);
  return names[place < 0 ? ends.length : place];
}
