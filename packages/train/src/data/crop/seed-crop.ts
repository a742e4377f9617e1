import type { Affine, Box } from "@face88/points";
import { type Region, squareAround } from "face88";

/** Side of the seed crop, pixels. */
export const SEED_SIDE = 160;

/** Share of the box's height that is cut off at its top: a detector's box begins at the hair, the 88 points at the brows. */
const TOP = 0.2;
/** Share of the box's height that is added below the chin. */
const BOTTOM = 0.1;

/**
 * The square that the landmark network looks at: the detector's box without its top 20 %, with 10 % more at the bottom,
 * made square around its centre by its longer side.
 * @param box  pixels of the photo, from the hair line to the chin
 * @see the seed system (README): "top -20 %, bottom +10 %, square, 160x160"
 */
export function seedRegion([x, y, width, height]: Box): Region {
  return squareAround([x, y + TOP * height, width, (1 - TOP + BOTTOM) * height], 1);
}

/** The box whose {@link seedRegion} this is, with a width of 0.8 of its height: that of the detectors' mean box. */
export function boxOfSeedRegion({ centreX, centreY, side }: Region): Box {
  const height = side / (1 - TOP + BOTTOM);
  const width = 0.8 * height;
  return [centreX - width / 2, centreY - side / 2 - TOP * height, width, height];
}

/**
 * The transform from pixels of the photo to pixels of a region's crop; both have 0 at the centre of the first pixel. It
 * is the exact inverse of the way `cropInto` samples.
 * @param side  pixels of the crop, > 0
 */
export function photoToCrop(region: Region, side: number = SEED_SIDE): Affine {
  const scale = side / region.side;
  const cos = Math.cos(region.angle) * scale;
  const sin = Math.sin(region.angle) * scale;
  const half = (side - 1) / 2;
  return [
    cos,
    -sin,
    sin,
    cos,
    half - cos * region.centreX - sin * region.centreY,
    half + sin * region.centreX - cos * region.centreY,
  ];
}
