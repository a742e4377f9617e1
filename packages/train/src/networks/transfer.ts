import { type Graph, GraphBuilder, inlineGraph, type Value } from "@face88/graph";
import { centredCoordinates, dense } from "./layers.js";
import { random } from "./random.js";

/** Options of {@link transferHead}. */
export interface TransferHeadOptions {
  /** Length of the features that come in. */
  readonly features: number;
  /** Units of the hidden layer; default 1024. */
  readonly hidden?: number;
  /** Number of landmarks; the output `points` is `[N, 2 * points]`. Default 88. */
  readonly points?: number;
  /** Adds the output `log_scale` `[N, points]` for the likelihood losses; default false. */
  readonly uncertainty?: boolean;
  /** Share of the hidden units that a training step leaves out, 0 to 1 (1 excluded); default 0. */
  readonly dropout?: number;
  /** Seed of the initial weights; default 1. */
  readonly seed?: number;
}

/**
 * Head on a frozen backbone: input `features` `[N, K]`, full connection to 1024 with ReLU, full connection to the
 * coordinates. It is trained on features that the backbone computed once for each image, since a frozen backbone always
 * gives the same; {@link withBackbone} puts the two together afterwards.
 */
export function transferHead(options: TransferHeadOptions): Graph {
  const { features, hidden = 1024, points = 88, uncertainty = false, dropout = 0, seed = 1 } = options;
  const b = new GraphBuilder("transfer-head");
  const context = { b, next: random(seed) };
  const x = b.input("features", "float32", ["N", features]);
  const units = b.relu(dense(context, x, hidden, "hidden"));
  const kept = dropout > 0 ? b.node("Dropout", [units, b.scalar(dropout)]) : units;
  b.output(centredCoordinates(context, kept, points, "points"), "points");
  if (uncertainty) b.output(dense(context, kept, points, "log_scale"), "log_scale");
  return b.build();
}

/**
 * Backbone and head as one network, the backbone's parameters no longer trainable.
 * @param backbone  network whose first output is `[N, K]` features, or a map of that many elements
 * @param head  network whose first input takes them
 * @throws RangeError when the lengths differ
 */
export function withBackbone(backbone: Graph, head: Graph): Graph {
  const b = new GraphBuilder(`${backbone.name} with ${head.name}`);
  const below = inlineGraph(b, { ...backbone, parameters: [] });
  const output = below.get(backbone.outputs[0].name) as Value;
  const features = output.dims.length === 2 ? output : b.flatten(output);
  const [input] = head.inputs;
  if (String(features.dims[1]) !== String(input.dims[1])) {
    throw new RangeError(`head must take ${features.dims[1]} features, got one for ${input.dims[1]}`);
  }
  const above = inlineGraph(b, head, { bindings: new Map([[input.name, features]]) });
  for (const { name } of head.outputs) b.output(above.get(name) as Value, name);
  return b.build();
}
