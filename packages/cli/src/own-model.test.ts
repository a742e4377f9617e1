import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { face88, jsonLines, samplePhoto } from "./testing/command.js";

let folder = "";
const before = process.env.FACE88_HOME;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "face88-own-"));
  process.env.FACE88_HOME = join(folder, "home");
});
afterAll(() => {
  if (before === undefined) delete process.env.FACE88_HOME;
  else process.env.FACE88_HOME = before;
  rmSync(folder, { recursive: true, force: true });
});

it("leads from photos to a network of one's own, and uses it", { timeout: 300_000 }, async () => {
  const run = async (...words: string[]) => {
    const ended = await face88(words, folder);
    expect(ended.code, `${words.join(" ")}: ${ended.errors.join("\n")}`).toBe(0);
    return ended.stdout;
  };
  mkdirSync(join(folder, "photos"));
  for (const number of [1, 3, 4, 5]) copyFileSync(samplePhoto(number), join(folder, "photos", `${number}.jpg`));
  await run("data", "import", "photos", "-o", "faces", "--licence", "test");
  await run("data", "label", "faces", "--teacher", "mesh-468", "--labels", "mesh");

  const data = (more: object) => ({
    module: "@face88/train/data",
    export: "faceSource",
    options: { dataset: "faces", labels: "mesh", frame: "points", side: 32, ...more },
  });
  const config = {
    out: "run",
    data: { train: data({ augment: { noFace: 0.2 } }), validation: data({}) },
    network: { kind: "mobilenet", alpha: 0.1 },
    loss: { kind: "laplacian" },
    epochs: 3,
    batch: 8,
    microBatch: 8,
  };
  writeFileSync(join(folder, "own.json"), JSON.stringify(config));
  await run("train", "own.json");
  await run(
    "export",
    "run/best.safetensors",
    "-o",
    "net.onnx",
    "--precision",
    "fp16",
    "--name",
    "own",
    "--about",
    "a test",
  );

  const description = JSON.parse(readFileSync(join(folder, "net.json"), "utf8"));
  expect(description).toMatchObject({
    format: "face88-landmarks",
    name: "own",
    description: "a test",
    side: 32,
    margin: 1.35,
  });
  expect(description.spread).toBeGreaterThan(0);
  expect(description.score.width).toBeGreaterThan(0);

  writeFileSync(
    join(folder, "boxes.jsonl"),
    `${JSON.stringify({ image: "photos/1.jpg", box: [100, 100, 300, 300] })}\n`,
  );
  const lines = await run("detect", "photos/1.jpg", "--model", "net.onnx", "--boxes", "boxes.jsonl");
  const [{ faces }] = jsonLines<{ faces: { points: [number, number][]; score: number }[] }>(lines);
  expect(faces).toHaveLength(1);
  expect(faces[0].points).toHaveLength(88);
  expect(faces[0].points.flat().every(Number.isFinite)).toBe(true);
  expect(faces[0].score).toBeGreaterThanOrEqual(0);
  expect(faces[0].score).toBeLessThanOrEqual(1);

  // Other data than faces laid around their points cannot be described.
  writeFileSync(
    join(folder, "boxed.json"),
    JSON.stringify({
      ...config,
      out: "boxed",
      data: { train: data({ frame: "box" }), validation: data({ frame: "box" }) },
    }),
  );
  await run("train", "boxed.json");
  const refused = await face88(["export", "boxed/best.safetensors", "-o", "boxed.onnx", "--name", "boxed"], folder);
  expect(refused.code).toBe(2);
  expect(refused.errors.at(-1)).toMatch(/expected faceSource with frame points, got/);
});
