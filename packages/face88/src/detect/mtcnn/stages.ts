import type { RgbaImage } from "../../image/rgba.js";
import type { FloatTensor, Session } from "../../runtime.js";
import { type Boxes, pick } from "./boxes.js";
import type { Canvas } from "./canvas.js";
import type { Mipmaps } from "./mipmaps.js";
import { Proposals } from "./proposals.js";
import type { Level } from "./pyramid.js";
import { resample } from "./resample.js";

/** Crops that a network gets at once: more take memory and are not faster. */
const mostAtOnce = 64;

/** A canvas with its pixels, which are written anew for every image. */
export interface CanvasPlanes extends Canvas {
  /** Three planes of `width * height` numbers; what no tile covers stays 0. */
  readonly data: Float32Array;
}

/**
 * P-Net on all levels of a pyramid: the windows whose logit is at least `least`, by level.
 * @param most  candidates that may go on to the next network
 */
export async function propose(
  session: Session,
  mipmaps: Mipmaps,
  image: RgbaImage,
  levels: readonly Level[],
  canvases: readonly CanvasPlanes[],
  { least, most }: { readonly least: number; readonly most: number },
): Promise<Proposals[]> {
  const proposals = levels.map((level) => new Proposals(level, most));
  for (const { width, height, tiles, data } of canvases) {
    for (const tile of tiles) {
      const level = levels[tile.level];
      const scale = image.height / level.height;
      const source = mipmaps.for(scale);
      const from = {
        left: 0,
        top: (tile.top * scale) / source.factor,
        width: image.width / source.factor,
        height: (tile.height * scale) / source.factor,
      };
      const place = { offset: tile.y * width + tile.x, stride: width, plane: width * height };
      resample(source.image, from, { data, ...place, width: tile.width, height: tile.height });
    }
    const map = await run(session, { data, dims: [1, 3, height, width] });
    for (const tile of tiles) proposals[tile.level].add(map, tile, least);
  }
  return proposals;
}

/** Crops that a network takes for faces, and what it says of each. */
export interface Seen {
  readonly boxes: Boxes;
  /** A row a box: the logit first. */
  readonly rows: Float32Array;
}

/** What a network takes and gives. */
export interface LookShape {
  /** Side of its square input, pixels. */
  readonly side: number;
  /** Numbers that it gives for each. */
  readonly rowLength: number;
}

/**
 * R-Net or O-Net on square boxes, all in batches.
 * @param least  logit from which on a box is kept
 */
export async function look(
  session: Session,
  mipmaps: Mipmaps,
  boxes: Boxes,
  { side, rowLength }: LookShape,
  least: number,
): Promise<Seen> {
  const rows = new Float32Array(boxes.count * rowLength);
  const plane = side * side;
  for (let first = 0; first < boxes.count; first += mostAtOnce) {
    const count = Math.min(mostAtOnce, boxes.count - first);
    const data = new Float32Array(count * 3 * plane);
    for (let i = 0; i < count; i++) {
      const [left, top, right, bottom] = boxes.edges.subarray(4 * (first + i), 4 * (first + i) + 4);
      const { image, factor } = mipmaps.for((right - left) / side);
      const from = {
        left: left / factor,
        top: top / factor,
        width: (right - left) / factor,
        height: (bottom - top) / factor,
      };
      resample(image, from, { data, offset: i * 3 * plane, stride: side, plane, width: side, height: side });
    }
    const answer = await run(session, { data, dims: [count, 3, side, side] });
    rows.set(answer.data, first * rowLength);
  }
  const indices = Array.from({ length: boxes.count }, (_, i) => i).filter((i) => rows[i * rowLength] >= least);
  const { edges } = pick(boxes, indices);
  const logits = Float32Array.from(indices, (i) => rows[i * rowLength]);
  return { boxes: { count: indices.length, edges, logits }, rows: pickRows(rows, rowLength, indices) };
}

/** Some of what was seen, in a new order. */
export function keep({ boxes, rows }: Seen, indices: readonly number[]): Seen {
  return { boxes: pick(boxes, indices), rows: pickRows(rows, rows.length / boxes.count, indices) };
}

function pickRows(rows: Float32Array, rowLength: number, indices: readonly number[]): Float32Array {
  const picked = new Float32Array(indices.length * rowLength);
  indices.forEach((from, i) => {
    picked.set(rows.subarray(from * rowLength, (from + 1) * rowLength), i * rowLength);
  });
  return picked;
}

async function run(session: Session, image: FloatTensor): Promise<FloatTensor> {
  const outputs = await session.run({ [session.inputNames[0]]: image });
  return outputs[session.outputNames[0]];
}
