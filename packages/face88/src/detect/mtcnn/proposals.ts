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
/** Windows that one which is kept can suppress on its lattice, and itself. */
const neighbourhood = 9;

/**
 * The windows of one pyramid level that P-Net takes for faces; of very many only as many of the best as can have a part in
 * the result, so that memory is bounded where everything looks like a face.
 */
export class Proposals {
  readonly #columns: number;
  readonly #rows: number;
  readonly #capacity: number;
  #cells: number[] = [];
  #logits: number[] = [];
  #moves: number[] = [];
  /** Logit of the worst window that is left after others were dropped: a later one must be better. */
  #worst = -Infinity;

  /** @param most  candidates of all levels that may go on to the next network */
  constructor({ width, height }: Level, most: number) {
    this.#columns = cellsOf(width);
    this.#rows = cellsOf(height);
    this.#capacity = neighbourhood * compared * most;
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
        if (!(data[at] >= least && data[at] > this.#worst)) continue;
        this.#cells.push((tile.top / stride + v) * this.#columns + at - row);
        this.#logits.push(data[at]);
        for (let k = 1; k <= 4; k++) this.#moves.push(data[at + k * plane]);
        if (this.#logits.length === 2 * this.#capacity) this.#dropWorse();
      }
    }
  }

  /** Keeps the better half, of equal ones the first. */
  #dropWorse(): void {
    // Without a comparison of its own it sorts many times faster.
    const sorted = Float64Array.from(this.#logits).sort();
    this.#worst = sorted[sorted.length - this.#capacity];
    const better = sorted.length - sorted.lastIndexOf(this.#worst) - 1;
    let equal = this.#capacity - better;
    const kept = [...this.#logits.keys()].filter((i) => {
      const logit = this.#logits[i];
      return logit > this.#worst || (logit === this.#worst && equal-- > 0);
    });
    this.#cells = kept.map((i) => this.#cells[i]);
    this.#moves = kept.flatMap((i) => this.#moves.slice(4 * i, 4 * i + 4));
    this.#logits = kept.map((i) => this.#logits[i]);
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
