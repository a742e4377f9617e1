import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import type { LanesGeometry } from "../lanes.js";
import { blockedConv, blockSamples, unblockSamples } from "./blocked.js";

/** `[N, C, H, W]` to `[C, N / lanes, H, W, lanes]`: one kernel when N is one block, else a general transpose. */
export function lowerIntoLanes(b: GraphBuilder, x: Value, lanes: number): Value {
  const [samples, channels, height, width] = x.dims as number[];
  if (samples === lanes) return blockSamples(b, x);
  const blocks = b.reshape(x, [samples / lanes, lanes, channels, height, width]);
  return b.reshape(b.transpose(blocks, [2, 0, 3, 4, 1]), [1, channels * samples, height, width]);
}

/** The inverse of {@link lowerIntoLanes}; `dims` are those of the result. */
export function lowerFromLanes(b: GraphBuilder, x: Value, { dims, lanes }: LanesGeometry): Value {
  const [samples, channels, height, width] = dims;
  if (samples === lanes) return unblockSamples(b, x, samples);
  const blocks = b.reshape(x, [channels, samples / lanes, height, width, lanes]);
  return b.reshape(b.transpose(blocks, [1, 4, 0, 2, 3]), dims);
}

/** Multiplies the rows of weights, one or several for each entry of `vector` `[C]`. */
export function scaleRows(b: GraphBuilder, weights: Value, vector: Value): Value {
  const channels = Number(vector.dims[0]);
  const matrix = b.reshape(weights, [channels, -1]);
  return b.reshape(b.mul(matrix, b.reshape(vector, [channels, 1])), weights.dims as number[]);
}

/** Multiplies the maps of each channel. */
export function scaleMaps(b: GraphBuilder, x: Value, vector: Value): Value {
  const [channels, maps] = [Number(vector.dims[0]), Number(x.dims[1])];
  const repeated = b.expand(b.reshape(vector, [channels, 1]), [channels, maps / channels]);
  return blockedConv(b, x, b.reshape(repeated, [maps, 1, 1, 1]));
}
