import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { meanShape } from "@face88/points";
import sharp from "sharp";

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "face88-data-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The mean shape moved and scaled: 88 points of a drawn face. */
export function drawnPoints(left: number, top: number, scale: number): number[] {
  return Array.from(meanShape(), (value, i) => value * scale + (i % 2 === 0 ? left : top));
}

/** Box from hair to chin of such a face. */
export function drawnBox(left: number, top: number, scale: number): [number, number, number, number] {
  return [left, top - 32 * scale, 128 * scale, 160 * scale];
}

/** Writes a photo with a drawn face: an oval, two eyes, a mouth, on a ground that differs with the seed. */
export async function drawPhoto(path: string, seed = 0, left = 60, top = 70, scale = 1): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const shade = (k: number) => 40 + ((seed * 67 + k * 91) % 180);
  const tone = (k: number) => `rgb(${shade(k)},${shade(k + 1)},${shade(k + 2)})`;
  const eye = (x: number) =>
    `<ellipse cx="${x}" cy="28" rx="12" ry="6" fill="white"/><circle cx="${x}" cy="28" r="5"/>`;
  const stripes = Array.from({ length: 6 }, (_, k) => {
    const at = (k * 40 + seed * 13) % 240;
    return `<rect x="${at}" y="${(k * 57 + seed * 29) % 200}" width="30" height="60" fill="${tone(k)}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="280"><rect width="240" height="280" fill="${tone(3)}"/>
    ${stripes.join("")}<g transform="translate(${left} ${top}) scale(${scale})">
    <ellipse cx="64" cy="50" rx="64" ry="80" fill="rgb(220,180,150)"/>${eye(34)}${eye(94)}
    <rect x="${44 - (seed % 9)}" y="90" width="${40 + (seed % 18)}" height="${8 + (seed % 7)}" fill="rgb(160,60,60)"/></g></svg>`;
  await sharp(Buffer.from(svg)).jpeg({ quality: 95 }).toFile(path);
}
