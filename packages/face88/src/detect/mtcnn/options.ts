import { checkCount } from "../../check-option.js";

/** Side of the window that P-Net looks at, pixels of a pyramid level. */
export const WINDOW = 12;

/** Options of MTCNN; the defaults are the paper's where it names them. */
export interface MtcnnOptions {
  /** Smallest face to look for: longer side of its box, pixels of the image, >= 12; default 40. */
  readonly minFace?: number;
  /** Size of a pyramid level over that of the one before, 0.1 to 0.95; default 0.709, which halves the area. */
  readonly factor?: number;
  /** Least confidence after P-Net, R-Net and O-Net, 0 to 1, none below the one before; default those of the weights. */
  readonly thresholds?: readonly [number, number, number];
  /** Lowest confidence that counts as a face, 0 to 1; replaces the last threshold, and lowers those that are above it. */
  readonly minScore?: number;
  /** Most candidates of P-Net that go on to R-Net, the best first, >= 1; default 500. It bounds the work. */
  readonly maxCandidates?: number;
}

/** Options with their defaults filled in. */
export type MtcnnSettings = Required<Omit<MtcnnOptions, "minScore">>;

/**
 * Checks options and fills in what is left out.
 * @throws RangeError that names the option, what was expected and what came
 */
export function readMtcnnOptions(options: MtcnnOptions): MtcnnSettings {
  const { minFace = 40, factor = 0.709, thresholds = [0.6, 0.7, 0.7], minScore, maxCandidates = 500 } = options;
  if (!(minFace >= WINDOW && Number.isFinite(minFace))) {
    throw new RangeError(`minFace: expected a number of pixels of at least ${WINDOW}, got ${minFace}`);
  }
  if (!(factor >= 0.1 && factor <= 0.95)) {
    throw new RangeError(`factor: expected a number from 0.1 to 0.95, got ${factor}`);
  }
  const inOrder = thresholds.every((value, i) => value >= (thresholds[i - 1] ?? 0) && value <= 1);
  if (thresholds.length !== 3 || !inOrder) {
    const came = thresholds.join(", ");
    throw new RangeError(`thresholds: expected three numbers from 0 to 1, none below the one before, got ${came}`);
  }
  if (minScore !== undefined && !(minScore >= 0 && minScore <= 1)) {
    throw new RangeError(`minScore: expected a number from 0 to 1, got ${minScore}`);
  }
  checkCount("maxCandidates", maxCandidates);
  const [first, second, third] = thresholds;
  const last = minScore ?? third;
  return {
    ...{ minFace, factor, maxCandidates },
    thresholds: [Math.min(first, last), Math.min(second, last), last],
  };
}
