import { mean } from "../statistics.js";

/** Sines that make up the motion: hertz, widths of the face, phase. */
const SINES = [
  [0.5, 0.12, 0],
  [1.1, 0.07, 1],
  [1.9, 0.03, 2],
] as const;

/**
 * Where a head that is shaken is, in widths of the face: fast and slow parts that do not repeat within seconds, so that
 * only one delay fits.
 * @param time  seconds
 */
export function headMotion(time: number): number {
  return SINES.reduce((sum, [hertz, size, phase]) => sum + size * Math.sin(2 * Math.PI * hertz * time + phase), 0);
}

/** Longest delay that is looked for, seconds, and the step. */
const [LONGEST, STEP] = [0.3, 0.001];

/**
 * By how much a measured motion lags behind the true one: the delay at which the two correlate best.
 * @param times  seconds
 * @param measured  positions at these times, in any unit
 * @param motion  the true position at any time
 * @returns seconds; below 0 for one that runs ahead
 */
export function delayOf(
  times: readonly number[],
  measured: readonly number[],
  motion: (time: number) => number,
): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = Math.round(-0.1 / STEP); i <= LONGEST / STEP; i++) {
    const delay = i * STEP;
    const found = correlation(
      measured,
      times.map((time) => motion(time - delay)),
    );
    if (found > most) {
      most = found;
      best = delay;
    }
  }
  return best;
}

/** Pearson's correlation. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
