/** Strength of the smoothing of points in a video. */
export interface OneEuroOptions {
  /** Cut-off frequency for points that stand still, hertz, > 0: lower is calmer and slower. Default 0.5. */
  readonly minCutoff?: number;
  /** How much the cut-off rises with speed, hertz per face side a second, >= 0: higher follows faster. Default 30. */
  readonly beta?: number;
  /** Cut-off frequency for the speed itself, hertz, > 0. Default 1.5. */
  readonly derivativeCutoff?: number;
}

/** Seconds without a frame after which the filter starts anew. */
const longestGap = 0.5;

/**
 * One-euro filter of a point set: a low-pass filter whose cut-off rises with the speed of each point, so that a still
 * face does not tremble and a moving one does not lag. Speed is measured in sides of the face, so that near and far
 * faces are smoothed alike.
 * @see Casiez, Roussel and Vogel, 1 € Filter, CHI 2012
 */
export class OneEuroFilter {
  readonly #stride: number;
  #minCutoff = 0;
  #beta = 0;
  #derivativeCutoff = 0;
  #time = 0;
  #values: Float32Array | undefined;
  #speeds = new Float32Array(0);

  /**
   * @param stride  numbers a point, 2 or 3
   * @throws RangeError when an option is out of its range
   */
  constructor(stride: 2 | 3, options: OneEuroOptions = {}) {
    this.#stride = stride;
    this.tune(options);
  }

  /**
   * Changes the strength from the next frame on; what the filter knows of the points is kept, so that nothing leaps.
   * @param options  what is left out is the default again
   * @throws RangeError when an option is out of its range; then nothing is changed
   */
  tune({ minCutoff = 0.5, beta = 30, derivativeCutoff = 1.5 }: OneEuroOptions): void {
    checkPositive("minCutoff", minCutoff);
    checkPositive("derivativeCutoff", derivativeCutoff);
    if (!(beta >= 0 && beta < Infinity)) {
      throw new RangeError(`beta: expected a finite number of at least 0, got ${beta}`);
    }
    this.#minCutoff = minCutoff;
    this.#beta = beta;
    this.#derivativeCutoff = derivativeCutoff;
  }

  /**
   * Filters the points of the next frame.
   * @param points  coordinates in pixels, not changed
   * @param time  seconds; when it goes back, stands still, or leaps by more than half a second, the filter starts anew
   * @param faceSide  side of the face in pixels, > 0
   * @returns the smoothed points, a new array
   */
  next(points: Float32Array, time: number, faceSide: number): Float32Array {
    const before = this.#values;
    const seconds = time - this.#time;
    this.#time = time;
    if (before === undefined || before.length !== points.length || !(seconds > 0) || seconds > longestGap) {
      this.#values = points.slice();
      this.#speeds = new Float32Array(points.length);
      return points.slice();
    }
    const speeds = this.#speeds;
    const speedShare = share(this.#derivativeCutoff, seconds);
    for (let p = 0; p < points.length; p += this.#stride) {
      let square = 0;
      for (let i = p; i < p + this.#stride; i++) {
        speeds[i] += speedShare * ((points[i] - before[i]) / seconds / faceSide - speeds[i]);
        square += speeds[i] * speeds[i];
      }
      const pointShare = share(this.#minCutoff + this.#beta * Math.sqrt(square), seconds);
      for (let i = p; i < p + this.#stride; i++) before[i] += pointShare * (points[i] - before[i]);
    }
    return before.slice();
  }
}

/** Share of the new value in a first-order low-pass filter. */
function share(cutoff: number, seconds: number): number {
  const rate = 2 * Math.PI * cutoff * seconds;
  return rate / (rate + 1);
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${name}: expected a finite number above 0, got ${value}`);
  }
}
