import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MissingDependencyError } from "../errors.js";
import { temporaryFolder } from "../testing/files.js";
import { cachedConversion, cacheFolder } from "./model-cache.js";
import { nodeRuntime } from "./ort-runtime.js";
import { publishedWeights } from "./weights.js";

const text = (value: string) => new TextEncoder().encode(value);

/** A conversion that counts how often it is made. */
function upperCase() {
  const made: string[] = [];
  const convert = (source: Uint8Array) => {
    made.push(new TextDecoder().decode(source));
    return text(made.at(-1)!.toUpperCase());
  };
  return { made, convert };
}

describe("cached conversion", () => {
  test("each content is converted once; the recipe counts, the time does not", async () => {
    const folder = join(temporaryFolder(), "new", "folder");
    const { made, convert } = upperCase();
    for (const [source, recipe] of [
      ["abc", "v1"],
      ["abc", "v1"],
      ["abd", "v1"],
      ["abc", "v2"],
      ["abd", "v1"],
    ]) {
      const result = await cachedConversion(text(source), recipe, convert, folder);
      expect(new TextDecoder().decode(result)).toBe(source.toUpperCase());
    }
    expect(made).toEqual(["abc", "abd", "abc"]);
    const entries = await readdir(folder);
    expect(entries).toHaveLength(3);
    for (const entry of entries) expect(entry).toMatch(/^[\da-f]{32}\.[\da-f]{32}\.onnx$/);
  });

  test.each<readonly [string, (path: string) => Promise<void>]>([
    ["empty", (path) => truncate(path, 0)],
    ["cut short", (path) => truncate(path, 2)],
    ["other bytes", (path) => writeFile(path, "XYZ")],
  ])("a damaged entry (%s) is made anew and mended", async (_, damage) => {
    const folder = temporaryFolder();
    const { made, convert } = upperCase();
    const load = () => cachedConversion(text("abc"), "v1", convert, folder);
    await load();
    const [entry] = await readdir(folder);
    await damage(join(folder, entry));
    expect(new TextDecoder().decode(await load())).toBe("ABC");
    expect(new TextDecoder().decode(await load())).toBe("ABC");
    expect(made).toHaveLength(2);
    expect(await readdir(folder)).toEqual([entry]);
    expect(await readFile(join(folder, entry), "utf8")).toBe("ABC");
  });

  test.each([
    ["below a file", "file/cache"],
    ["a file", "file"],
    ["where nothing may be made", "/sys/face88-cache"],
  ])("a folder that cannot be written to (%s) is no error", async (_, name) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "file"), "x");
    const { made, convert } = upperCase();
    const path = name.startsWith("/") ? name : join(folder, name);
    for (let i = 0; i < 2; i++) {
      expect(new TextDecoder().decode(await cachedConversion(text("abc"), "v1", convert, path))).toBe("ABC");
    }
    expect(made).toHaveLength(2);
  });

  test("a conversion that fails leaves nothing", async () => {
    const folder = temporaryFolder();
    const failing = () => {
      throw new Error("no such operator");
    };
    await expect(cachedConversion(text("abc"), "v1", failing, folder)).rejects.toThrow("no such operator");
    expect(await readdir(folder)).toEqual([]);
  });
});

test.each([
  ["linux", {}, join(homedir(), ".cache", "face88")],
  ["linux", { XDG_CACHE_HOME: "/x" }, "/x/face88"],
  ["linux", { XDG_CACHE_HOME: "" }, join(homedir(), ".cache", "face88")],
  ["darwin", { XDG_CACHE_HOME: "/x" }, join(homedir(), "Library", "Caches", "face88")],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/face88"],
  ["win32", {}, join(homedir(), "AppData", "Local", "face88")],
])("cache folder on %s with %o", (platform, environment, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});

describe("published weights", () => {
  beforeEach(() => {
    vi.stubEnv("XDG_CACHE_HOME", temporaryFolder());
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const short = { package: "@mediapipe/face_detection", file: "face_detection_short_range.tflite" };

  test("are a network that runs, the same from the cache, also after the entry was damaged", async () => {
    const first = await publishedWeights(short);
    const [entry] = await readdir(cacheFolder());
    expect(Buffer.compare(await publishedWeights(short), first)).toBe(0);
    await truncate(join(cacheFolder(), entry), 1000);
    expect(Buffer.compare(await publishedWeights(short), first)).toBe(0);
    const session = await (await nodeRuntime()).load(first);
    expect(session.inputNames).toHaveLength(1);
    const data = new Float32Array(128 * 128 * 3);
    const outputs = await session.run({ [session.inputNames[0]]: { data, dims: [1, 128, 128, 3] } });
    expect(Object.keys(outputs).sort()).toEqual([...session.outputNames].sort());
    expect(
      Object.values(outputs)
        .map(({ dims }) => dims.join("x"))
        .sort(),
    ).toEqual(["1x896x1", "1x896x16"]);
    session.dispose();
    session.dispose();
  });

  test.each([
    [
      { package: "@mediapipe/no_such", file: "a.tflite" },
      "@mediapipe/no_such: expected the package with the weights to be installed (npm i @mediapipe/no_such)",
    ],
    [
      { ...short, file: "none.tflite" },
      "@mediapipe/face_detection: expected a file none.tflite in the package, got none",
    ],
    [
      { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data", packed: "/none.tflite" },
      "@mediapipe/face_mesh: expected /none.tflite in face_mesh_solution_packed_assets.data, got a pack without it",
    ],
  ])("%o is missing", async (source, message) => {
    await expect(publishedWeights(source)).rejects.toThrow(new MissingDependencyError(message));
  });
});

describe("runtime", () => {
  test.each([
    [
      { provider: "nosuch" as never },
      MissingDependencyError,
      /^provider: expected one that .* has \(cpu.*\), got nosuch$/,
    ],
    [{ threads: 0 }, RangeError, /^threads: expected a whole number of at least 1, got 0$/],
  ])("refuses %o", async (options, kind, message) => {
    await expect(nodeRuntime(options)).rejects.toThrow(kind);
    await expect(nodeRuntime(options)).rejects.toThrow(message);
  });

  test("what is no network is an error of loading, not of the process", async () => {
    const runtime = await nodeRuntime();
    await expect(runtime.load(text("no network"))).rejects.toThrow(/protobuf|load|model/i);
    await expect(runtime.load(new Uint8Array(0))).rejects.toThrow();
  });
});
