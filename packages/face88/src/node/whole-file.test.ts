import { execFileSync } from "node:child_process";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UnwritableOutputError } from "../errors.js";
import { temporaryFolder } from "../testing/files.js";
import { writeFileWhole, writeWhole } from "./whole-file.js";

describe("a file appears whole or not at all", () => {
  test("while it is written it is not there; then it is, alone", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "out.jsonl");
    const answer = await writeWhole(path, async (beside) => {
      await writeFile(beside, "half");
      const names = await readdir(folder);
      expect(names).toHaveLength(1);
      expect(names[0]).toMatch(/^\.part-[\w-]+\.jsonl$/);
      await writeFile(beside, "all of it");
      return 7;
    });
    expect(answer).toBe(7);
    expect(await readdir(folder)).toEqual(["out.jsonl"]);
    expect(await readFile(path, "utf8")).toBe("all of it");
  });

  test.each([
    ["nothing is left", undefined],
    ["the old file stays", "old"],
  ])("when writing fails, %s", async (_, before) => {
    const folder = temporaryFolder();
    const path = join(folder, "out.txt");
    if (before !== undefined) await writeFile(path, before);
    const failing = writeWhole(path, async (beside) => {
      await writeFile(beside, "half");
      throw new Error("disk on fire");
    });
    await expect(failing).rejects.toThrow("disk on fire");
    expect(await readdir(folder)).toEqual(before === undefined ? [] : ["out.txt"]);
    if (before !== undefined) expect(await readFile(path, "utf8")).toBe(before);
  });

  test("an old file is replaced; two at once leave one of them whole", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "out.txt");
    await writeFileWhole(path, "old");
    await Promise.all([writeFileWhole(path, "a".repeat(1e5)), writeFileWhole(path, "b".repeat(1e5))]);
    expect(await readFile(path, "utf8")).toMatch(/^(a{100000}|b{100000})$/);
    expect(await readdir(folder)).toEqual(["out.txt"]);
  });

  test("a name as long as file systems take it", async () => {
    const folder = temporaryFolder();
    const name = `${"n".repeat(251)}.txt`;
    await writeFileWhole(join(folder, name), "x");
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe("other outputs", () => {
  test("a link stays one, its file is written", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "elsewhere"));
    await writeFile(join(folder, "elsewhere", "real.txt"), "old");
    await symlink(join(folder, "elsewhere", "real.txt"), join(folder, "link.txt"));
    await writeFileWhole(join(folder, "link.txt"), "new");
    expect((await lstat(join(folder, "link.txt"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "elsewhere", "real.txt"), "utf8")).toBe("new");
    expect(await readdir(join(folder, "elsewhere"))).toEqual(["real.txt"]);
  });

  test("devices and pipes are written to and stay what they are", async () => {
    await writeFileWhole("/dev/null", "gone");
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
    const pipe = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    const [text] = await Promise.all([readFile(pipe, "utf8"), writeFileWhole(pipe, "through")]);
    expect(text).toBe("through");
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  test.each([
    ["a folder that is missing", "none/out.txt", /none\/out\.txt: expected a folder .*none, got none$/],
    ["a folder that is a file", "file/out.txt", /file\/out\.txt: expected a folder .*file, got none$/],
    ["the path of a folder", ".", /: expected a file to write to, got a folder$/],
  ])("refuses %s", async (_, name, message) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "file"), "x");
    const writing = writeFileWhole(join(folder, name), "x");
    await expect(writing).rejects.toThrow(UnwritableOutputError);
    await expect(writing).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(["file"]);
  });

  // Also for the superuser, who may write into any folder of a disk.
  test("a folder that takes no files", async () => {
    await expect(writeFileWhole("/proc/self/out.txt", "x")).rejects.toThrow(
      /^\/proc\/self\/out\.txt: expected a folder that can be written to, got \/proc\/self, which cannot \(E[A-Z]+\)$/,
    );
    await expect(lstat("/proc/self/out.txt")).rejects.toThrow("ENOENT");
  });
});
