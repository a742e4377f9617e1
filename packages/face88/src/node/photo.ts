import sharp from "sharp";
import { UnreadableInputError } from "../errors.js";
import type { RgbaImage } from "../image/rgba.js";
import { checkReadable } from "./readable-file.js";

/** Most pixels that a photo may claim: 100 million, so that a small file cannot ask for gigabytes. */
export const MAX_PHOTO_PIXELS = 100_000_000;

/**
 * Decodes a photo: JPEG, PNG, WebP, AVIF, TIFF or the first frame of a GIF, of any depth and colour space. The result is
 * sRGB, 8 bit, upright (EXIF orientation applied); what is transparent lies on white.
 * @param input  path of the file, or its bytes
 * @throws UnreadableInputError when the file is missing, empty, truncated, not a photo, or claims more than
 *   {@link MAX_PHOTO_PIXELS}
 */
export async function readPhoto(input: string | Uint8Array): Promise<RgbaImage> {
  if (typeof input === "string") await checkReadable(input, "a photo");
  else if (input.length === 0) throw new UnreadableInputError("expected a photo, got 0 bytes");
  try {
    const { data, info } = await sharp(input, { limitInputPixels: MAX_PHOTO_PIXELS, failOn: "truncated" })
      .autoOrient()
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) throw new Error(`internal: expected 4 channels, got ${info.channels}`);
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw new UnreadableInputError(await explain(input, (error as Error).message), { cause: error });
  }
}

/** Says in our words what sharp found wrong. */
async function explain(input: string | Uint8Array, message: string): Promise<string> {
  const firstLine = message.split("\n")[0];
  if (/exceeds pixel limit/.test(message)) {
    const { width, height } = await sharp(input, { limitInputPixels: false }).metadata();
    const claimed = `${width}x${height}`;
    return `expected a photo of at most ${MAX_PHOTO_PIXELS / 1e6} million pixels, got one that claims ${claimed}`;
  }
  if (/unsupported image format/.test(message)) {
    return "expected a photo (JPEG, PNG, WebP, AVIF, TIFF, GIF), got a file in no format that is known";
  }
  return `expected a whole photo, got a broken one (${firstLine})`;
}
