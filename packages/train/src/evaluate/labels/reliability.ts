/** Points whose confidence lies in one tenth of 0 to 1. */
export interface ReliabilityBin {
  /** Lower end; the bin reaches 0.1 further. */
  readonly from: number;
  /** Number of points. */
  readonly points: number;
  /** Mean confidence: what the network promised. */
  readonly confidence: number;
  /** Share of the points that lay within the distance that confidence is about: what came of it. */
  readonly right: number;
}

/** Whether a network's confidence keeps its promise. */
export interface Reliability {
  /** Bins with points, from the least confidence on. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean gap between promise and outcome, weighted by the points, 0 to 1. */
  readonly calibrationError: number;
  /** Rank correlation of a face's mean confidence with its error: -1 where confidence orders faces by error perfectly. */
  readonly rankCorrelation: number;
}

/** One face for {@link reliabilityOf}. */
export interface ConfidentFace {
  /** Confidence of each point, 0 to 1. */
  readonly confidence: ArrayLike<number>;
  /** Distance of each point from the truth. */
  readonly distances: ArrayLike<number>;
  /** Distance within which a point counts as right, in the same unit. */
  readonly radius: number;
}

const BINS = 10;

/**
 * Confidence against outcome, over all points of many faces.
 * @see Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2
 */
export function reliabilityOf(faces: readonly ConfidentFace[]): Reliability {
  const sums = Array.from({ length: BINS }, () => ({ points: 0, confidence: 0, right: 0 }));
  for (const { confidence, distances, radius } of faces) {
    for (let i = 0; i < confidence.length; i++) {
      const bin = sums[Math.min(BINS - 1, Math.floor(confidence[i] * BINS))];
      bin.points++;
      bin.confidence += confidence[i];
      if (distances[i] <= radius) bin.right++;
    }
  }
  const bins = sums
    .map(({ points, confidence, right }, i) => ({
      from: i / BINS,
      points,
      confidence: confidence / points,
      right: right / points,
    }))
    .filter(({ points }) => points > 0);
  const total = bins.reduce((sum, { points }) => sum + points, 0);
  const gap = bins.reduce((sum, bin) => sum + bin.points * Math.abs(bin.confidence - bin.right), 0);
  const average = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  return {
    bins,
    calibrationError: gap / total,
    rankCorrelation: rankCorrelation(
      faces.map(({ confidence }) => average(confidence)),
      faces.map(({ distances, radius }) => average(distances) / radius),
    ),
  };
}

/** Spearman's rank correlation, ties in the order in which they come; 0 for fewer than two pairs. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  if (n < 2) return 0;
  const [x, y] = [ranks(a), ranks(b)];
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j] || i - j);
  const out = new Array<number>(values.length);
  order.forEach((i, rank) => {
    out[i] = rank;
  });
  return out;
}
