import { GraphBuilder } from "../ir/builder.js";
import type { Graph } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import { blockSamples } from "./lower/blocked.js";

/**
 * Graph that tells whether a runtime's blocked kernels are `lanes` wide: it has no input and one scalar output
 * `difference`, which is 0 if they are. A runtime without such kernels refuses to load it. Try 16, then 8, else use 0.
 */
export function lanesProbe(lanes: number): Graph {
  const b = new GraphBuilder("lanes probe");
  const dims = [lanes, 1, 2, 2];
  const x = b.constant(
    float32(
      dims,
      Float32Array.from({ length: lanes * 4 }, (_, i) => i),
    ),
  );
  const blocked = b.reshape(blockSamples(b, x), [1, 2, 2, lanes]);
  b.output(b.reduceMax(b.abs(b.sub(blocked, b.transpose(x, [1, 2, 3, 0]))), undefined, false), "difference");
  return b.build();
}
