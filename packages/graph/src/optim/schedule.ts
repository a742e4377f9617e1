/** Learning rate of a step, steps counted from 1. */
export type Schedule = (step: number) => number;

/** The same rate always. @param rate  > 0 */
export function constant(rate: number): Schedule {
  positive("rate", rate);
  return () => rate;
}

/**
 * Multiplies the rate by `factor` after every `every` steps.
 * @param rate  first rate, > 0
 * @param every  steps between two changes, > 0
 * @param factor  default 0.1
 */
export function stepDecay(rate: number, every: number, factor = 0.1): Schedule {
  positive("rate", rate);
  positive("every", every);
  return (step) => rate * factor ** Math.floor((step - 1) / every);
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Highest rate, > 0. */
  readonly rate: number;
  /** Step at which the lowest rate is reached and kept, > warmUp. */
  readonly steps: number;
  /** Steps in which the rate climbs from rate / warmUp to the highest; default 0. */
  readonly warmUp?: number;
  /** Lowest rate; default 0. */
  readonly lowest?: number;
}

/**
 * Half a cosine from the highest rate down to the lowest, after a linear warm-up.
 * @see Loshchilov and Hutter, SGDR, 2017, equation 5
 */
export function cosine({ rate, steps, warmUp = 0, lowest = 0 }: CosineOptions): Schedule {
  positive("rate", rate);
  if (!(steps > warmUp)) throw new RangeError(`steps must be above warmUp (${warmUp}), got ${steps}`);
  return (step) => {
    if (step <= warmUp) return (rate * step) / warmUp;
    const way = Math.min(1, (step - warmUp) / (steps - warmUp));
    return lowest + ((rate - lowest) * (1 + Math.cos(Math.PI * way))) / 2;
  };
}

function positive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`);
}
