import { describe, expect, test } from "vitest";
import { choice, choices, count, parse, share, word } from "./options.js";
import { UsageError } from "./usage-error.js";

const options = { number: { type: "string" }, flag: { type: "boolean" }, out: { type: "string", short: "o" } } as const;

test("options and inputs may stand in any order", () => {
  const parsed = parse(["a.jpg", "--number", "3", "-o", "x", "b.jpg", "--flag", "--", "--c.jpg"], options);
  expect(parsed.inputs).toEqual(["a.jpg", "b.jpg", "--c.jpg"]);
  expect([word(parsed, "number"), word(parsed, "out"), parsed.values.flag]).toEqual(["3", "x", true]);
  expect(word(parse([], options), "number")).toBeUndefined();
});

test.each([
  [["--unknown"], "Unknown option '--unknown' (face88 --help)"],
  [["-z"], "Unknown option '-z' (face88 --help)"],
  [["--number"], "Option '--number <value>' argument missing (face88 --help)"],
  [["--flag=3"], "Option '--flag' does not take an argument (face88 --help)"],
  [["--number", "--flag"], "Option '--number' argument is ambiguous (face88 --help)"],
])("%o is refused in one line", (words, message) => {
  expect(() => parse(words, options)).toThrow(new UsageError(message));
});

describe("values", () => {
  const of = (value: string) => parse([`--number=${value}`], options);

  test.each([
    ["1", 1],
    ["25", 25],
    ["999999999", 999_999_999],
  ])("count %s", (text, value) => {
    expect(count(of(text), "number")).toBe(value);
  });

  test.each(["0", "-1", "1.5", "1e3", "", " 1", "many", "0x10", "1000000000"])("count '%s' is refused", (text) => {
    const message = `--number: expected a whole number of at least 1, got ${text}`;
    expect(() => count(of(text), "number")).toThrow(new UsageError(message));
  });

  test.each([
    ["0", 0],
    ["1", 1],
    ["0.5", 0.5],
    [".25", 0.25],
  ])("share %s", (text, value) => {
    expect(share(of(text), "number")).toBe(value);
  });

  test.each(["-0.1", "1.01", "", " ", "half", "NaN", "50%"])("share '%s' is refused", (text) => {
    const message = `--number: expected a number from 0 to 1, got ${text}`;
    expect(() => share(of(text), "number")).toThrow(new UsageError(message));
  });

  test("one of several, or some of them", () => {
    const allowed = ["points", "mesh"] as const;
    expect(choice(of("mesh"), "number", allowed)).toBe("mesh");
    expect(choices(of("mesh,points"), "number", allowed)).toEqual(["mesh", "points"]);
    expect([choice(parse([], options), "number", allowed), choices(parse([], options), "number", allowed)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test.each([
    ["mesh,points", "--number: expected points|mesh, got mesh,points"],
    ["", "--number: expected points|mesh, got nothing"],
    ["lines", "--number: expected points|mesh, got lines"],
  ])("choice '%s' is refused", (text, message) => {
    expect(() => choice(of(text), "number", ["points", "mesh"])).toThrow(new UsageError(message));
  });

  test.each([
    ["mesh,", "--number: expected points|mesh, got nothing"],
    ["mesh,lines", "--number: expected points|mesh, got lines"],
  ])("choices '%s' are refused", (text, message) => {
    expect(() => choices(of(text), "number", ["points", "mesh"])).toThrow(new UsageError(message));
  });
});
