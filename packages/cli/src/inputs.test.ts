import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findInputs } from "./inputs.js";
import { temporaryFolder } from "./testing/command.js";
import { UsageError } from "./usage-error.js";

const files = ["b.jpg", "a.PNG", "note.txt", "clip.MP4", "sub/c.webp", "sub/deep/d.mov", ".hidden.jpg", "photo[1].jpg"];
const before = process.cwd();
let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  await mkdir(join(folder, "sub", "deep"), { recursive: true });
  await mkdir(join(folder, "empty"));
  for (const file of files) await writeFile(join(folder, file), "");
  process.chdir(folder);
});
afterEach(() => process.chdir(before));

test.each<readonly [string, readonly string[], readonly string[]]>([
  ["files as they are, in order, missing ones too", ["b.jpg", "gone.jpg", "a.PNG"], ["b.jpg", "gone.jpg", "a.PNG"]],
  ["a file twice is two inputs", ["b.jpg", "b.jpg"], ["b.jpg", "b.jpg"]],
  ["a folder: photos and videos below it, sorted", ["sub"], ["sub/c.webp", "sub/deep/d.mov"]],
  ["a folder with a slash", ["sub//"], ["sub/c.webp", "sub/deep/d.mov"]],
  ["this folder", ["."], ["./a.PNG", "./b.jpg", "./clip.MP4", "./photo[1].jpg", "./sub/c.webp", "./sub/deep/d.mov"]],
  ["a pattern", ["*.jpg"], ["b.jpg", "photo[1].jpg"]],
  ["a pattern takes what it fits, not what lies below", ["s*"], []],
  ["a pattern through folders", ["**/*.{webp,mov}"], ["sub/c.webp", "sub/deep/d.mov"]],
  ["a name with brackets that is there", ["photo[1].jpg"], ["photo[1].jpg"]],
])("%s", async (_, words, paths) => {
  const found = findInputs(words);
  if (paths.length === 0) await expect(found).rejects.toThrow(UsageError);
  else expect((await found).map(({ path }) => path)).toEqual(paths);
});

test("an absolute pattern gives absolute paths", async () => {
  expect((await findInputs([`${folder}/*.PNG`])).map(({ path }) => path)).toEqual([join(folder, "a.PNG")]);
});

test.each([
  ["a.PNG", "photo"],
  ["clip.MP4", "video"],
  ["sub/deep/d.mov", "video"],
  ["note.txt", "photo"],
  ["noending", "photo"],
])("%s is a %s", async (path, kind) => {
  expect(await findInputs([path])).toEqual([{ path, kind }]);
});

test.each([
  [[], "expected a photo, video, folder or pattern, got none (face88 --help)"],
  [["empty"], "empty: expected photos or videos in the folder, got none"],
  [["*.bmp"], "*.bmp: expected a file that fits the pattern, got none"],
])("%o is refused", async (words, message) => {
  await expect(findInputs(words)).rejects.toThrow(new UsageError(message));
});
