import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Box } from "@face88/points";
import type { RgbaImage } from "face88";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachedTeacher, labelFolder } from "./cached-teacher.js";
import { evenLabel, NoFaceError, type Teacher, TeacherError } from "./teacher.js";

const image = (value = 7): RgbaImage => ({ width: 4, height: 2, data: new Uint8Array(32).fill(value) });
const box: Box = [0, 0, 2, 2];
/** Numbers that no short decimal has. */
const points = Float32Array.from({ length: 176 }, (_, i) => Math.sqrt(i) / 3);

let folder = "";
let asked = 0;
let trouble: Error | undefined;

const teacher = (id = "t-1"): Teacher => ({
  id,
  async label() {
    asked++;
    if (trouble !== undefined) throw trouble;
    return evenLabel(points, 1 / 3);
  },
  dispose: () => undefined,
});

/** Every file below the folder. */
async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-labels-"));
  asked = 0;
  trouble = undefined;
});
afterEach(() => rm(folder, { recursive: true }));

describe("cachedTeacher", () => {
  it("asks once and gives the same bits again, in another process too", async () => {
    const first = await cachedTeacher(teacher(), folder).label(image(), box);
    const second = await cachedTeacher(teacher(), folder).label(image(), box);
    expect(asked).toBe(1);
    expect(second).toEqual(first);
    expect(second.points).toEqual(points);
    expect(await files()).toHaveLength(1);
  });

  it.each<[string, Teacher, RgbaImage, Box]>([
    ["teacher", teacher("t-2"), image(), box],
    ["pixels", teacher(), image(8), box],
    ["size", teacher(), { width: 2, height: 4, data: image().data }, box],
    ["box", teacher(), image(), [0, 0, 2, 2.5]],
  ])("asks again for another %s", async (_, other, picture, place) => {
    await cachedTeacher(teacher(), folder).label(image(), box);
    await cachedTeacher(other, folder).label(picture, place);
    expect(asked).toBe(2);
  });

  it("keeps that there is no face", async () => {
    trouble = new NoFaceError("nobody there");
    const cached = cachedTeacher(teacher(), folder);
    await expect(cached.label(image(), box)).rejects.toThrow(trouble);
    await expect(cached.label(image(), box)).rejects.toThrow(new NoFaceError("nobody there"));
    expect(asked).toBe(1);
  });

  it("keeps no other error", async () => {
    trouble = new TeacherError("no connection");
    const cached = cachedTeacher(teacher(), folder);
    await expect(cached.label(image(), box)).rejects.toThrow(trouble);
    trouble = undefined;
    expect((await cached.label(image(), box)).points).toEqual(points);
    expect(await files()).toHaveLength(1);
  });

  it.each([
    ["cut short", (text: string) => text.slice(0, 40)],
    ["empty", () => ""],
    ["of another kind", () => '{"points":"AAAA","confidence":"AAAA"}'],
  ])("writes over an answer that is %s", async (_, damage) => {
    const cached = cachedTeacher(teacher(), folder);
    await cached.label(image(), box);
    const [path] = await files();
    const whole = await readFile(path, "utf8");
    await writeFile(path, damage(whole));
    expect((await cached.label(image(), box)).points).toEqual(points);
    expect(await readFile(path, "utf8")).toBe(whole);
  });
});

it("keeps labels in FACE88_HOME", () => {
  expect(labelFolder({ FACE88_HOME: join("a", "b") })).toBe(join("a", "b", "labels"));
});
