import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";

/** Edges that an optimiser reads: vectors `[P]` over all trainable parameters, and scalars. */
export interface UpdateInputs {
  readonly parameters: Value;
  readonly gradient: Value;
  /** One vector `[P]` for each of the optimiser's slots. */
  readonly state: Readonly<Record<string, Value>>;
  /** Learning rate, float32 scalar. */
  readonly learningRate: Value;
  /** Number of this step, from 1 on, float32 scalar. */
  readonly step: Value;
}

/** Edges that an optimiser gives back, of the shapes that came. */
export interface UpdateOutputs {
  readonly parameters: Value;
  readonly state: Readonly<Record<string, Value>>;
}

/** An optimiser as a graph fragment, with its whole state in named vectors. */
export interface Optimizer {
  readonly name: string;
  /** State before the first step for `length` parameters. */
  init(length: number): Readonly<Record<string, Float32Array>>;
  /** Appends one step to a graph. */
  update(b: GraphBuilder, inputs: UpdateInputs): UpdateOutputs;
}

const zeros = (length: number) => new Float32Array(length);

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Share of the last direction that is kept, 0..1 (1 excluded); default 0. */
  readonly momentum?: number;
  /** Looks ahead along the direction; default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum: v = momentum v + g, p = p - lr v.
 * @throws RangeError when the momentum is out of range
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning, 2013 (as PyTorch writes it)
 */
export function sgd({ momentum = 0, nesterov = false }: SgdOptions = {}): Optimizer {
  share("momentum", momentum);
  return {
    name: "sgd",
    init: (length) => (momentum === 0 ? {} : { velocity: zeros(length) }),
    update: (b, { parameters, gradient, state, learningRate }) => {
      if (momentum === 0) return { parameters: b.sub(parameters, b.mul(gradient, learningRate)), state: {} };
      const velocity = b.add(b.mul(state.velocity, momentum), gradient);
      const direction = nesterov ? b.add(gradient, b.mul(velocity, momentum)) : velocity;
      return { parameters: b.sub(parameters, b.mul(direction, learningRate)), state: { velocity } };
    },
  };
}

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Decay of the mean of gradients, 0..1 (1 excluded); default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, 0..1 (1 excluded); default 0.999. */
  readonly beta2?: number;
  /** Added to the root, > 0; default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam with bias correction. With decoupled weight decay ({@link UpdateGraphOptions}) it is AdamW.
 * @throws RangeError when a beta is out of range
 * @see Kingma and Ba, Adam, 2015, algorithm 1; Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimizer {
  share("beta1", beta1);
  share("beta2", beta2);
  return {
    name: "adam",
    init: (length) => ({ mean: zeros(length), square: zeros(length) }),
    update: (b, { parameters, gradient, state, learningRate, step }) => {
      const mean = b.add(b.mul(state.mean, beta1), b.mul(gradient, 1 - beta1));
      const square = b.add(b.mul(state.square, beta2), b.mul(b.mul(gradient, gradient), 1 - beta2));
      // In double precision: 1 - 0.999 as a float32 is off by 5e-5 of its value.
      const count = b.cast(step, "float64");
      const corrected = (beta: number) => b.cast(b.sub(1, b.pow(b.scalar(beta, "float64"), count)), "float32");
      const rate = b.div(learningRate, corrected(beta1));
      const root = b.add(b.div(b.sqrt(square), b.sqrt(corrected(beta2))), epsilon);
      return { parameters: b.sub(parameters, b.mul(b.div(mean, root), rate)), state: { mean, square } };
    },
  };
}

function share(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${name} must be in 0..1 (1 excluded), got ${value}`);
}
