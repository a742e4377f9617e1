import { type Affine, compose } from "@face88/points";
import type { Region } from "face88";
import { photoToCrop } from "../data/crop/seed-crop.js";
import { normal, type Random } from "../networks/random.js";
import type { Augmentation } from "./options.js";

/** Where a crop is taken, and whether it is mirrored afterwards. */
export interface View {
  readonly region: Region;
  readonly mirror: boolean;
}

/** How much of all a second look is off by. */
const STEADY = 1 / 3;

/** Draws a view around a region: what a detector is off by, then turn, size and shift. */
export function randomView(region: Region, options: Augmentation, next: Random): View {
  const { box } = options;
  const share = next() < options.steady ? STEADY : 1;
  const dx = share * (box.x * heavy(next) + options.shift * bounded(next));
  const dy = share * (box.y * heavy(next) + options.shift * bounded(next));
  const scale = Math.exp(share * (box.scale * heavy(next) + options.scale * bounded(next)));
  const turn = (share * options.rotation * bounded(next) * Math.PI) / 180;
  return {
    region: {
      centreX: region.centreX + dx * region.side,
      centreY: region.centreY + dy * region.side,
      side: region.side * scale,
      angle: region.angle + turn,
    },
    mirror: next() < options.mirror,
  };
}

/** A square of its own somewhere at the face's rim or beside it, so small or so far off that it holds no whole face. */
export function besideFace(region: Region, next: Random): Region {
  const away = region.side * (0.45 + 0.35 * next());
  const direction = 2 * Math.PI * next();
  return {
    centreX: region.centreX + away * Math.cos(direction),
    centreY: region.centreY + away * Math.sin(direction),
    side: region.side * (0.25 + 0.45 * next()),
    angle: region.angle,
  };
}

/**
 * The transform from pixels of the picture to pixels of a view's crop; 0 is the centre of the first pixel in both. With
 * a mirror, points must change their indices as well: `mirrorPoints`.
 * @param side  pixels of the crop
 */
export function viewTransform({ region, mirror }: View, side: number): Affine {
  const transform = photoToCrop(region, side);
  return mirror ? compose([-1, 0, 0, 1, side - 1, 0], transform) : transform;
}

/** Standard normal number, at most three either way, so that no face leaves the crop. */
function bounded(next: Random): number {
  return Math.max(-3, Math.min(3, normal(next)));
}

/** Student's t with three degrees of freedom, scaled to a standard deviation of about 1, at most four either way. */
function heavy(next: Random): number {
  const square = normal(next) ** 2 + normal(next) ** 2 + normal(next) ** 2;
  const t = normal(next) / Math.sqrt(square / 3);
  return Math.max(-4, Math.min(4, t / Math.sqrt(3)));
}
