import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { multiTaskLoss } from "./loss.js";

/** Loss of a micro-batch: rows of logit, box and points, and what is true of each. */
async function lossOf(options: object, rows: { answer: number[]; face: number; tasks: number[] }[]): Promise<number> {
  const module = multiTaskLoss(options);
  const b = new GraphBuilder("loss");
  const count = rows.length;
  const answer = b.input("answer", "float32", [count, module.length]);
  const constant = (width: number, values: number[]) => b.constant(float32([count, width], values));
  const targets = {
    face: constant(
      1,
      rows.map(({ face }) => face),
    ),
    tasks: constant(
      3,
      rows.flatMap(({ tasks }) => tasks),
    ),
    box: constant(4, new Array(4 * count).fill(0)),
    points: constant(10, new Array(10 * count).fill(0)),
  };
  b.output(module.loss(b, answer, targets), "loss");
  const session = await InferenceSession.create(writeOnnx(b.build()));
  const data = Float32Array.from(rows.flatMap((row) => row.answer));
  const { loss } = await session.run({ answer: new Tensor("float32", data, [count, module.length]) });
  return Number(loss.data[0]);
}

const row = (logit: number, face: number, tasks: number[], rest = [0, 0, 0, 0]) => ({
  answer: [logit, ...rest],
  face,
  tasks,
});
const entropy = (logit: number, face: number) => Math.log(1 + Math.exp(-logit * (2 * face - 1)));
const faceTask = [1, 0, 0];
const boxTask = [0, 1, 0];

describe("the loss of MTCNN", () => {
  it("is the cross-entropy of the hardest samples", async () => {
    const rows = [row(2, 1, faceTask), row(-1, 1, faceTask), row(3, 0, faceTask), row(-4, 0, faceTask)];
    const all = [entropy(2, 1), entropy(-1, 1), entropy(3, 0), entropy(-4, 0)];
    expect(await lossOf({ hard: 1 }, rows)).toBeCloseTo(all.reduce((sum, each) => sum + each, 0) / 4, 5);
    expect(await lossOf({ hard: 0.5 }, rows)).toBeCloseTo((all[1] + all[2]) / 2, 5);
    expect(await lossOf({ hard: 0.25 }, rows)).toBeCloseTo(all[2], 5);
  });

  it("learns each task from the samples that teach it", async () => {
    const rows = [row(50, 0, boxTask, [1, 1, 1, 1]), row(1, 1, faceTask, [9, 9, 9, 9])];
    expect(await lossOf({ hard: 1, box: 0.5 }, rows)).toBeCloseTo(entropy(1, 1) + 0.5, 5);
    expect(await lossOf({ hard: 1, box: 2 }, [rows[0], row(-9, 0, [0, 0, 0])])).toBeCloseTo(2, 5);
    const five = { ...rows[0], answer: [...rows[0].answer, 2, ...new Array(9).fill(0)], tasks: [0, 0, 1] };
    expect(await lossOf({ points: 1, hard: 1 }, [five])).toBeCloseTo(0.4, 5);
  });

  it("stays finite for logits that are far out", async () => {
    expect(await lossOf({}, [row(-1e4, 1, faceTask), row(1e4, 1, faceTask)])).toBeCloseTo(1e4, 0);
  });

  it("is what validation measures, sample by sample", () => {
    const one = (values: number[]) => Float32Array.from(values);
    const sample = {
      face: one([1]),
      tasks: one([1, 1, 1]),
      box: one([0, 0, 0, 0]),
      points: one(new Array(10).fill(0)),
    };
    const answer = one([-1, 1, 1, 1, 1, ...new Array(10).fill(2)]);
    expect(multiTaskLoss({ points: 1 }).error(answer, sample)).toBeCloseTo(entropy(-1, 1) + 0.5 + 4, 5);
    expect(multiTaskLoss({}).error(answer.subarray(0, 5), sample)).toBeCloseTo(entropy(-1, 1) + 0.5, 5);
  });

  it("refuses a share out of its range", () => {
    expect(() => multiTaskLoss({ hard: 0 })).toThrow("hard: expected a number above 0 and at most 1, got 0");
  });
});
