/** False positives an image at which recall is told. */
export const RATES = [0.01, 0.03, 0.1, 0.3];

/**
 * Score above which so many false positives an image are left; 0 when there are no more than that.
 * @param {readonly number[]} falseScores  the highest first
 */
export const scoreAt = (falseScores, rate, images) => falseScores[Math.floor(rate * images)] ?? 0;
