/**
 * How crops are varied. Strengths are the ends or standard deviations of what is drawn; a chance is the share of crops
 * that an effect is put on. `DEFAULT_AUGMENTATION` has the defaults.
 */
export interface Augmentation {
  /** Standard deviation of the turn, degrees, >= 0; three of them is the most. Default 12. */
  readonly rotation: number;
  /** Standard deviation of the logarithm of the crop's side, >= 0: zooming out and in. Default 0.08. */
  readonly scale: number;
  /** Standard deviation of the crop's centre, shares of its side, each way, >= 0. Default 0.03. */
  readonly shift: number;
  /** Chance of a crop as a second look takes it: turn, size, shift and box's error are a third of theirs. Default 0. */
  readonly steady: number;
  /**
   * Chance of a crop beside the face, whose points are anywhere in it: a network that is trained by a likelihood learns
   * that it does not know where they are, which is how it tells that there is no face. Default 0.
   */
  readonly noFace: number;
  /** Error of the box that comes on top, as real detectors have it; see {@link BoxJitter}. */
  readonly box: BoxJitter;
  /** Chance that the crop is mirrored. Default 0.5. */
  readonly mirror: number;
  /** Chance that the outside of a photo is black instead of its repeated border. Default 0.3. */
  readonly blackOutside: number;
  /** Most change of brightness, contrast, saturation and of each channel, shares, >= 0. Default 0.3. */
  readonly colour: number;
  /** Chance of a grey crop. Default 0.1. */
  readonly grey: number;
  /** Chance of blur, out of focus or by motion. Default 0.15. */
  readonly blur: number;
  /** Most standard deviation of the blur, pixels of the crop, > 0. Default 2. */
  readonly blurSigma: number;
  /** Chance of noise. Default 0.2. */
  readonly noise: number;
  /** Most standard deviation of the noise, grey levels of 255, > 0. Default 12. */
  readonly noiseSigma: number;
  /** Chance of a JPEG's blocks. Default 0.15. */
  readonly jpeg: number;
  /** Least quality of the JPEG, 1 to 100. Default 25. */
  readonly jpegQuality: number;
  /** Chance of a crop from a face of fewer pixels. Default 0.2. */
  readonly lowResolution: number;
  /** Least pixels of such a crop's side, >= 16. Default 48. */
  readonly lowResolutionSide: number;
  /** Chance of something in front of the face. Default 0.25. */
  readonly occluder: number;
  /** Most width and height of it, shares of the crop's side, > 0. Default 0.4. */
  readonly occluderSize: number;
}

/**
 * What a detector's box is off by, in the crop's side: standard deviations of a bell with heavy ends (Student's t with
 * three degrees of freedom). The defaults are what two detectors differ by on 394 faces (`docs/data.md`, Augmentation).
 */
export interface BoxJitter {
  /** Across; default 0.03. */
  readonly x: number;
  /** Down; default 0.03. */
  readonly y: number;
  /** Logarithm of the side; default 0.08. */
  readonly scale: number;
}

/** The defaults of {@link Augmentation}. */
export const DEFAULT_AUGMENTATION: Augmentation = Object.freeze({
  rotation: 12,
  scale: 0.08,
  shift: 0.03,
  steady: 0,
  noFace: 0,
  box: Object.freeze({ x: 0.03, y: 0.03, scale: 0.08 }),
  mirror: 0.5,
  blackOutside: 0.3,
  colour: 0.3,
  grey: 0.1,
  blur: 0.15,
  blurSigma: 2,
  noise: 0.2,
  noiseSigma: 12,
  jpeg: 0.15,
  jpegQuality: 25,
  lowResolution: 0.2,
  lowResolutionSide: 48,
  occluder: 0.25,
  occluderSize: 0.4,
});

/** Chances among the numbers: they lie from 0 to 1. */
const CHANCES = [
  "steady",
  "noFace",
  "mirror",
  "blackOutside",
  "grey",
  "blur",
  "noise",
  "jpeg",
  "lowResolution",
  "occluder",
] as const;
const LEAST: Readonly<Record<string, number>> = {
  blurSigma: 0.01,
  noiseSigma: 0.01,
  jpegQuality: 1,
  lowResolutionSide: 16,
  occluderSize: 0.01,
};
const MOST: Readonly<Record<string, number>> = {
  jpegQuality: 100,
  ...Object.fromEntries(CHANCES.map((name) => [name, 1])),
};

/**
 * The defaults with what is given in their place.
 * @throws RangeError when an option is unknown or out of its range
 */
export function augmentation(given: Partial<Augmentation> = {}): Augmentation {
  const { box = {}, ...rest } = given;
  if (typeof box !== "object" || box === null) throw new RangeError(`augment.box: expected an object, got ${box}`);
  check("augment", rest, DEFAULT_AUGMENTATION);
  check("augment.box", box, DEFAULT_AUGMENTATION.box);
  return { ...DEFAULT_AUGMENTATION, ...rest, box: { ...DEFAULT_AUGMENTATION.box, ...box } };
}

function check(place: string, given: object, known: object): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name)) {
      throw new RangeError(`${place}: expected one of ${Object.keys(known).join(", ")}, got ${name}`);
    }
    const least = LEAST[name] ?? 0;
    const most = MOST[name];
    if (!Number.isFinite(value) || value < least || value > (most ?? Number.POSITIVE_INFINITY)) {
      const range = `from ${least}${most === undefined ? "" : ` to ${most}`}`;
      throw new RangeError(`${place}.${name}: expected a number ${range}, got ${value}`);
    }
  }
}
