import { describe, expect, test } from "vitest";
import { manifest, runScript } from "./support/script.js";

const index = `import { moved } from "./shapes.js";
export { Shape, area as size, type Options, type Result, type RunConfig, type Union } from "./shapes.js";
export { moved };
export { other } from "@face88/points";
/** Own. */
export const own = 1;
`;

const shapes = `/** Options. */
export interface Options {
  /** Pixels, default 1. */
  size?: number;
  /** Nested. */
  deep: { /** Inner. */ x: number };
}
/** A union of tagged objects. */
export type Union = Readonly<{ kind: "a"; r: number }> | { kind: "b" };
/** A result: its fields say what they are. */
export interface Result { width: number }
/** A shape. */
export class Shape {
  #secret = 1;
  private hidden = 2;
  /** Sides. */
  readonly sides = 3;
  /** From a file. */
  static open(file: string): Shape { return new Shape(); }
  /** Corners. */
  get corners() { return 1; }
  set corners(value) {}
  /** Frees it. */
  [Symbol.dispose]() {}
}
/** Area. */
export function area(x: number): number;
export function area(x: string): number;
export function area(x: unknown) { return 1; }
/** Moved. */
export const moved = 1;
/** Options of a run, as an alias. */
export type RunConfig = Readonly<Options & { /** Seconds, default 1. */ time?: number }>;
export const internal = 1;
`;

const tree = (text: string, entry = index) => ({
  "packages/face88/package.json": manifest("face88"),
  "packages/face88/src/index.ts": entry,
  "packages/face88/src/shapes.ts": text,
});

const faults: readonly (readonly [docblock: string, fault: string])[] = [
  ["/** Options. */", "2 Options"],
  ["/** Pixels, default 1. */", "4 Options.size"],
  ["/** Nested. */", "6 Options.deep"],
  ["/** Inner. */", "6 Options.x"],
  ["/** A union of tagged objects. */", "9 Union"],
  ["/** A shape. */", "13 Shape"],
  ["/** Sides. */", "17 Shape.sides"],
  ["/** From a file. */", "19 Shape.open"],
  ["/** Corners. */", "21 Shape.corners"],
  ["/** Frees it. */", "24 Shape.[Symbol.dispose]"],
  ["/** Area. */", "27 size"],
  ["/** Moved. */", "31 moved"],
  ["/** Seconds, default 1. */", "33 RunConfig.time"],
];

describe("scripts/check-docblocks.js", () => {
  test("counts when all is well", () => {
    expect(runScript("check-docblocks.js", tree(shapes))).toEqual({
      status: 0,
      faults: [],
      stdout: "docblocks: 16 public names and members, all documented\n",
    });
  });

  test.each(faults)("without %s", (docblock, fault) => {
    const { status, faults: found } = runScript("check-docblocks.js", tree(shapes.replace(docblock, "")));
    expect(found).toEqual([`packages/face88/src/shapes.ts:${fault} has no docblock, expected /** ... */`]);
    expect(status).toBe(1);
  });

  test.each(["/* text */", "/** */", "// text\n"])("%s is no docblock", (comment) => {
    const text = shapes.replace("/** A shape. */", comment);
    expect(runScript("check-docblocks.js", tree(text)).faults.join()).toContain(" Shape has no docblock");
  });

  test.each([
    ["export * hides the names", `${index}export * from "./shapes.js";`, "index.ts:7 exports *, expected names"],
    [
      "a name that nobody declares",
      `${index}export { lost } from "./shapes.js";`,
      "index.ts:1 lost is not declared, expected a top-level declaration",
    ],
    [
      "an undocumented name in the entry",
      index.replace("/** Own. */", ""),
      "index.ts:6 own has no docblock, expected /** ... */",
    ],
  ])("%s", (_name, entry, fault) => {
    const { status, faults: found } = runScript("check-docblocks.js", tree(shapes, entry));
    expect(found).toEqual([`packages/face88/src/${fault}`]);
    expect(status).toBe(1);
  });

  test("a missing entry and an empty tree are faults", () => {
    expect(runScript("check-docblocks.js", { "packages/face88/package.json": manifest("face88") }).status).toBe(1);
    expect(runScript("check-docblocks.js", {}).status).toBe(1);
  });
});
