import { expect, it } from "vitest";
import { explicitPads, type Pads, SAME } from "./padding.js";

const VALID = 1;

// [rule, size, kernel, stride, dilation, pads of a square image]
const cases: [number, number, number, number, number, Pads][] = [
  [VALID, 9, 3, 2, 1, [0, 0, 0, 0]],
  [SAME, 9, 3, 1, 1, [1, 1, 1, 1]],
  [SAME, 9, 3, 2, 1, [1, 1, 1, 1]],
  // Even sizes with stride 2 put the odd row and column at the end.
  [SAME, 192, 3, 2, 1, [0, 0, 1, 1]],
  [SAME, 128, 5, 2, 1, [1, 1, 2, 2]],
  [SAME, 64, 2, 2, 1, [0, 0, 0, 0]],
  [SAME, 5, 2, 2, 1, [0, 0, 1, 1]],
  [SAME, 9, 3, 1, 2, [2, 2, 2, 2]],
  // A stride above the kernel leaves pixels out rather than pad.
  [SAME, 4, 1, 2, 1, [0, 0, 0, 0]],
];

it.each(cases)("rule %i, size %i, kernel %i, stride %i, dilation %i", (rule, size, kernel, stride, dilation, pads) => {
  const window = { kernel: [kernel, kernel], strides: [stride, stride], dilations: [dilation, dilation] } as const;
  expect(explicitPads(rule, [size, size], window)).toEqual(pads);
});

it("treats height and width apart", () => {
  const window = { kernel: [3, 5], strides: [2, 1], dilations: [1, 1] } as const;
  expect(explicitPads(SAME, [8, 7], window)).toEqual([0, 2, 1, 2]);
});
