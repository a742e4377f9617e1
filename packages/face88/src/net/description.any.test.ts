import { expect, test } from "vitest";
import { UnreadableInputError } from "../errors.js";
import { readNetDescription } from "./description.js";

const sound = {
  format: "face88-landmarks",
  name: "own",
  description: "a network",
  side: 128,
  margin: 1.35,
  spread: 1,
  score: { middle: 4, width: 0.5 },
};

test("a sound description comes back as it is", () => {
  expect(readNetDescription(JSON.stringify(sound), "own.json")).toEqual(sound);
});

test.each<[string, unknown, string]>([
  ["no JSON", "{", "own.json: expected the JSON of a landmark network, got {"],
  ["another file", {}, "own.json: format: expected face88-landmarks, got undefined"],
  ["no name", { ...sound, name: 3 }, "own.json: name: expected a text, got 3"],
  ["a broken side", { ...sound, side: 12.5 }, "own.json: side: expected a whole number from 16, got 12.5"],
  ["no margin", { ...sound, margin: 0 }, "own.json: margin: expected a number above 0, got 0"],
  ["no spread", { ...sound, spread: undefined }, "own.json: spread: expected a number above 0, got undefined"],
  ["no middle", { ...sound, score: { width: 1 } }, "own.json: score.middle: expected a number, got undefined"],
  [
    "a flat score",
    { ...sound, score: { middle: 4, width: 0 } },
    "own.json: score.width: expected a number above 0, got 0",
  ],
])("%s is refused with the entry", (_, value, message) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  expect(() => readNetDescription(text, "own.json")).toThrow(UnreadableInputError);
  expect(() => readNetDescription(text, "own.json")).toThrow(message);
});
