import type { Affine, Box } from "@face88/points";
import { type Region, squareAround } from "face88";

/** Side of the seed crop, pixels. */
export const SEED_SIDE = 160;

/** Share of the box's height that is added at its top, as the seed's "top -20 %" moves the top edge up. */
const TOP = 0.2;
/** Share of the box's height that is added below the chin. */
const BOTTOM = 0.1;
const TALL = TOP + 1 + BOTTOM;

/**
 * The square that the landmark network looks at: the detector's box with its top edge moved up by 20 % of its height and
 * its bottom edge down by 10 %, made square around its centre by its longer side.
 *
 * The seed writes "top -20 %, bottom +10 %, square". Read so, 0.1 % of the labels leave the crop, close to the 0.5 % that
 * the seed had to drop; read as cutting the top off, more than a third would (`docs/data.md`).
 * @param box  pixels of the photo, from the hair line to the chin
 */
export function seedRegion([x, y, width, height]: Box): Region {
  return squareAround([x, y - TOP * height, width, TALL * height], 1);
}

/** The box whose {@link seedRegion} this is, with a width of 0.8 of its height: that of the detectors' mean box. */
export function boxOfSeedRegion({ centreX, centreY, side }: Region): Box {
  const height = side / TALL;
  const width = 0.8 * height;
  return [centreX - width / 2, centreY - side / 2 + TOP * height, width, height];
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
