import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toIbug68 } from "@face88/points";
import type { Evaluation } from "@face88/train/evaluate";
import { type ResultLine, UnreadableInputError } from "face88";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { evaluate } from "./commands/eval.js";
import { face88, jsonLines, samplePhoto, temporaryFolder } from "./testing/command.js";
import { UsageError } from "./usage-error.js";

/**
 * A folder of two photos of faces with 68 points each, which a network stands in for the hand to give, and a broken line.
 */
async function handLabelled(): Promise<string> {
  const folder = temporaryFolder();
  const photos = join(folder, "human68");
  await mkdir(photos);
  const cut = (left: number, name: string) =>
    sharp(samplePhoto(6)).extract({ left, top: 300, width: 420, height: 500 }).toFile(join(photos, name));
  await cut(600, "a.png");
  await cut(580, "b.png");
  const { stdout } = await face88(["detect", photos, "--model", "mesh-468", "--max-faces", "1"]);
  const lines = jsonLines<ResultLine>(stdout).map(({ image, faces }) => {
    const points = toIbug68(Float64Array.from(faces[0].points.flat()));
    const pairs = Array.from({ length: 68 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
    return JSON.stringify({ image: image?.split("/").at(-1), points: pairs, source_md5: image });
  });
  await writeFile(join(photos, "annotations.jsonl"), `${lines.join("\n")}\n{"image":"c.png","points":[[1,2]]}\n`);
  return folder;
}

test("eval scores on hand-labelled photos and against the labels of a dataset, on the terminal, as a page and as JSON", async () => {
  const folder = await handLabelled();
  const scored = await face88(
    ["eval", "--human68", "human68", "--model", "mesh-468", "--model", "mesh", "--json", "a.json", "-o", "a.html"],
    folder,
  );
  expect([scored.code, scored.errors]).toEqual([0, []]);
  const rows = scored.stdout.trim().split("\n");
  expect(rows[0]).toMatch(/^human68: 2 hand-labelled faces, 25 points, % of the eye-corner distance, data \w{32}$/);
  expect(rows.slice(1).map((row) => row.split(" ")[0])).toEqual(["model", "mesh-468", "mesh"]);
  const { human, labels } = JSON.parse(await readFile(join(folder, "a.json"), "utf8")) as Evaluation;
  expect(labels).toBeUndefined();
  // The points are the network's own, only its first look came from elsewhere.
  expect(human?.models[0].plain).toBeLessThan(0.02);
  expect(human?.models[0].plain).toBeLessThan(human?.models[1].plain as number);
  expect(human?.models.map(({ bytes }) => bytes > 1e6)).toEqual([true, true]);
  expect(await readFile(join(folder, "a.html"), "utf8")).toContain("<h2>Against points from hand</h2>");

  await face88(["data", "import", "human68", "-o", "faces"], folder);
  await face88(
    ["data", "label", "faces", "--teacher", "mesh-468", "--no-flip", "--workers", "1", "--labels", "own"],
    folder,
  );
  const compared = await face88(["eval", "--data", "faces", "--model", "mesh-468", "--json", "b.json"], folder);
  expect([compared.code, compared.errors]).toEqual([0, []]);
  expect(compared.stdout).toMatch(
    /^faces: 2 faces, labels own of mesh-468-\S+, data \w{32}\nPixels of the 160x160 crop\n/,
  );
  expect(compared.stdout).toContain("faces: 2 hand-labelled faces");
  const b = JSON.parse(await readFile(join(folder, "b.json"), "utf8")) as Evaluation;
  expect(b.labels?.models[0].mae).toBeLessThan(0.5);
}, 240_000);

describe("eval refuses wrong usage and what it cannot read", () => {
  test.each([
    [["--human68", "."], UsageError, "--model: expected a landmark network, got none"],
    [["--model", "mesh"], UsageError, "eval: expected --data, --human68 or --jitter, got none of them"],
    [["a.jpg", "--model", "mesh"], UsageError, "eval: expected options only, got a.jpg"],
    [["--model", "mesh", "--data", ".", "--split", "half"], UsageError, "--split: expected train|val|test, got half"],
    [
      ["--model", "x", "--human68", "."],
      UnreadableInputError,
      ".: expected faces with 68 points from hand, got 0 others",
    ],
    [
      ["--model", "mesh", "--data", "."],
      UnreadableInputError,
      ".: expected a dataset (a folder with dataset.json), got none",
    ],
    [
      ["--model", "mesh", "--human68", "none"],
      UnreadableInputError,
      "none: expected a folder or file, got no such thing",
    ],
    [["--model", "mesh", "--jitter", "none.mp4"], UnreadableInputError, "none.mp4: expected a video, got no such file"],
  ])("%o", async (words, kind, message) => {
    const ended = evaluate.run(words, new AbortController().signal);
    await expect(ended).rejects.toThrow(kind);
    await expect(ended).rejects.toThrow(message);
  });
});
