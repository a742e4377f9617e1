import type { Random } from "../networks/random.js";

/**
 * Puts something in front of the face: an ellipse or a box, turned, of one colour that fades to another, or a piece of
 * the picture itself from elsewhere, which looks like a hand or hair. The points behind it stay where they are.
 * @param pixels  red, green, blue, 0 to 255, side * side; changed in place
 * @param most  greatest width and height, shares of the side
 */
export function occlude(pixels: Float32Array, side: number, most: number, next: Random): void {
  const halfWidth = (side * most * (0.25 + 0.75 * next())) / 2;
  const halfHeight = (side * most * (0.25 + 0.75 * next())) / 2;
  const centreX = next() * side;
  const centreY = next() * side;
  const turn = next() * Math.PI;
  const round = next() < 0.6;
  const copied = next() < 0.5;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const reach = Math.hypot(halfWidth, halfHeight);
  // A copied piece comes from as far away as it is long, so that it is not the face's own place.
  const away = Math.floor(next() * 4) * (Math.PI / 2) + next();
  const fromX = Math.round(Math.cos(away) * 2 * reach);
  const fromY = Math.round(Math.sin(away) * 2 * reach);
  const first = [next() * 255, next() * 255, next() * 255];
  const second = first.map((value) => value + 80 * (next() - 0.5));

  const left = Math.max(0, Math.ceil(centreX - reach));
  const right = Math.min(side - 1, Math.floor(centreX + reach));
  const top = Math.max(0, Math.ceil(centreY - reach));
  const bottom = Math.min(side - 1, Math.floor(centreY + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const u = ((x - centreX) * cos + (y - centreY) * sin) / halfWidth;
      const v = ((y - centreY) * cos - (x - centreX) * sin) / halfHeight;
      if (round ? u * u + v * v > 1 : Math.abs(u) > 1 || Math.abs(v) > 1) continue;
      const at = (y * side + x) * 3;
      if (copied) {
        const source = (clamp(y + fromY, side) * side + clamp(x + fromX, side)) * 3;
        for (let channel = 0; channel < 3; channel++) pixels[at + channel] = pixels[source + channel];
        continue;
      }
      const share = (u + 1) / 2;
      for (let channel = 0; channel < 3; channel++) {
        const value = first[channel] + share * (second[channel] - first[channel]);
        pixels[at + channel] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}

function clamp(value: number, side: number): number {
  return value < 0 ? 0 : value >= side ? side - 1 : value;
}
