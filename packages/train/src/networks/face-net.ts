import { float32, type Graph, GraphBuilder, type Value } from "@face88/graph";
import { invertedResidual } from "./inverted-residual.js";
import { batchNorm, centredCoordinates, convolution, convolutionBlock, dense, type LayerContext } from "./layers.js";
import { random } from "./random.js";

/** Blocks of one resolution: the first halves it. */
export interface Stage {
  /** Channels that go out. */
  readonly filters: number;
  /** Widening of the middle of each block. */
  readonly expand: number;
  /** Number of blocks, >= 1. */
  readonly blocks: number;
}

/** Options of {@link faceNet}. */
export interface FaceNetOptions {
  /** Pixels of the crop's side, a multiple of 2^(stages + 1); default 128. */
  readonly size?: number;
  /** Channels after the first convolution, which halves the resolution; default 16. */
  readonly stem?: number;
  /** Stages, from the finest map on; default {@link STUDENT_STAGES}. */
  readonly stages?: readonly Stage[];
  /** How points are read off: `maps`, `dense` or `both`, see {@link faceNet}; default `both`. */
  readonly head?: "maps" | "dense" | "both";
  /** Channels of the maps that the head reads; default 48. */
  readonly neck?: number;
  /** Stage whose resolution the maps have, 0 is the finest; default 1. */
  readonly finest?: number;
  /** Number of landmarks; the output `points` is `[N, 2 * points]`. Default 88. */
  readonly points?: number;
  /** Adds the output `log_scale` `[N, points]` for the likelihood losses; default false. */
  readonly uncertainty?: boolean;
  /** Seed of the initial weights; default 1. */
  readonly seed?: number;
}

/** Stages of the student: 24 million multiply-adds at 128 pixels, 0.4 million parameters with its head. */
export const STUDENT_STAGES: readonly Stage[] = Object.freeze([
  { filters: 24, expand: 1, blocks: 2 },
  { filters: 40, expand: 3, blocks: 2 },
  { filters: 80, expand: 4, blocks: 3 },
  { filters: 128, expand: 4, blocks: 2 },
]);

/**
 * The landmark network of face88: inverted residuals down to a thirty-second of the resolution, and a head that reads the
 * points off. Input `image` `[N, 3, size, size]`, outputs `points` `[N, 2 * points]` as shares of the crop and, if asked
 * for, `log_scale` `[N, points]`.
 *
 * Heads: `maps` goes up again to the resolution of stage `finest`, adding each stage's map on the way, and makes a map of
 * each point, whose centre of mass it is; `both` adds a small offset from the summary of the whole crop, which also
 * reaches points outside of it; `dense` is one product with the flattened deepest map, narrowed to `neck` channels.
 * @see Sandler et al., MobileNetV2, CVPR 2018 (blocks); Lin et al., Feature Pyramid Networks, CVPR 2017 (way up); Sun et
 *   al., Integral Human Pose Regression, ECCV 2018 (centre of mass)
 */
export function faceNet(options: FaceNetOptions = {}): Graph {
  const { size = 128, stem = 16, stages = STUDENT_STAGES, head = "both", points = 88, seed = 1 } = options;
  const { neck = 48, finest = 1 } = options;
  const b = new GraphBuilder("face-net");
  const context: LayerContext = { b, next: random(seed) };
  let x: Value = b.input("image", "float32", ["N", 3, size, size]);
  x = convolutionBlock(context, x, stem, "stem", { stride: 2 });
  const maps: Value[] = [];
  stages.forEach(({ filters, expand, blocks }, s) => {
    for (let i = 0; i < blocks; i++) {
      const first = i === 0;
      // The first block of a stage widens at the finer resolution: it gets less.
      x = invertedResidual(context, x, filters, `stage${s + 1}/block${i + 1}`, {
        expand: first ? Math.min(expand, 3) : expand,
        stride: first ? 2 : 1,
      });
    }
    maps.push(x);
  });

  const deepest = maps[maps.length - 1];
  const pooled = b.flatten(b.globalAveragePool(convolutionBlock(context, deepest, 2 * neck, "summary", { kernel: 1 })));
  let coordinates: Value | undefined;
  if (head !== "dense") {
    let map = narrow(context, deepest, neck, `neck${maps.length}`);
    for (let s = maps.length - 2; s >= finest; s--) {
      const up = b.resizeBy(map, [1, 1, 2, 2], { mode: "nearest" });
      map = b.add(up, narrow(context, maps[s], neck, `neck${s + 1}`));
      map = convolutionBlock(context, map, neck, `neck${s + 1}/depthwise`, { depthwise: true });
      map = convolutionBlock(context, map, neck, `neck${s + 1}/pointwise`, { kernel: 1 });
    }
    coordinates = softArgmax(b, convolution(context, map, points, "heat", { kernel: 1 }));
    if (head === "both") coordinates = b.add(coordinates, b.mul(dense(context, pooled, 2 * points, "offset"), 0.02));
  } else {
    const grid = b.flatten(narrow(context, deepest, neck, "grid"));
    coordinates = centredCoordinates(context, grid, points, "points");
  }
  b.output(coordinates, "points");
  if (options.uncertainty) b.output(b.add(dense(context, pooled, points, "log_scale"), 0.5), "log_scale");
  return b.build();
}

function narrow(context: LayerContext, x: Value, filters: number, name: string): Value {
  return batchNorm(context, convolution(context, x, filters, name, { kernel: 1 }), `${name}/norm`);
}

/** Centre of mass of each map, after a softmax over it, in shares of its side: 0 and 1 are its edges. */
function softArgmax(b: GraphBuilder, heat: Value): Value {
  const [, points, height, width] = heat.dims as number[];
  const mass = b.softmax(b.reshape(heat, [0, points, height * width]));
  const grid = new Float32Array(height * width * 2);
  for (let i = 0; i < height * width; i++) {
    grid[2 * i] = ((i % width) + 0.5) / width;
    grid[2 * i + 1] = (Math.floor(i / width) + 0.5) / height;
  }
  return b.reshape(b.matmul(mass, b.constant(float32([height * width, 2], grid))), [0, 2 * points]);
}
