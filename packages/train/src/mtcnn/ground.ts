import { cropInto, type RgbaImage } from "face88";
import type { Random } from "../networks/random.js";
import { paintTexture } from "./textures.js";

/** Share of grounds that are textures made by code. */
const textures = 0.2;
/** Share of grounds of which a rectangle shows another one. */
const collages = 0.4;

/**
 * What lies behind the faces of a scene: a part of a photo or a texture, turned, mirrored, its channels in any order; in some
 * a rectangle of another one, for edges.
 * @param backgrounds  photos without a face
 * @returns `side * side * 3` numbers, 0 to 255, red, green, blue of each pixel
 */
export function randomGround(backgrounds: readonly RgbaImage[], side: number, next: Random): Float32Array {
  const ground = part(backgrounds, side, next);
  if (next() >= collages) return ground;
  const inset = part(backgrounds, side, next);
  const [width, height] = [0, 0].map(() => Math.ceil(side * (0.1 + 0.6 * next())));
  const [left, top] = [width, height].map((length) => Math.floor(next() * (side - length)));
  for (let y = top; y < top + height; y++) {
    const [from, to] = [3 * (y * side + left), 3 * (y * side + left + width)];
    ground.set(inset.subarray(from, to), from);
  }
  return ground;
}

function part(backgrounds: readonly RgbaImage[], side: number, next: Random): Float32Array {
  const isTexture = next() < textures;
  const image = isTexture ? paintTexture(next) : backgrounds[Math.floor(next() * backgrounds.length)];
  const isUpright = next() < 0.6;
  // Turned by any angle, what is cut out must not be larger than the image over the square root of two.
  const most = Math.min(image.width, image.height) * (isUpright ? 1 : Math.SQRT1_2);
  const reach = most * (0.3 + 0.7 * next());
  const room = isUpright ? reach / 2 : reach * Math.SQRT1_2;
  const region = {
    centreX: room + next() * (image.width - 2 * room),
    centreY: room + next() * (image.height - 2 * room),
    side: reach,
    angle: isUpright ? 0 : 2 * Math.PI * next(),
  };
  const pixels = cropInto(image, region, { side, low: 0, high: 255, outside: "edge" });
  if (next() < 0.5) mirror(pixels, side);
  if (next() < 0.4) recolour(pixels, next);
  return pixels;
}

function mirror(pixels: Float32Array, side: number): void {
  for (let y = 0; y < side; y++) {
    const row = pixels.subarray(3 * y * side, 3 * (y + 1) * side);
    // Reversed, blue comes first.
    row.reverse();
    for (let x = 0; x < row.length; x += 3) [row[x], row[x + 2]] = [row[x + 2], row[x]];
  }
}

/** Channels change places, and bright may become dark. */
function recolour(pixels: Float32Array, next: Random): void {
  const [first, second] = [Math.floor(3 * next()), Math.floor(3 * next())];
  const isNegative = next() < 0.2;
  for (let i = 0; i < pixels.length; i += 3) {
    [pixels[i + first], pixels[i + second]] = [pixels[i + second], pixels[i + first]];
  }
  if (isNegative) for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i];
}
