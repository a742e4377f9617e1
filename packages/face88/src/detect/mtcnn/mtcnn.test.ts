import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { float32, type Graph, GraphBuilder, type Tensor, writeOnnx } from "@face88/graph";
import type { Box } from "@face88/points";
import { describe, expect, test } from "vitest";
import { UnreadableInputError } from "../../errors.js";
import type { RgbaImage } from "../../image/rgba.js";
import { loadDetector } from "../../node/detectors.js";
import { nodeRuntime } from "../../node/ort-runtime.js";
import type { Runtime } from "../../runtime.js";
import { temporaryFolder } from "../../testing/files.js";
import { plain } from "../../testing/images.js";
import { intersectionOverUnion } from "../detection.js";
import { MtcnnDetector, type MtcnnNetworks } from "./mtcnn.js";
import { publishedMtcnn } from "./published.js";

/**
 * A network for white squares on black ones: the logit is high where the middle of the window is white and its rim black;
 * the last one moves the edges in to the middle.
 */
function squareNet(side: number, rowLength: number, bias: number): Uint8Array {
  const b = new GraphBuilder("square");
  const isProposal = rowLength === 5 && side === 12;
  const x = b.input("image", "float32", isProposal ? ["N", 3, "H", "W"] : ["N", 3, side, side]);
  const rim = side / 6;
  const isMiddle = (at: number) => at >= rim && at < side - rim;
  const plane = Array.from({ length: side * side }, (_, i) => {
    const middle = isMiddle(i % side) && isMiddle(Math.floor(i / side));
    return middle ? 9 / 4 : -9 / 5;
  }).map((weight) => (weight * 2) / side ** 2);
  const weights = new Float32Array(rowLength * 3 * side * side);
  for (let c = 0; c < 3; c++) weights.set(plane, c * side * side);
  const move = rowLength === 5 ? 0 : 1 / 6;
  const biases = Float32Array.from({ length: rowLength }, (_, i) => [bias, move, move, -move, -move][i] ?? 0.5);
  const map = b.conv(
    x,
    b.constant(float32([rowLength, 3, side, side], weights)),
    b.constant(float32([rowLength], biases)),
    {
      strides: [2, 2],
    },
  );
  b.output(isProposal ? map : b.flatten(map), "faces");
  return writeOnnx(b.build());
}

const networks = (bias: number): MtcnnNetworks => ({
  proposal: squareNet(12, 5, bias),
  refinement: squareNet(24, 5, bias),
  output: squareNet(48, 15, bias),
});

function withSquares(width: number, height: number, squares: readonly Box[]): RgbaImage {
  const image = plain(width, height);
  const data = Uint8Array.from(image.data);
  for (const [x, y, w, h] of squares) {
    for (let v = y; v < y + h; v++) data.fill(255, (v * width + x) * 4, (v * width + x + w) * 4);
  }
  return { width, height, data };
}

/** The real runtime, which notes the sizes of what its networks are given. */
async function notingRuntime(runs: number[][]): Promise<Runtime> {
  const runtime = await nodeRuntime();
  return {
    async load(model) {
      const session = await runtime.load(model);
      return {
        inputNames: session.inputNames,
        outputNames: session.outputNames,
        run(inputs) {
          runs.push([...inputs.image.dims]);
          return session.run(inputs);
        },
        dispose: () => session.dispose(),
      };
    },
  };
}

describe("with networks that see white squares", () => {
  const squares: Box[] = [
    [40, 30, 27, 27],
    [150, 60, 75, 75],
    [20, 120, 53, 53],
  ];

  test("finds each once, with its box and points", async () => {
    using detector = await MtcnnDetector.load(await nodeRuntime(), networks(-6.5));
    const found = await detector.detect(withSquares(300, 200, squares));
    expect(found).toHaveLength(3);
    for (const [x, y, w, h] of squares) {
      // From the first pixel's centre.
      const box: Box = [x - 0.5, y - 0.5, w, h];
      const best = found.toSorted((a, b) => intersectionOverUnion(b.box, box) - intersectionOverUnion(a.box, box))[0];
      expect(intersectionOverUnion(best.box, box)).toBeGreaterThan(0.6);
      expect(best.keypoints).toHaveLength(10);
      expect(Math.abs(best.keypoints[0] - (box[0] + w / 2))).toBeLessThan(0.15 * w);
      expect(Math.abs(best.keypoints[1] - (box[1] + h / 2))).toBeLessThan(0.15 * h);
    }
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  });

  test("runs no network on nothing", async () => {
    const runs: number[][] = [];
    using detector = await MtcnnDetector.load(await notingRuntime(runs), networks(-6.5));
    expect(await detector.detect(plain(39, 500))).toEqual([]);
    expect(runs).toEqual([]);
    expect(await detector.detect(plain(300, 200))).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0].slice(0, 2)).toEqual([1, 3]);
  });

  test("gives the same for images of other sizes in between", async () => {
    using detector = await MtcnnDetector.load(await nodeRuntime(), networks(-6.5));
    const image = withSquares(300, 200, squares);
    const before = await detector.detect(image);
    await detector.detect(withSquares(120, 160, [[30, 40, 40, 40]]));
    await detector.detect(plain(300, 200, 255));
    expect(await detector.detect(image)).toEqual(before);
  });
});

test("where everything is a face, only the best candidates are looked at", async () => {
  const runs: number[][] = [];
  using detector = await MtcnnDetector.load(await notingRuntime(runs), networks(19), {
    minFace: 20,
    maxCandidates: 70,
  });
  const found = await detector.detect(plain(640, 480, 90));
  const looked = (side: number) =>
    runs.filter(([, , height]) => height === side).reduce((sum, [count]) => sum + count, 0);
  expect(looked(24)).toBe(70);
  expect(looked(48)).toBeLessThanOrEqual(70);
  expect(runs.every(([count]) => count <= 64)).toBe(true);
  expect(found.length).toBeGreaterThan(5);
  expect(found.length).toBeLessThanOrEqual(70);
});

test("a network that answers what is no number finds nothing", async () => {
  using detector = await MtcnnDetector.load(await nodeRuntime(), networks(NaN));
  expect(await detector.detect(plain(100, 100, 200))).toEqual([]);
});

describe("the published weights' form", () => {
  const shapes: Record<string, Record<string, number[]>> = {
    proposal: {
      "conv1/weights": [3, 3, 3, 10],
      "conv1/biases": [10],
      "PReLU1/alpha": [10],
      "conv2/weights": [3, 3, 10, 16],
      "conv2/biases": [16],
      "PReLU2/alpha": [16],
      "conv3/weights": [3, 3, 16, 32],
      "conv3/biases": [32],
      "PReLU3/alpha": [32],
      "conv4-1/weights": [1, 1, 32, 2],
      "conv4-1/biases": [2],
      "conv4-2/weights": [1, 1, 32, 4],
      "conv4-2/biases": [4],
    },
    refinement: {
      "conv1/weights": [3, 3, 3, 28],
      "conv1/biases": [28],
      "prelu1/alpha": [28],
      "conv2/weights": [3, 3, 28, 48],
      "conv2/biases": [48],
      "prelu2/alpha": [48],
      "conv3/weights": [2, 2, 48, 64],
      "conv3/biases": [64],
      "prelu3/alpha": [64],
      "conv4/weights": [576, 128],
      "conv4/biases": [128],
      "prelu4/alpha": [128],
      "conv5-1/weights": [128, 2],
      "conv5-1/biases": [2],
      "conv5-2/weights": [128, 4],
      "conv5-2/biases": [4],
    },
    output: {
      "conv1/weights": [3, 3, 3, 32],
      "conv1/biases": [32],
      "prelu1/alpha": [32],
      "conv2/weights": [3, 3, 32, 64],
      "conv2/biases": [64],
      "prelu2/alpha": [64],
      "conv3/weights": [3, 3, 64, 64],
      "conv3/biases": [64],
      "prelu3/alpha": [64],
      "conv4/weights": [2, 2, 64, 128],
      "conv4/biases": [128],
      "prelu4/alpha": [128],
      "conv5/weights": [1152, 256],
      "conv5/biases": [256],
      "prelu5/alpha": [256],
      "conv6-1/weights": [256, 2],
      "conv6-1/biases": [2],
      "conv6-2/weights": [256, 4],
      "conv6-2/biases": [4],
      "conv6-3/weights": [256, 10],
      "conv6-3/biases": [10],
    },
  };
  type Change = Readonly<Record<string, Tensor | undefined>>;
  const zeros = (dims: readonly number[]) => float32(dims, new Float32Array(dims.reduce((p, q) => p * q, 1)));
  const arraysOf = (net: string, change: Change = {}) =>
    new Map(
      Object.entries(shapes[net]).flatMap(([name, dims]) => {
        const changed = name in change ? change[name] : zeros(dims);
        return changed === undefined ? [] : [[name, changed] as const];
      }),
    );
  const graphs = (changes: Readonly<Record<string, Change>> = {}) =>
    publishedMtcnn({
      proposal: arraysOf("proposal", changes.proposal),
      refinement: arraysOf("refinement", changes.refinement),
      output: arraysOf("output", changes.output),
    });
  const answer = async (graph: Graph, image: Tensor) => {
    const session = await (await nodeRuntime()).load(writeOnnx(graph));
    return (await session.run({ image: { data: image.data as Float32Array, dims: image.dims } })).faces;
  };

  test("answers a map, five numbers and fifteen", async () => {
    const { proposal, refinement, output } = graphs();
    expect((await answer(proposal, zeros([1, 3, 21, 31]))).dims).toEqual([1, 5, 6, 11]);
    expect((await answer(refinement, zeros([2, 3, 24, 24]))).dims).toEqual([2, 5]);
    expect((await answer(output, zeros([2, 3, 48, 48]))).dims).toEqual([2, 15]);
  });

  test("the first axis of a kernel is the horizontal one; a face's logit is the difference of two", async () => {
    const single = (dims: readonly number[], ...ones: number[]) => {
      const made = new Float32Array(dims.reduce((p, q) => p * q, 1));
      for (const at of ones) made[at] = 1;
      return float32(dims, made);
    };
    // Each convolution passes one pixel on: the first the red one two to the right, the others the first of their window.
    const { proposal } = graphs({
      proposal: {
        "conv1/weights": single([3, 3, 3, 10], 2 * 90),
        "conv2/weights": single([3, 3, 10, 16], 0),
        "conv3/weights": single([3, 3, 16, 32], 0),
        "conv4-1/weights": single([1, 1, 32, 2], 1),
        "conv4-1/biases": float32([2], [0.25, 0]),
      },
    });
    const image = zeros([1, 3, 12, 12]);
    (image.data as Float32Array)[2] = 7;
    expect((await answer(proposal, image)).data[0]).toBe(6.75);
  });

  test("five x and then five y become pairs", async () => {
    const { output } = graphs({ output: { "conv6-3/biases": float32([10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) } });
    expect([...(await answer(output, zeros([1, 3, 48, 48]))).data.slice(5)]).toEqual([1, 6, 2, 7, 3, 8, 4, 9, 5, 10]);
  });

  test.each([
    [
      { refinement: { "conv4/weights": zeros([575, 128]) } },
      "det2.npy: expected an array conv4/weights [576, 128], got [575, 128]",
    ],
    [{ output: { "prelu5/alpha": undefined } }, "det3.npy: expected an array prelu5/alpha [256], got none"],
  ])("refuses weights with arrays that are missing or misshapen", (change, message) => {
    expect(() => graphs(change as never)).toThrow(new RangeError(message));
  });
});

describe("from a folder", () => {
  const load = async (folder: string) => loadDetector(await nodeRuntime(), folder);

  test("without the files", async () => {
    const folder = temporaryFolder();
    await expect(load(folder)).rejects.toThrow(
      `${join(folder, "proposal.onnx")}: expected a file with MTCNN's weights, got none that can be read`,
    );
  });

  test("with other files", async () => {
    const folder = join(temporaryFolder(), "weights");
    await mkdir(folder);
    for (const i of [1, 2, 3]) await writeFile(join(folder, `det${i}.npy`), "no weights");
    await expect(load(folder)).rejects.toThrow("expected a NumPy file, got something else");
    await rm(folder, { recursive: true });
  });

  test("with a network in the place of another", async () => {
    const folder = temporaryFolder();
    const { proposal, refinement } = networks(0);
    for (const [name, bytes] of Object.entries({ proposal, refinement, output: refinement })) {
      await writeFile(join(folder, `${name}.onnx`), bytes);
    }
    await expect(load(folder)).rejects.toThrow(
      new UnreadableInputError(
        `${join(folder, "output.onnx")}: expected a network of MTCNN that gives 15 numbers, got [N, 5]`,
      ),
    );
    await writeFile(join(folder, "refinement.onnx"), "no network");
    await expect(load(folder)).rejects.toThrow(`${join(folder, "refinement.onnx")}: bytes are not an ONNX model`);
  });

  test("a name without a slash is none", async () => {
    await expect(load("mtcnnn")).rejects.toThrow(
      /^detector: expected one of blazeface, .*, mtcnn or the path of a folder .*, got mtcnnn$/,
    );
  });
});
