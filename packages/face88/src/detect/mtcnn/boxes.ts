/**
 * Boxes in arrays: left, top, right and bottom edge of each, in pixels with 0 at the left and top edge of the image, and
 * their logits. The cascade works on thousands of them.
 */
export interface Boxes {
  readonly count: number;
  /** `4 * count` numbers. */
  readonly edges: Float32Array;
  /** Logit of each being a face. */
  readonly logits: Float32Array;
}

/** How the overlap of two boxes is measured: their intersection over their union, or over the smaller of them. */
export type OverlapMeasure = "union" | "smaller";

/**
 * Moves the edges of boxes by what a network says, in place: parts of width and height.
 * @param moves  rows of `stride` numbers; left, top, right, bottom stand at `offset` of each
 */
export function moveEdges({ count, edges }: Boxes, moves: Float32Array, stride: number, offset: number): void {
  for (let i = 0; i < count; i++) {
    const box = 4 * i;
    const move = stride * i + offset;
    const width = edges[box + 2] - edges[box];
    const height = edges[box + 3] - edges[box + 1];
    edges[box] += moves[move] * width;
    edges[box + 1] += moves[move + 1] * height;
    edges[box + 2] += moves[move + 2] * width;
    edges[box + 3] += moves[move + 3] * height;
  }
}

/** Makes boxes square by their longer side, around their centres, in place. */
export function makeSquare({ count, edges }: Boxes): void {
  for (let box = 0; box < 4 * count; box += 4) {
    const half = Math.max(edges[box + 2] - edges[box], edges[box + 3] - edges[box + 1]) / 2;
    const x = (edges[box] + edges[box + 2]) / 2;
    const y = (edges[box + 1] + edges[box + 3]) / 2;
    edges[box] = x - half;
    edges[box + 1] = y - half;
    edges[box + 2] = x + half;
    edges[box + 3] = y + half;
  }
}

/** Some of the boxes, in a new order. */
export function pick({ edges, logits }: Boxes, indices: ArrayLike<number>): Boxes {
  const count = indices.length;
  const picked = { count, edges: new Float32Array(4 * count), logits: new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    const from = indices[i];
    picked.logits[i] = logits[from];
    picked.edges.set(edges.subarray(4 * from, 4 * from + 4), 4 * i);
  }
  return picked;
}

/** Indices of the boxes, most certain first; of equal ones the first. @param most  how many at most */
export function bestFirst({ count, logits }: Pick<Boxes, "count" | "logits">, most = count): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => logits[b] - logits[a] || a - b).subarray(0, most);
}

/**
 * Non-maximum suppression: goes through the boxes from the most certain one on and keeps those that overlap none of the
 * kept ones by more than a limit. Boxes without area are dropped. The work is the number of boxes times the number kept;
 * callers bound both.
 * @returns indices of the kept ones, most certain first
 */
export function suppress(boxes: Boxes, limit: number, measure: OverlapMeasure): number[] {
  const { edges } = boxes;
  const kept: number[] = [];
  for (const index of bestFirst(boxes)) {
    const box = 4 * index;
    const [left, top, right, bottom] = [edges[box], edges[box + 1], edges[box + 2], edges[box + 3]];
    const area = (right - left) * (bottom - top);
    // Written so that what is not a number is dropped.
    let isKept = right > left && bottom > top;
    for (let k = 0; isKept && k < kept.length; k++) {
      const other = 4 * kept[k];
      const width = Math.min(right, edges[other + 2]) - Math.max(left, edges[other]);
      if (width <= 0) continue;
      const height = Math.min(bottom, edges[other + 3]) - Math.max(top, edges[other + 1]);
      if (height <= 0) continue;
      const otherArea = (edges[other + 2] - edges[other]) * (edges[other + 3] - edges[other + 1]);
      const whole = measure === "union" ? area + otherArea - width * height : Math.min(area, otherArea);
      isKept = width * height <= limit * whole;
    }
    if (isKept) kept.push(index);
  }
  return kept;
}
