import type { RgbaImage } from "face88";
import type { Random } from "../networks/random.js";

/** Pixels of a texture's side. */
const side = 320;

type Colour = readonly [number, number, number];
/** The colour of each place, x and y in pixels. */
type Painter = (x: number, y: number) => Colour;

/**
 * A picture of something regular that holds no face: plaid, stripes, checks, dots, clouds, lines of writing or leaves. There
 * is little of it in wallpapers and much of it in rooms and on clothes.
 */
export function paintTexture(next: Random): RgbaImage {
  const kinds = [plaid, stripes, checks, dots, clouds];
  const kind = Math.floor(next() * (kinds.length + 2));
  if (kind < kinds.length) return painted(kinds[kind](next));
  return kind === kinds.length ? writing(next) : leaves(next);
}

function painted(paint: Painter): RgbaImage {
  const image = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(255) };
  for (let i = 0; i < side * side; i++) image.data.set(paint(i % side, Math.floor(i / side)), 4 * i);
  return image;
}

/** Threads of both directions: each place has the mean of a row's and a column's colour. */
function plaid(next: Random): Painter {
  const period = 16 + 80 * next();
  const bands = bandsOf(next);
  const others = next() < 0.6 ? bands : bandsOf(next);
  return (x, y) => mixed(bands((x / period) % 1), others((y / period) % 1), 0.5);
}

function stripes(next: Random): Painter {
  const period = 8 + 70 * next();
  const bands = bandsOf(next);
  return (x) => bands((x / period) % 1);
}

function checks(next: Random): Painter {
  const period = 6 + 60 * next();
  const tall = period * (0.4 + 1.2 * next());
  const [one, two, joint] = [colour(next), colour(next), colour(next)];
  // Bricks: every other row moved by half, with mortar.
  const isWall = next() < 0.5;
  return (x, y) => {
    const row = Math.floor(y / tall);
    const place = x / period + (isWall ? (row % 2) / 2 : 0);
    if (isWall && (place % 1 < 0.08 || (y / tall) % 1 < 0.12)) return joint;
    return (Math.floor(place) + row) % 2 === 0 ? one : two;
  };
}

function dots(next: Random): Painter {
  const period = 8 + 50 * next();
  const radius = period * (0.15 + 0.35 * next());
  const ring = next() < 0.3 ? radius * 0.6 : 0;
  const [ground, dot] = [colour(next), colour(next)];
  const shift = next() < 0.5 ? 0.5 : 0;
  return (x, y) => {
    const row = Math.floor(y / period);
    const u = (((x / period + shift * (row % 2)) % 1) - 0.5) * period;
    const distance = Math.hypot(u, ((y / period) % 1) * period - period / 2);
    return distance < radius && distance >= ring ? dot : ground;
  };
}

/** Noise of octaves whose strength falls with their fineness. */
function clouds(next: Random): Painter {
  const [low, high] = [colour(next), colour(next)];
  const roughness = 0.45 + 0.4 * next();
  const octaves = Array.from({ length: 6 }, (_, k) => {
    const cells = 2 ** (k + 2) + 1;
    return {
      step: side / (cells - 2),
      strength: roughness ** k,
      cells,
      values: Float32Array.from({ length: cells * cells }, next),
    };
  });
  const total = octaves.reduce((sum, { strength }) => sum + strength, 0);
  return (x, y) => {
    let sum = 0;
    for (const { step, strength, cells, values } of octaves) {
      const column = Math.floor(x / step);
      const row = Math.floor(y / step);
      const [u, v] = [x / step - column, y / step - row];
      const at = row * cells + column;
      const upper = values[at] + u * (values[at + 1] - values[at]);
      const lower = values[at + cells] + u * (values[at + cells + 1] - values[at + cells]);
      sum += strength * (upper + v * (lower - upper));
    }
    return mixed(low, high, Math.min(1, Math.max(0, 2.5 * (sum / total - 0.5) + 0.5)));
  };
}

/** Lines of short strokes. */
function writing(next: Random): RgbaImage {
  const [paper, ink] = [colour(next), colour(next)];
  const image = painted(() => paper);
  const height = 6 + 30 * next();
  for (let top = 4; top < side; top += height * 1.5) {
    for (let x = 4; x < side; x += height * (0.2 + 0.5 * next())) {
      if (next() < 0.15) x += height * 0.6;
      const slant = (next() - 0.5) * height;
      const [begin, end] = [next() * 0.3, 0.6 + 0.4 * next()];
      const thick = Math.max(1, height * 0.12);
      for (let t = begin; t < end; t += 0.5 / height) {
        fillRectangle(image, x + slant * t, top + height * t, thick, thick, ink);
      }
      if (next() < 0.5) fillRectangle(image, x, top + height * next(), height * 0.4, thick, ink);
    }
  }
  return image;
}

/**
 * Discs and ovals that cover one another, more small ones than large ones: statistics of edges as photos have them.
 * @see Lee, Mumford and Huang, Occlusion models for natural images, IJCV 2001
 */
function leaves(next: Random): RgbaImage {
  const ground = colour(next);
  const image = painted(() => ground);
  const palette = Array.from({ length: 3 + Math.floor(5 * next()) }, () => colour(next));
  const count = 150 + Math.floor(500 * next());
  const longest = 30 + 70 * next();
  for (let k = 0; k < count; k++) {
    // Sizes go as 1 / r^2 in density, so r = least / u.
    const long = Math.min(longest, 5 / (1 - next()));
    const wide = long * (0.3 + 0.7 * next());
    const angle = Math.PI * next();
    const [cx, cy] = [side * next(), side * next()];
    const tint = mixed(palette[Math.floor(next() * palette.length)], colour(next), 0.25);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let y = Math.max(0, Math.ceil(cy - long)); y < Math.min(side, cy + long); y++) {
      for (let x = Math.max(0, Math.ceil(cx - long)); x < Math.min(side, cx + long); x++) {
        const u = ((x - cx) * cos + (y - cy) * sin) / long;
        const v = ((y - cy) * cos - (x - cx) * sin) / wide;
        if (u * u + v * v < 1) image.data.set(mixed(tint, [0, 0, 0], 0.35 * (u * u + v * v)), 4 * (y * side + x));
      }
    }
  }
  return image;
}

/** Colours by place in a period, 0 to 1. */
function bandsOf(next: Random): (place: number) => Colour {
  const count = 2 + Math.floor(5 * next());
  const ends = Array.from({ length: count }, next).sort((a, b) => a - b);
  const palette = Array.from({ length: 2 + Math.floor(3 * next()) }, () => colour(next));
  return (place) => palette[(ends.findIndex((end) => place < end) + 1) % palette.length];
}

function colour(next: Random): Colour {
  const grey = 255 * next();
  const spread = 160 * next();
  const channel = () => Math.min(255, Math.max(0, grey + spread * (next() - 0.5)));
  return [channel(), channel(), channel()];
}

function mixed(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])];
}

function fillRectangle({ data }: RgbaImage, x: number, y: number, width: number, height: number, tint: Colour): void {
  for (let v = Math.max(0, Math.round(y)); v < Math.min(side, y + height); v++) {
    for (let u = Math.max(0, Math.round(x)); u < Math.min(side, x + width); u++) data.set(tint, 4 * (v * side + u));
  }
}
