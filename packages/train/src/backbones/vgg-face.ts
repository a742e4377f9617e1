import { assignInitializers, type Graph, type Tensor } from "@face88/graph";
import { vgg16Features } from "../networks/vgg.js";
import { type FileWeights, kernelOf, vectorOf } from "./kernels.js";
import { fromUnitImage } from "./pixels.js";

/** Mean colour of VGGFace's photos, red, green, blue. @see keras-vggface, utils.py, version 1 */
const MEAN = [129.1863, 104.7624, 93.594];

/**
 * VGGFace's VGG-16 without its top: input `image` `[N, 3, size, size]` from -1 to 1, output `features`
 * `[N, 512 * (size / 32)²]`.
 * @param weights  by layer, `conv1_1/kernel` and `conv1_1/bias` and so on, as `readKerasWeights` gives them
 * @param size  pixels of the image's side, a multiple of 32; the network was trained at 224
 * @throws BackboneError when a weight is missing or has another shape
 * @see Parkhi et al., Deep Face Recognition, BMVC 2015; https://github.com/rcmalli/keras-vggface (file)
 */
export function vggFaceBackbone(weights: FileWeights, { size = 160 }: { readonly size?: number } = {}): Graph {
  const network = vgg16Features({ size, seed: null });
  const read = network.parameters.map((name): [string, Tensor] => {
    const { dims } = network.initializers.get(name) as Tensor;
    const [layer, part] = name.split("/");
    if (part === "bias") return [name, vectorOf(weights, `${layer}/bias`, dims[0])];
    return [name, kernelOf(weights, `${layer}/kernel`, dims, layer === "conv1_1")];
  });
  return fromUnitImage(assignInitializers(network, new Map(read)), MEAN);
}
