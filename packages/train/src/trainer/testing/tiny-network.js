// A network for the trainer's tests that learns the toy's points in seconds. Plain JavaScript, because a config names it.
import { GraphBuilder } from "@face88/graph";
import { convolutionBlock, dense, random, separableBlock } from "@face88/train";

/** Three halvings, then all of a 4x4 map to the points. */
export default function tinyNetwork({ size, points, seed }) {
  const b = new GraphBuilder("tiny-network");
  const context = { b, next: random(seed) };
  const image = b.input("image", "float32", ["N", 3, size, size]);
  const stem = convolutionBlock(context, image, 8, "stem", { stride: 2 });
  const map = separableBlock(context, separableBlock(context, stem, 16, "block1", 2), 24, "block2", 2);
  b.output(dense(context, b.flatten(map), 2 * points, "points"), "points");
  return b.build();
}
