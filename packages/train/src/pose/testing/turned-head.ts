import { POINT_COUNT } from "@face88/points";
import { MEAN_HEAD } from "../mean-head.js";

/** The mean head turned by so many degrees and seen from far: 88 points, of which only eyes and nose are there. */
export function turnedHead(yaw: number, pitch: number, roll: number, scale = 80): Float64Array {
  const [cosYaw, sinYaw, cosPitch, sinPitch, cosRoll, sinRoll] = [yaw, pitch, roll].flatMap((degrees) => {
    const radians = (degrees * Math.PI) / 180;
    return [Math.cos(radians), Math.sin(radians)];
  });
  const points = new Float64Array(2 * POINT_COUNT);
  for (const { index, position } of MEAN_HEAD) {
    const [x, y, z] = position;
    const across = cosYaw * x + sinYaw * z;
    const down = cosPitch * y + sinPitch * (cosYaw * z - sinYaw * x);
    points[2 * index] = 100 + scale * (cosRoll * across - sinRoll * down);
    points[2 * index + 1] = 90 + scale * (sinRoll * across + cosRoll * down);
  }
  return points;
}
