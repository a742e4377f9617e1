import { expect, test } from "vitest";
import { textTable } from "./text-table.js";

test("figures stand under each other", () => {
  expect(
    textTable([
      ["model", "error", ""],
      ["a", "10.25", "x"],
      ["longer", "1.5", ""],
    ]),
  ).toBe("model   error\na       10.25  x\nlonger    1.5\n");
});

test("words stand at the left, whatever their column", () => {
  expect(
    textTable(
      [
        ["rule", "faces", "says"],
        ["tiny", "5", "too small"],
      ],
      [0, 2],
    ),
  ).toBe("rule  faces  says\ntiny      5  too small\n");
});
