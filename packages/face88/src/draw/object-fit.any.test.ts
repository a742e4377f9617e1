import { expect, test } from "vitest";
import { type ObjectFit, placePicture } from "./object-fit.js";

const wide = { width: 400, height: 200 };
const small = { width: 100, height: 100 };

test.each<readonly [ObjectFit, string, readonly [number, number, number, number]]>([
  ["fill", "50% 50%", [0, 0, 4, 2]],
  ["contain", "50% 50%", [100, 0, 2, 2]],
  ["contain", "0% 50%", [0, 0, 2, 2]],
  ["contain", "100% 50%", [200, 0, 2, 2]],
  ["cover", "50% 50%", [0, -100, 4, 4]],
  ["cover", "50% 100%", [0, -200, 4, 4]],
  ["none", "50% 50%", [150, 50, 1, 1]],
  ["none", "10px 20px", [10, 20, 1, 1]],
  ["scale-down", "50% 50%", [150, 50, 1, 1]],
])("%s at %s", (fit, position, [left, top, scaleX, scaleY]) => {
  expect(placePicture(wide, small, fit, position)).toEqual({ left, top, scaleX, scaleY });
});

test("scale-down reduces what is too large", () => {
  const placed = placePicture(small, wide, "scale-down");
  expect(placed).toEqual({ left: 0, top: 25, scaleX: 0.25, scaleY: 0.25 });
});
