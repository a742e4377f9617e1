import type { AdamOptions, AdaptiveWingOptions, SgdOptions } from "@face88/graph";
import type { SourceReference } from "../data/source.js";
import type { FeaturePrecision } from "../features/feature-file.js";
import type { BackboneReference } from "../features/open-backbone.js";
import type { Activation, Padding } from "../networks/layers.js";
import type { LAYOUTS } from "../networks/mobilenet.js";
import {
  anything,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  orNone,
  tagged,
  text,
  textOr,
  whole,
  wrong,
} from "./config-readers.js";

/** What to train. The input's size and the number of points are those of the data. */
export type NetworkConfig =
  | {
      /** MobileNet v1, see `mobileNetV1`. */
      readonly kind: "mobilenet";
      /** Width multiplier, > 0; default 0.3. */
      readonly alpha: number;
      /** Which separable blocks; default `shallow`. */
      readonly layout: keyof typeof LAYOUTS;
      /** Default `same`. */
      readonly padding: Padding;
      /** Default `relu`. */
      readonly activation: Activation;
      /** What the last layer answers; default `plain`. */
      readonly head: "plain" | "centred";
    }
  | {
      /** A network of one's own. */
      readonly kind: "module";
      /** A path that starts with a dot, from the config's folder, or a package's entry. */
      readonly module: string;
      /** Name of a function from `{size, points, seed, ...options}` to a graph with input `image`, output `points`; default `default`. */
      readonly export: string;
      /** Plain JSON; default `{}`. */
      readonly options: unknown;
    }
  | {
      /** A head on a frozen backbone, whose features are computed once and kept. See `transferHead`. */
      readonly kind: "transfer";
      /**
       * Path of an ONNX file that takes `[N, 3, S, S]`, from the config's folder, or a module with a function from
       * `{size, ...options}` to such a graph. Its first output is the features.
       */
      readonly backbone: BackboneReference;
      /** Units of the hidden layer, >= 1; default 1024. */
      readonly hidden: number;
      /** Share of the hidden units that a step leaves out, 0..1 (1 excluded); default 0. */
      readonly dropout: number;
      /** Rows of features of each training sample, >= 1: fixed augmentations, one of which is drawn each time; default 1. */
      readonly copies: number;
      /** How features are kept; default `float16`. */
      readonly precision: FeaturePrecision;
      /** Folder to keep features in, from the config's folder; default null, `features` in the run's. */
      readonly features: string | null;
    };

/** Loss; lengths are in pixels of the crop (adaptive wing: in the units of the points, which must be fractions). */
export type LossConfig = (
  | { /** Mean squared error. */ readonly kind: "mse" }
  | { /** Mean absolute error. */ readonly kind: "mae" }
  | {
      /** Smooth L1. */
      readonly kind: "smoothL1";
      /** Where square and line meet, > 0; default 1. */
      readonly beta: number;
    }
  | {
      /** Wing loss. */
      readonly kind: "wing";
      /** Where logarithm and line meet, > 0; default 10. */
      readonly w: number;
      /** Curvature near zero, > 0; default 2. */
      readonly epsilon: number;
    }
  | ({ /** Adaptive wing loss. */ readonly kind: "adaptiveWing" } & AdaptiveWingOptions)
  | { /** Gaussian likelihood, with a scale for each point. */ readonly kind: "gaussian" }
  | { /** Laplacian likelihood, with a scale for each point. */ readonly kind: "laplacian" }
  | {
      /** A loss of one's own, see `LossModule`; the network must be a module, too. */
      readonly kind: "module";
      /** A path that starts with a dot, from the config's folder, or a package's entry. */
      readonly module: string;
      /** Name of a function from the options to a `LossModule`; default `default`. */
      readonly export: string;
      /** Plain JSON; default `{}`. */
      readonly options: unknown;
    }
) & {
  /** Share of the loss that is against the data's `teacher` instead of `points`, 0 to 1; default 0. */
  readonly teacherShare: number;
};

/** Optimiser. */
export type OptimizerConfig = (
  | ({ /** Adam; with weight decay AdamW. */ readonly kind: "adam" } & AdamOptions)
  | ({ /** Gradient descent. */ readonly kind: "sgd" } & SgdOptions)
) & {
  /** Highest learning rate, > 0; default 0.001. */
  readonly learningRate: number;
  /** Decoupled weight decay, >= 0; default 0. */
  readonly weightDecay: number;
  /** Longest gradient, by its Euclidean norm, > 0; default null, no limit. */
  readonly clipNorm: number | null;
  /** Decay of a moving average of the weights, which is then what is validated and exported, 0..1 (1 excluded); default null, none. */
  readonly averageDecay: number | null;
};

/** Learning rate over the run. */
export type ScheduleConfig =
  | { /** The same always. */ readonly kind: "constant" }
  | {
      /** Multiplied by a factor now and then. */
      readonly kind: "step";
      /** Epochs between two changes, >= 1. */
      readonly every: number;
      /** Default 0.1. */
      readonly factor: number;
    }
  | {
      /** Half a cosine down to the last epoch. */
      readonly kind: "cosine";
      /** Epochs of linear climb before, >= 0; default 0. */
      readonly warmUp: number;
      /** Lowest rate, >= 0; default 0. */
      readonly lowest: number;
    };

/** A training run as plain JSON. Only `out` and `data` have no default. */
export interface TrainConfig {
  /** Folder for checkpoints, metrics.csv and report.html, from the config's folder; made if it is missing. */
  readonly out: string;
  /** Where samples come from. */
  readonly data: {
    /** What is learned. */
    readonly train: SourceReference;
    /** What is measured; the best checkpoint is the one with the least mean distance on it. */
    readonly validation: SourceReference;
  };
  /** Default MobileNet alpha 0.3. */
  readonly network: NetworkConfig;
  /** Default `wing`. */
  readonly loss: LossConfig;
  /** Default Adam at 0.001. */
  readonly optimizer: OptimizerConfig;
  /** Default `cosine`. */
  readonly schedule: ScheduleConfig;
  /** Times to go through the data, >= 1; default 100. */
  readonly epochs: number;
  /** Samples a step, a multiple of `microBatch`; default 64. What is left of an epoch below it is left out. */
  readonly batch: number;
  /** Samples that a thread takes at once, over which batch normalisation is computed, >= 1; default 16. */
  readonly microBatch: number;
  /** Prefixes of the names of parameters that stay as they are; default none. */
  readonly frozen: readonly string[];
  /** Checkpoint whose weights to begin with, where name and shape agree, from the config's folder; default null, random weights. */
  readonly weights: string | null;
  /**
   * Lets `weights` be those of a narrower network, see `widenedWeights`: deviation of what is added to the copies, in
   * deviations of their layer, >= 0; default null, layers of other shapes begin at random.
   */
  readonly widen: number | null;
  /** Seed of every random choice, a whole number; default 1. */
  readonly seed: number;
  /** Epochs between two validations, >= 1; default 1. */
  readonly validateEvery: number;
  /** Steps between two checkpoints beside those at validations, >= 1; default null, none. */
  readonly checkpointEvery: number | null;
  /** Validations without a better one after which the run ends, >= 1; default null, never. */
  readonly patience: number | null;
  /** Threads that compute, >= 1; default null, one a core. It changes the speed only. */
  readonly workers: number | null;
  /** Threads that load samples, >= 1; default 1. */
  readonly loaders: number;
  /** Batches loaded ahead, >= 1; default 2. */
  readonly prefetch: number;
  /** Where graphs run: `cpu` (default), `cuda`, `webgpu`, `coreml` or `dml`. */
  readonly provider: "cpu" | "cuda" | "webgpu" | "coreml" | "dml";
  /** Width of the batch-innermost layout, see `gradientGraph`: 0, 8 or 16; default null, this machine's. */
  readonly lanes: 0 | 8 | 16 | null;
}

const positive = number({ above: 0 });
const decay = number({ least: 0, below: 1 });
const reference = object({ module: text(), export: text("default"), options: anything({}) });

const network = tagged("mobilenet", {
  mobilenet: {
    alpha: number({ above: 0, fallback: 0.3 }),
    layout: oneOf(["shallow", "deep", "notebookShallow", "notebookDeep"], "shallow"),
    padding: oneOf(["same", "symmetric"], "same"),
    activation: oneOf(["relu", "relu6", "hardSwish", "none"], "relu"),
    head: oneOf(["plain", "centred"], "plain"),
  },
  module: { module: text(), export: text("default"), options: anything({}) },
  transfer: {
    backbone: textOr(reference),
    hidden: whole({ least: 1, fallback: 1024 }),
    dropout: number({ least: 0, below: 1, fallback: 0 }),
    copies: whole({ least: 1, fallback: 1 }),
    precision: oneOf(["float16", "float32"], "float16"),
    features: orNone(text()),
  },
});

const teacherShare = number({ least: 0, most: 1, fallback: 0 });
const loss = tagged("wing", {
  mse: { teacherShare },
  mae: { teacherShare },
  smoothL1: { beta: number({ above: 0, fallback: 1 }), teacherShare },
  wing: { w: number({ above: 0, fallback: 10 }), epsilon: number({ above: 0, fallback: 2 }), teacherShare },
  adaptiveWing: {
    alpha: optional(positive),
    omega: optional(positive),
    epsilon: optional(positive),
    theta: optional(positive),
    teacherShare,
  },
  gaussian: { teacherShare },
  laplacian: { teacherShare },
  module: { module: text(), export: text("default"), options: anything({}), teacherShare },
});

const anyOptimizer = {
  learningRate: number({ above: 0, fallback: 0.001 }),
  weightDecay: number({ least: 0, fallback: 0 }),
  clipNorm: orNone(positive),
  averageDecay: orNone(decay),
};
const optimizer = tagged("adam", {
  adam: { beta1: optional(decay), beta2: optional(decay), epsilon: optional(positive), ...anyOptimizer },
  sgd: { momentum: optional(decay), nesterov: optional(flag), ...anyOptimizer },
});

const schedule = tagged("cosine", {
  constant: {},
  step: { every: whole({ least: 1 }), factor: number({ above: 0, fallback: 0.1 }) },
  cosine: { warmUp: number({ least: 0, fallback: 0 }), lowest: number({ least: 0, fallback: 0 }) },
});

const config = object({
  out: text(),
  data: object({ train: reference, validation: reference }),
  network,
  loss,
  optimizer,
  schedule,
  epochs: whole({ least: 1, fallback: 100 }),
  batch: whole({ least: 1, fallback: 64 }),
  microBatch: whole({ least: 1, fallback: 16 }),
  frozen: list(text()),
  weights: orNone(text()),
  widen: orNone(number({ least: 0 })),
  seed: whole({ least: 0, fallback: 1 }),
  validateEvery: whole({ least: 1, fallback: 1 }),
  checkpointEvery: orNone(whole({ least: 1 })),
  patience: orNone(whole({ least: 1 })),
  workers: orNone(whole({ least: 1 })),
  loaders: whole({ least: 1, fallback: 1 }),
  prefetch: whole({ least: 1, fallback: 2 }),
  provider: oneOf(["cpu", "cuda", "webgpu", "coreml", "dml"], "cpu"),
  lanes: orNone(oneOf([0, 8, 16])),
});

/**
 * Checks a config and fills in the defaults.
 * @param value  parsed JSON
 * @throws ConfigError that names the entry, what was expected and what came
 */
export function readTrainConfig(value: unknown): TrainConfig {
  const read = config(value, "") as unknown as TrainConfig;
  if (read.loss.kind === "module" && (read.network.kind !== "module" || read.loss.teacherShare > 0)) {
    throw wrong("loss", "a module beside a network that is one, without teacherShare", {
      network: read.network.kind,
      teacherShare: read.loss.teacherShare,
    });
  }
  if (read.batch % read.microBatch !== 0) {
    throw wrong("batch", `a multiple of microBatch (${read.microBatch})`, read.batch);
  }
  return read;
}
