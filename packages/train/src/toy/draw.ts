import type { Random } from "../networks/random.js";

/** A drawn face: an ellipse with two eyes, all lengths as fractions of the picture's width. */
export interface ToyFace {
  readonly centre: readonly [x: number, y: number];
  /** Half axes of the face. */
  readonly radii: readonly [across: number, along: number];
  /** Turn in the picture plane, radians. */
  readonly angle: number;
  /** Half axes of an eye, where the eyes sit from the face's centre, half axes of the iris. */
  readonly eye: { readonly radii: readonly [number, number]; readonly apart: number; readonly above: number };
  /** Red, green, blue of background, skin, white of the eye and iris, 0..1. */
  readonly colours: readonly (readonly number[])[];
  /** Where the light comes from: change of brightness across the picture, in x and y. */
  readonly light: readonly [number, number];
  readonly noise: number;
}

/** Points of a face: 8 around it from its right on, then for each eye the 4 ends of its axes and its centre. */
export const TOY_POINTS = 18;

/** A face of its own, by chance. */
export function randomFace(next: Random): ToyFace {
  const between = (low: number, high: number) => low + (high - low) * next();
  const along = between(0.26, 0.36);
  const across = along * between(0.7, 0.85);
  const eye = along * between(0.13, 0.2);
  const grey = (low: number, high: number) => {
    const level = between(low, high);
    return [0, 1, 2].map(() => level + between(-0.08, 0.08));
  };
  const skin = grey(0.5, 0.8);
  return {
    centre: [0.5, 0.5],
    radii: [across, along],
    angle: 0,
    eye: {
      radii: [eye, eye * between(0.45, 0.75)],
      apart: across * between(0.38, 0.5),
      above: along * between(0.15, 0.35),
    },
    colours: [grey(0.05, 0.4), skin, grey(0.9, 1), grey(0, 0.25)],
    light: [between(-0.1, 0.1), between(-0.1, 0.1)],
    noise: between(0, 0.02),
  };
}

/** The same face elsewhere: shifted, turned, larger or smaller, in another light. */
export function moveFace(face: ToyFace, next: Random): ToyFace {
  const between = (low: number, high: number) => low + (high - low) * next();
  const scale = between(0.9, 1.1);
  const [across, along] = face.radii;
  const { radii, apart, above } = face.eye;
  return {
    ...face,
    centre: [face.centre[0] + between(-0.08, 0.08), face.centre[1] + between(-0.08, 0.08)],
    radii: [across * scale, along * scale],
    angle: face.angle + between(-0.25, 0.25),
    eye: { radii: [radii[0] * scale, radii[1] * scale], apart: apart * scale, above: above * scale },
    light: [face.light[0] + between(-0.1, 0.1), face.light[1] + between(-0.1, 0.1)],
  };
}

/** The points of a face as fractions of the picture's width, x and y in turn. @param points  length 36, written */
export function placePoints({ centre, radii, angle, eye }: ToyFace, points: Float32Array): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let i = 0;
  const place = (x: number, y: number) => {
    points[i++] = centre[0] + cos * x - sin * y;
    points[i++] = centre[1] + sin * x + cos * y;
  };
  for (let k = 0; k < 8; k++) {
    const around = (k * Math.PI) / 4;
    place(radii[0] * Math.cos(around), radii[1] * Math.sin(around));
  }
  const [wide, high] = eye.radii;
  for (const side of [-eye.apart, eye.apart]) {
    for (const [dx, dy] of [
      [-wide, 0],
      [0, -high],
      [wide, 0],
      [0, high],
      [0, 0],
    ])
      place(side + dx, dy - eye.above);
  }
}

/**
 * Draws a face. Edges are as soft as a pixel, so that a shift by a fraction of one shows.
 * @param size  width and height in pixels
 * @param image  `[3, size, size]`, written; 0..255
 */
export function drawFace(face: ToyFace, size: number, next: Random, image: Float32Array): void {
  const { centre, radii, angle, eye, colours, light, noise } = face;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [wide, high] = eye.radii;
  const plane = size * size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const dx = column / size - centre[0];
      const dy = row / size - centre[1];
      const x = cos * dx + sin * dy;
      const y = cos * dy - sin * dx;
      // The eye on this side of the face, seen from its centre.
      const ex = Math.abs(x) - eye.apart;
      const ey = y + eye.above;
      const covers = [
        coverage(x, y, radii[0], radii[1], size),
        coverage(ex, ey, wide, high, size),
        coverage(ex, ey, high * 0.7, high * 0.7, size),
      ];
      const shade = 1 + light[0] * (column / size - 0.5) * 2 + light[1] * (row / size - 0.5) * 2;
      for (let channel = 0; channel < 3; channel++) {
        let value = colours[0][channel];
        for (let layer = 0; layer < 3; layer++) value += (colours[layer + 1][channel] - value) * covers[layer];
        value = value * shade + noise * (next() - 0.5) * 2;
        image[channel * plane + row * size + column] = 255 * Math.min(1, Math.max(0, value));
      }
    }
  }
}

/** Share of a pixel that an ellipse around the origin covers, from its distance in pixels to the edge, to first order. */
function coverage(x: number, y: number, across: number, along: number, size: number): number {
  const [u, v] = [x / across, y / along];
  const level = u * u + v * v;
  if (level > 4) return 0;
  const slope = 2 * Math.hypot(u / across, v / along);
  const distance = ((1 - level) / Math.max(slope, 1e-6)) * size;
  return Math.min(1, Math.max(0, distance + 0.5));
}
