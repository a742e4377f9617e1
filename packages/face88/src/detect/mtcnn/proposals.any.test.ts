import { describe, expect, test } from "vitest";
import { candidates, Proposals } from "./proposals.js";

/** P-Net's answer for a level of `columns x rows` windows, none of them moved. */
function answer(columns: number, rows: number, logit: (cell: number) => number) {
  const plane = columns * rows;
  const data = new Float32Array(5 * plane);
  for (let cell = 0; cell < plane; cell++) data[cell] = logit(cell);
  const level = { width: 2 * columns + 10, height: 2 * rows + 10 };
  const tile = { ...level, level: 0, top: 0, x: 0, y: 0 };
  return { map: { data, dims: [1, 5, rows, columns] }, level, tile };
}

/** A number in -2 to 2 that looks random. */
const scattered = (cell: number) => 4 * ((Math.sin(cell + 1) * 43758.5453) % 1) * Math.sign(Math.sin(cell));

describe("where very many windows look like a face", () => {
  const [columns, rows] = [70, 50];

  test.each<[string, (cell: number) => number]>([
    ["in no order", scattered],
    ["the best last", (cell) => cell / 2000],
    ["the best first", (cell) => -cell / 2000],
    ["all equal", () => 1],
    ["of few values", (cell) => Math.round(3 * scattered(cell))],
  ])("the windows that are dropped have no part in the result: %s", (_, logit) => {
    const { map, level, tile } = answer(columns, rows, logit);
    const best = (capacity: number) => {
      const proposals = new Proposals(level, capacity);
      proposals.add(map, tile, -Infinity);
      return candidates([proposals], [level], level, 8);
    };
    // Of 3,500 windows between 288 and 576 are left where 8 may go on, where 1,000 may all of them.
    expect(best(8)).toEqual(best(1000));
    expect(best(8).count).toBe(8);
  });
});
