import { readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { MissingDependencyError, TruncatedVideoError, UnreadableInputError, UnwritableOutputError } from "face88";
import { describe, expect, test } from "vitest";
import { Progress } from "./progress.js";
import { describeError, exitCodeOf } from "./report-error.js";
import { refuseAsResults, writeLines } from "./result-file.js";
import { jsonLines, temporaryFolder } from "./testing/command.js";
import { UsageError } from "./usage-error.js";

describe("errors", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

  test.each<readonly [unknown, number, RegExp]>([
    [new UsageError("no such option"), 2, /^no such option$/],
    [new RangeError("model: expected one of a, b, got c"), 2, /^model: expected one of a, b, got c$/],
    [new UnreadableInputError("expected a photo"), 2, /^expected a photo$/],
    [new TruncatedVideoError("expected more"), 1, /^expected more$/],
    [new UnwritableOutputError("no folder"), 1, /^no folder$/],
    [new MissingDependencyError("not installed"), 1, /^not installed$/],
    [full, 1, /^ENOSPC: no space left on device, write$/],
    [new Error("two\n  lines"), 1, /^internal: two lines \(report\.test\.ts:\d+\)$/],
    [new Error("internal: known"), 1, /^internal: known \(report\.test\.ts:\d+\)$/],
    [new TypeError("x is undefined"), 1, /^internal: x is undefined \(report\.test\.ts:\d+\)$/],
    ["a word", 1, /^internal: a word$/],
    [undefined, 1, /^internal: undefined$/],
  ])("%s", (error, code, message) => {
    expect(describeError(error)).toMatch(message);
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe("a file of results", () => {
  test("20,000 lines come whole and in order", async () => {
    const path = join(temporaryFolder(), "out.jsonl");
    const answer = await writeLines(path, async (write) => {
      for (let i = 0; i < 20_000; i++) await write({ i, text: "x".repeat(50) });
      return "done";
    });
    expect(answer).toBe("done");
    const lines = jsonLines<{ i: number }>(await readFile(path, "utf8"));
    expect(lines.map(({ i }) => i)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });

  test("is not there when the work fails", async () => {
    const folder = temporaryFolder();
    const working = writeLines(join(folder, "out.jsonl"), async (write) => {
      await write({ half: true });
      throw new Error("no more");
    });
    await expect(working).rejects.toThrow("no more");
    expect(await readdir(folder)).toEqual([]);
  });

  test("a full disk is an error, for few lines and for many", async () => {
    for (const count of [1, 5000]) {
      const working = writeLines("/dev/full", async (write) => {
        for (let i = 0; i < count; i++) await write({ i, text: "x".repeat(100) });
      });
      await expect(working).rejects.toMatchObject({ code: "ENOSPC" });
    }
    expect((await stat("/dev/full")).isCharacterDevice()).toBe(true);
  });

  test("may not be what the run reads", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "photo.jpg"), "");
    await symlink(join(folder, "photo.jpg"), join(folder, "link"));
    const inputs = [join(folder, "other.jpg"), join(folder, "photo.jpg")];
    for (const name of ["photo.jpg", "link", "./photo.jpg", "other.jpg"]) {
      await expect(refuseAsResults(`${folder}/${name}`, inputs)).rejects.toThrow(
        new UsageError(`--jsonl: expected a file of its own, got ${folder}/${name}, which this run reads or draws to`),
      );
    }
    await refuseAsResults(join(folder, "results.jsonl"), inputs);
    await refuseAsResults(undefined, inputs);
  });
});

describe("progress", () => {
  /** What is shown, on a terminal or elsewhere. */
  function shown(isTTY: boolean, use: (progress: Progress) => void): string {
    const stream = Object.assign(new PassThrough(), { isTTY });
    use(new Progress("detect", stream as unknown as NodeJS.WriteStream));
    return String(stream.read() ?? "");
  }

  test.each([
    [0, `detect ${"░".repeat(24)}   0 %  ? left`],
    [0.5, `detect ${"█".repeat(12)}${"░".repeat(12)}  50 %  0 s left`],
    [1, `detect ${"█".repeat(24)} 100 %  0 s left`],
    [-0.5, `detect ${"░".repeat(24)}   0 %  ? left`],
    [7, `detect ${"█".repeat(24)} 100 %  0 s left`],
    [NaN, `detect ${"░".repeat(24)}   0 %  ? left`],
  ])("a bar on a terminal: %f", (share, bar) => {
    expect(shown(true, (progress) => progress.update(share, "a.jpg"))).toBe(`\r\u001b[K${bar}  a.jpg`);
  });

  test("calls that follow at once show nothing; clear wipes the bar once", () => {
    const text = shown(true, (progress) => {
      for (let i = 0; i < 100; i++) progress.update(i / 100);
      progress.clear();
      progress.clear();
    });
    expect(text.split("\r\u001b[K")).toHaveLength(3);
  });

  test("elsewhere a short run is silent", () => {
    expect(shown(false, (progress) => [progress.update(0.5), progress.clear()])).toBe("");
  });
});
