/** Points of one face over time: x,y pairs of each frame. */
export type PointTrack = readonly ArrayLike<number>[];

/**
 * How much the points of a face that stands still tremble: root of the mean squared distance of a point from its own
 * mean place.
 * @returns pixels
 */
export function trembling(track: PointTrack): number {
  const length = track[0].length;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    let [sum, square] = [0, 0];
    for (const points of track) {
      sum += points[i];
      square += points[i] ** 2;
    }
    squares += square / track.length - (sum / track.length) ** 2;
  }
  return Math.sqrt(Math.max(0, squares) / (length / 2));
}

/**
 * Root of the mean squared way that a point goes from one frame to the next.
 * @returns pixels
 */
export function meanStep(track: PointTrack): number {
  return overFrames(track, 1, ([before, now], i) => now[i] - before[i]);
}

/**
 * Noise of the points of a face that may move: what is left of the second difference, in which steady motion cancels,
 * over the root of 6, so that independent noise of a deviation comes out as that.
 * @returns pixels: an upper bound, since quick motion of the face counts too
 */
export function secondDifference(track: PointTrack): number {
  return overFrames(track, 2, ([a, b, c], i) => (a[i] - 2 * b[i] + c[i]) / Math.sqrt(6));
}

function overFrames(track: PointTrack, reach: number, difference: (frames: PointTrack, i: number) => number): number {
  const length = track[0].length;
  let sum = 0;
  for (let frame = reach; frame < track.length; frame++) {
    const frames = track.slice(frame - reach, frame + 1);
    for (let i = 0; i < length; i++) sum += difference(frames, i) ** 2;
  }
  return Math.sqrt(sum / ((track.length - reach) * (length / 2)));
}
