// Frozen backbones for the trainer's tests. Plain JavaScript, because a config names them.
import { GraphBuilder } from "@face88/graph";
import { convolutionBlock, random } from "@face88/train";

/** Two convolutions with random weights; `gain` times what they say. */
export function tiny({ size, gain = 1, channels = 3 }) {
  const b = new GraphBuilder("tiny-backbone");
  const context = { b, next: random(1) };
  const image = b.input("pixels", "float32", ["N", channels, size, size]);
  const first = convolutionBlock(context, image, 6, "first", { stride: 2 });
  b.output(b.mul(convolutionBlock(context, first, 5, "second", { stride: 2 }), gain), "map");
  return b.build();
}
