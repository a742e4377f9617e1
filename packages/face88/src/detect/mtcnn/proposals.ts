import type { FloatTensor } from "../../runtime.js";
import { type Boxes, bestFirst, moveEdges, pick, suppress } from "./boxes.js";
import type { Tile } from "./canvas.js";
import { WINDOW } from "./options.js";
import type { Level } from "./pyramid.js";

/** Pixels from one of P-Net's windows to the next. */
const stride = 2;
/** Overlap above which two moved windows are one candidate, as in the published pipeline. */
const sameCandidate = 0.7;
/** Candidates that are compared in pairs, as a multiple of those that may go on. */
const compared = 4;

/** The windows of one pyramid level that P-Net takes for faces. */
export class Proposals {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: number[] = [];
  readonly #logits: number[] = [];
  readonly #moves: number[] = [];

  constructor({ width, height }: Level) {
    this.#columns = cellsOf(width);
    this.#rows = cellsOf(height);
  }

  /**
   * Adds the windows of a tile whose logit is high enough.
   * @param map  P-Net's answer for the canvas, `[1, 5, h, w]`: logit, then how to move the edges
   */
  add({ data, dims }: FloatTensor, tile: Tile, least: number): void {
    const [, , height, width] = dims;
    const plane = height * width;
    const columns = cellsOf(tile.width);
    for (let v = 0; v < cellsOf(tile.height); v++) {
      const row = (tile.y / stride + v) * width + tile.x / stride;
      for (let at = row; at < row + columns; at++) {
        // Written so that what is not a number is no face.
        if (!(data[at] >= least)) continue;
        this.#cells.push((tile.top / stride + v) * this.#columns + at - row);
        this.#logits.push(data[at]);
        for (let k = 1; k <= 4; k++) this.#moves.push(data[at + k * plane]);
      }
    }
  }

  /**
   * The windows, those left out that overlap a better one by more than half: its eight neighbours, since all are of one
   * size and stand on a lattice. The work grows with their number, not with its square.
   * @param scaleX  pixels of the image in one of the level
   * @param into  where their edges, logits and moves are added
   */
  collect(scaleX: number, scaleY: number, into: { edges: number[]; logits: number[]; moves: number[] }): void {
    const count = this.#cells.length;
    if (count === 0) return;
    const logits = Float32Array.from(this.#logits);
    const taken = new Uint8Array(this.#columns * this.#rows);
    for (const i of bestFirst({ count, logits })) {
      const cell = this.#cells[i];
      if (taken[cell] === 1) continue;
      const x = cell % this.#columns;
      const y = (cell - x) / this.#columns;
      for (let v = Math.max(0, y - 1); v <= Math.min(this.#rows - 1, y + 1); v++) {
        const left = Math.max(0, x - 1);
        taken.fill(1, v * this.#columns + left, v * this.#columns + Math.min(this.#columns, x + 2));
      }
      const left = stride * x;
      const top = stride * y;
      into.edges.push(left * scaleX, top * scaleY, (left + WINDOW) * scaleX, (top + WINDOW) * scaleY);
      into.logits.push(logits[i]);
      into.moves.push(...this.#moves.slice(4 * i, 4 * i + 4));
    }
  }
}

/**
 * The candidates of all levels in pixels of the image: moved as P-Net says, then those that are much the same merged.
 * @param most  how many at most, the best first
 */
export function candidates(
  proposals: readonly Proposals[],
  levels: readonly Level[],
  image: { readonly width: number; readonly height: number },
  most: number,
): Boxes {
  const all = { edges: [] as number[], logits: [] as number[], moves: [] as number[] };
  proposals.forEach((found, i) => {
    found.collect(image.width / levels[i].width, image.height / levels[i].height, all);
  });
  const boxes: Boxes = {
    count: all.logits.length,
    edges: Float32Array.from(all.edges),
    logits: Float32Array.from(all.logits),
  };
  moveEdges(boxes, Float32Array.from(all.moves), 4, 0);
  const best = pick(boxes, bestFirst(boxes, compared * most));
  return pick(best, suppress(best, sameCandidate, "union").slice(0, most));
}

function cellsOf(pixels: number): number {
  return Math.floor((pixels - WINDOW) / stride) + 1;
}
