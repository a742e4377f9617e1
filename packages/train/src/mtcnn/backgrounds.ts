import { type FaceDetector, type RgbaImage, UnreadableInputError } from "face88";
import sharp from "sharp";
import { glob } from "tinyglobby";

/** Pixels to which the longer side of a background is reduced. */
const mostSide = 1000;

/**
 * Photos without a face, for what is around faces and for what is none. Those in which the detector sees a face are left
 * out, and so are drawings that are mostly of one colour.
 * @param folder  of `.jpg`, `.png` and `.webp` files, with its subfolders
 * @throws UnreadableInputError when none is left
 */
export async function readBackgrounds(folder: string, detector: FaceDetector): Promise<RgbaImage[]> {
  const files = await glob("**/*.{jpg,jpeg,png,webp}", { cwd: folder, absolute: true, caseSensitiveMatch: false });
  const backgrounds: RgbaImage[] = [];
  for (const file of files.sort()) {
    const image = await decode(file);
    if (image !== undefined && (await detector.detect(image)).length === 0) backgrounds.push(image);
  }
  if (backgrounds.length === 0) throw new UnreadableInputError(`${folder}: expected photos without faces, got none`);
  return backgrounds;
}

async function decode(file: string): Promise<RgbaImage | undefined> {
  const pixels = sharp(file)
    .resize({ width: mostSide, height: mostSide, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#808080" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw();
  // Not every file of a package of pictures is one.
  const decoded = await pixels.toBuffer({ resolveWithObject: true }).catch(() => undefined);
  if (decoded === undefined || Math.min(decoded.info.width, decoded.info.height) < 200) return undefined;
  return { width: decoded.info.width, height: decoded.info.height, data: decoded.data };
}
