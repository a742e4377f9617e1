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
