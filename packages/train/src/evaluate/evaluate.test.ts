import { join } from "node:path";
import { meanShape, toIbug68, transformPoints } from "@face88/points";
import { type LandmarkModel, type Region, squareAround } from "face88";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChosenFaces, chooseFaces } from "../data/choose-faces.js";
import { build } from "../data/import/build.js";
import { oneFace } from "../data/import/source.js";
import { LabelWriter } from "../data/labels/label-writer.js";
import { DatasetWriter } from "../data/store/writer.js";
import { drawnBox, drawnPoints, drawPhoto, temporaryFolder } from "../data/testing/photos.js";
import { type Evaluation, evaluationJson } from "./evaluation.js";
import { evaluateHuman } from "./human/evaluate-human.js";
import { handLabelledAmong } from "./human/hand-labelled.js";
import { evaluateLabels } from "./labels/evaluate-labels.js";
import { evaluationHtml } from "./report/evaluation-html.js";

const [left, top, scale] = [60, 70, 0.9];
const points = drawnPoints(left, top, scale);
/** Side of the box around the drawn points. */
const frame = 128 * scale;

/** Lays the mean shape over the region: exact for a drawn face. */
const meanModel = (name: string, confidence?: number): LandmarkModel => ({
  name,
  async landmarks(_, regions) {
    return regions.map(({ centreX, centreY, side }: Region) => {
      const unit = side / 128;
      const shape = transformPoints([unit, 0, 0, unit, centreX - side / 2, centreY - side / 2], meanShape());
      return {
        points: Float32Array.from(shape),
        score: 1,
        ...(confidence !== undefined && { confidence: new Float32Array(88).fill(confidence) }),
      };
    });
  },
  regionOfDetection: ({ box }) => squareAround(box, 1),
  regionOfBox: (box) => squareAround(box, 1),
  // The second look is where the drawn face is.
  regionOfShape: () => squareAround([left, top, frame, frame], 1),
  dispose() {},
});

const tested = (name: string, confidence?: number) => ({
  name,
  model: meanModel(name, confidence),
  meter: { bytes: 1000, sha256: "0123", lap: () => [1, 2, 3] },
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let chosen: ChosenFaces;
beforeAll(async () => {
  folder = await temporaryFolder();
  const dataset = join(folder.path, "dataset");
  const entries = [0, 1, 2, 3].map((i) =>
    oneFace({
      id: `drawn/${i}`,
      source: "drawn",
      photo: `${i}.jpg`,
      group: `${i}`,
      licence: "MIT",
      tier: "open",
      box: drawnBox(left, top, scale),
      points: { layout: "ibug68", points: [...toIbug68(Float64Array.from(points))] },
      attributes: { age: i < 2 ? "20-29" : "30-39", race: "drawn" },
    }),
  );
  for (let i = 0; i < 4; i++) await drawPhoto(join(folder.path, `${i}.jpg`), i, left, top, scale);
  {
    await using writer = await DatasetWriter.open(dataset);
    await build({ root: folder.path, entries }, writer);
    await using labels = await LabelWriter.open(dataset, "true", "hand");
    // The last two labels are 2 pixels of the photo too far to the right.
    for (let i = 0; i < 4; i++) {
      await labels.add({ id: `drawn/${i}`, points: points.map((value, k) => value + (i > 1 && k % 2 === 0 ? 2 : 0)) });
    }
  }
  chosen = await chooseFaces(dataset, { labels: "true" });
});
afterAll(async () => {
  await chosen?.dataset[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("evaluateLabels", () => {
  it("measures in pixels of the seed's crop, and by group", async () => {
    const { models, faces, worst, ids } = await evaluateLabels([tested("mean", 0.9)], chosen, "val", 1);
    const [score] = models;
    // The seed's crop of 160 shows 1.3 times the box's height of 160.
    const inCrop = (2 * 160) / (1.3 * 160 * scale);
    expect(faces).toBe(4);
    expect(score.mae).toBeCloseTo(inCrop / 4, 3);
    expect(score.mse).toBeCloseTo(inCrop ** 2 / 4, 3);
    expect(score.attributes.age?.map(({ group, faces: count }) => [group, count])).toEqual([
      ["20-29", 2],
      ["30-39", 2],
    ]);
    expect(score.attributes.age?.[0].mean).toBeCloseTo(0, 5);
    expect(score.attributes.age?.[1].mean).toBeCloseTo(2 / frame, 2);
    expect(score.attributes.gender).toBeUndefined();
    expect(score.pose.yaw).toMatchObject([{ group: "0 to 10°", faces: 4 }]);
    // 2 pixels are within 2 % of the region's 115, so that every point is right.
    expect(score.reliability?.calibrationError).toBeCloseTo(0.1, 5);
    expect(score.time.network).toBe(2);
    expect(worst[0][0].id).toBe(ids[2]);
    // The label is drawn where it is, to the right of the answer by 2 pixels of the photo.
    const shift = worst[0][0].truth[0] - worst[0][0].predicted[0];
    expect(shift).toBeCloseTo((2 * 240) / (1.3 * 160 * scale), 0);
  });
});

describe("the report", () => {
  it("holds numbers and pictures, and needs nothing else", async () => {
    const models = [tested("mean", 0.9), tested("a <b>")];
    const human = await evaluateHuman(models, "drawn", handLabelledAmong(chosen), 2);
    const evaluation: Evaluation = {
      made: "2026-01-01",
      versions: { node: "20" },
      labels: await evaluateLabels(models, chosen, undefined, 2),
      human,
    };
    expect(human.models[0].plain).toBeLessThan(0.01);
    const html = evaluationHtml(evaluation);
    expect(html).toContain("<title>Evaluation: mean, a &lt;b&gt;</title>");
    expect(html.match(/data:image\/jpeg;base64,/g)).toHaveLength(2 * 2 * 2);
    for (const title of ["Against the labels", "By race", "Is the confidence right?", "Against points from hand"]) {
      expect(html).toContain(`<h2>${title}</h2>`);
    }
    expect(html).not.toMatch(/<script|https?:|src=|<b> /);
    expect(html).not.toContain("NaN");

    const json = JSON.parse(evaluationJson(evaluation)) as Evaluation;
    expect(json.labels?.models[0].each).toHaveLength(4);
    expect(json.human?.worst[0][0]).toEqual({ id: expect.stringMatching("drawn/"), error: expect.any(Number) });
  });
});
