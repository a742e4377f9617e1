import { WINDOW } from "./options.js";
import type { Level } from "./pyramid.js";

/** A strip of a pyramid level and its place on a canvas, in pixels. */
export interface Tile {
  /** Index of the level. */
  readonly level: number;
  /** First row of the strip in the level, even. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Left edge on the canvas, even: P-Net moves by two pixels. */
  readonly x: number;
  /** Upper edge on the canvas, even. */
  readonly y: number;
}

/** One run of P-Net. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly Tile[];
}

interface Space {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Rows that neighbouring strips share, so that every window lies whole in one of them. */
const shared = WINDOW - 2;

/**
 * Lays the levels of a pyramid side by side on as few canvases as memory allows, so that P-Net runs once for all of
 * them: eight small runs cost half as much again. Levels larger than a canvas are cut into strips. What windows across
 * two tiles see means nothing and is not read.
 * @param mostPixels  area of a canvas that is aimed at; a single strip of the least height may be larger
 */
export function layOut(levels: readonly Level[], mostPixels = 1 << 19): Canvas[] {
  const strips = levels.flatMap(({ width, height }, level) => {
    const most = Math.max(4 * WINDOW, 2 * Math.floor(mostPixels / width / 2));
    const rows: { level: number; top: number; width: number; height: number }[] = [];
    for (let top = 0; ; top += most - shared) {
      rows.push({ level, top, width, height: Math.min(most, height - top) });
      if (top + most >= height) return rows;
    }
  });
  const canvases: Canvas[] = [];
  for (let at = 0; at < strips.length; ) {
    const height = even(strips[at].height);
    const spaces: Space[] = [{ x: 0, y: 0, width: Infinity, height }];
    const tiles: Tile[] = [];
    let width = 0;
    for (; at < strips.length; at++) {
      const strip = strips[at];
      const space = take(spaces, even(strip.width), even(strip.height));
      if (space === undefined) break;
      const right = Math.max(width, space.x + even(strip.width));
      if (tiles.length > 0 && right * height > mostPixels) break;
      width = right;
      tiles.push({ ...strip, x: space.x, y: space.y });
    }
    canvases.push({ width, height, tiles });
  }
  return canvases;
}

const even = (value: number) => value + (value % 2);

/** Takes the narrowest space that holds a tile, and gives what is left of it back: a column of its width below it. */
function take(spaces: Space[], width: number, height: number): Space | undefined {
  const fitting = spaces.filter((space) => space.width >= width && space.height >= height);
  if (fitting.length === 0) return undefined;
  const found = fitting.reduce((best, space) => (space.width < best.width ? space : best));
  const { x, y } = found;
  spaces.splice(spaces.indexOf(found), 1);
  // In the open end a column keeps the whole height; in a closed space the lower part keeps the whole width.
  const isOpen = found.width === Infinity;
  spaces.push({ x: x + width, y, width: found.width - width, height: isOpen ? found.height : height });
  spaces.push({ x, y: y + height, width: isOpen ? width : found.width, height: found.height - height });
  return found;
}
