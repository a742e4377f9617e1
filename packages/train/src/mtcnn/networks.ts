import { type Graph, GraphBuilder, type Value } from "@face88/graph";
import { batchNorm, dense, filled, heNormal, type LayerContext } from "../networks/layers.js";
import { random } from "../networks/random.js";

/** Options that the trainer gives to a network of its config. */
export interface MtcnnNetworkOptions {
  /** Pixels of the input's side; absent for P-Net on images of any size. */
  readonly size?: number;
  /** Seed of the initial weights; default 1. */
  readonly seed?: number;
}

/**
 * P-Net for training, 12x12, and, without `size`, for images: output `faces` `[N, 5, h, w]`, in training `[N, 5]`.
 * Like all three it is the paper's with batch normalisation, which export folds away, and ReLU, which ONNX Runtime computes
 * with the convolution, where the paper has PReLU; six filters more in the first layer fill a block of its kernels.
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016, figure 2
 */
export function proposalNet({ size, seed = 1 }: MtcnnNetworkOptions = {}): Graph {
  const context = begin("P-Net", seed);
  const { b } = context;
  let x: Value = b.input("image", "float32", ["N", 3, size ?? "H", size ?? "W"]);
  x = b.maxPool(block(context, x, 16, 3, "conv1"), [2, 2], { strides: [2, 2] });
  x = block(context, x, 16, 3, "conv2");
  x = block(context, x, 32, 3, "conv3");
  const weights = b.parameter("faces/weight", heNormal([5, 32, 1, 1], context.next));
  const map = b.conv(x, weights, b.parameter("faces/bias", filled([5], 0)));
  b.output(size === undefined ? map : b.flatten(map), "faces");
  return b.build();
}

/** R-Net, 24x24: output `faces` `[N, 5]`. See {@link proposalNet}. */
export function refinementNet({ seed = 1 }: MtcnnNetworkOptions = {}): Graph {
  const context = begin("R-Net", seed);
  const { b } = context;
  let x: Value = b.input("image", "float32", ["N", 3, 24, 24]);
  x = b.maxPool(block(context, x, 16, 3, "conv1"), [2, 2], { strides: [2, 2] });
  x = b.maxPool(block(context, x, 32, 3, "conv2"), [3, 3], { strides: [2, 2] });
  x = block(context, x, 64, 2, "conv3");
  x = b.relu(dense(context, b.flatten(x), 128, "hidden"));
  b.output(dense(context, x, 5, "faces"), "faces");
  return b.build();
}

/**
 * O-Net, 48x48: output `faces` `[N, 15]`. See {@link proposalNet}; steps of two pixels in place of the maxima make it three
 * times as fast.
 */
export function outputNet({ seed = 1 }: MtcnnNetworkOptions = {}): Graph {
  const context = begin("O-Net", seed);
  const { b } = context;
  let x: Value = b.input("image", "float32", ["N", 3, 48, 48]);
  x = block(context, x, 16, 3, "conv1", 2);
  x = block(context, x, 32, 3, "conv2", 2);
  x = block(context, x, 64, 3, "conv3", 2);
  x = block(context, x, 96, 2, "conv4");
  x = b.relu(dense(context, b.flatten(x), 192, "hidden"));
  b.output(dense(context, x, 15, "faces"), "faces");
  return b.build();
}

function begin(name: string, seed: number): LayerContext {
  return { b: new GraphBuilder(name), next: random(seed) };
}

/** Convolution without padding, batch normalisation, ReLU. */
function block(context: LayerContext, x: Value, filters: number, kernel: number, name: string, stride = 1): Value {
  const { b, next } = context;
  const weights = b.parameter(`${name}/weight`, heNormal([filters, Number(x.dims[1]), kernel, kernel], next));
  return b.relu(batchNorm(context, b.conv(x, weights, undefined, { strides: [stride, stride] }), `${name}/norm`));
}
