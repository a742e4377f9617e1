import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UnreadableInputError } from "face88";
import { describe, expect, test } from "vitest";
import { readBoxes } from "./boxes.js";
import { temporaryFolder } from "./testing/command.js";

async function list(text: string) {
  const folder = temporaryFolder();
  await mkdir(join(folder, "sub"));
  const path = join(folder, "sub", "boxes.jsonl");
  await writeFile(path, text);
  return { folder, path };
}

const line = (image: string, ...box: number[]) => JSON.stringify({ image, box });

describe("a photo's boxes are found", () => {
  const text = [
    line("a.jpg", 1, 2, 3, 4),
    line("x/b.jpg", 5, 6, 7, 8),
    line("a.jpg", 9, 10, 11, 12),
    line("x/c.jpg", 1, 1, 1, 1),
    line("y/c.jpg", 2, 2, 2, 2),
    line("/abs/d.jpg", 3, 3, 3, 3),
    "",
  ].join("\n");

  test.each<readonly [string, (folder: string) => string, readonly (readonly number[])[]]>([
    [
      "by the name as written, all of them in order",
      () => "a.jpg",
      [
        [1, 2, 3, 4],
        [9, 10, 11, 12],
      ],
    ],
    ["from the folder of the file", (folder) => join(folder, "sub", "x", "b.jpg"), [[5, 6, 7, 8]]],
    ["from there by another way", (folder) => `${folder}/sub/../sub/x/b.jpg`, [[5, 6, 7, 8]]],
    ["by its last part", () => "/elsewhere/b.jpg", [[5, 6, 7, 8]]],
    ["not by a last part that two have", () => "/elsewhere/c.jpg", []],
    ["but each of the two by its path", (folder) => join(folder, "sub", "y", "c.jpg"), [[2, 2, 2, 2]]],
    ["by an absolute path", () => "/abs/d.jpg", [[3, 3, 3, 3]]],
    ["none where it is not in the list", () => "e.jpg", []],
    ["none by a name of every object", () => "constructor", []],
  ])("%s", async (_, image, boxes) => {
    const { folder, path } = await list(text);
    const found = await readBoxes(path);
    expect(found.images).toEqual(["a.jpg", "x/b.jpg", "x/c.jpg", "y/c.jpg", "/abs/d.jpg"]);
    expect(found.boxesOf(image(folder))).toEqual(boxes);
  });
});

test("Windows line ends and blank lines are fine, other fields too", async () => {
  const { path } = await list('{"image":"a","box":[0,-1.5,2,3],"score":1}\r\n\r\n  \n');
  expect((await readBoxes(path)).boxesOf("a")).toEqual([[0, -1.5, 2, 3]]);
});

test.each([
  ["no JSON", "nonsense", "nonsense"],
  ["cut short", '{"image":"a","box":[1,2', '{"image":"a","box":[1,2'],
  ["no image", '{"box":[1,2,3,4]}', '{"box":[1,2,3,4]}'],
  ["no box", '{"image":"a"}', '{"image":"a"}'],
  ["three numbers", line("a", 1, 2, 3), line("a", 1, 2, 3)],
  ["a word", '{"image":"a","box":[1,2,3,"4"]}', '{"image":"a","box":[1,2,3,"4"]}'],
  ["nothing", "null", "null"],
  ["without area", line("a", 1, 2, 0, 4), line("a", 1, 2, 0, 4)],
  ["negative", line("a", 1, 2, 3, -4), line("a", 1, 2, 3, -4)],
  ["long", `{"image":"${"n".repeat(100)}"}`, `{"image":"${"n".repeat(70)}…`],
])("a bad line is named by its number: %s", async (_, bad, came) => {
  const { path } = await list(`${line("a.jpg", 1, 2, 3, 4)}\n\n${bad}\n`);
  const message = `${path}:3: expected {"image": path, "box": [x, y, width, height]}, got ${came}`;
  await expect(readBoxes(path)).rejects.toThrow(new UnreadableInputError(message));
});

test("a file that is missing, and a folder", async () => {
  const folder = temporaryFolder();
  const missing = `${folder}/none: expected a file of boxes (JSON Lines), got no such file`;
  await expect(readBoxes(`${folder}/none`)).rejects.toThrow(new UnreadableInputError(missing));
  await expect(readBoxes(folder)).rejects.toThrow(/, got EISDIR$/);
});
