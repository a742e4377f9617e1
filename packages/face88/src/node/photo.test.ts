import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { UnreadableInputError } from "../errors.js";
import type { RgbaImage } from "../image/rgba.js";
import { samplePhoto, temporaryFolder } from "../testing/files.js";
import { quadrantNames, quadrants } from "../testing/videos.js";
import { readPhoto } from "./photo.js";

const [width, height] = [48, 32];
const picture = quadrants(width, height);
const source = () => sharp(picture.data, { raw: { width, height, channels: 4 } });

/** Greatest difference of a channel at the middles of the four quarters, where no codec has an edge to smear. */
function difference(image: RgbaImage, other: RgbaImage): number {
  let greatest = 0;
  for (const [x, y] of [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ]) {
    const p = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    for (let c = 0; c < 4; c++) greatest = Math.max(greatest, Math.abs(image.data[p + c] - other.data[p + c]));
  }
  return greatest;
}

/** The grey values of the four colours by their luminance in sRGB, 8 bit. */
const grey = async () => readPhoto(await source().greyscale().png().toBuffer());

describe("formats", () => {
  const formats: readonly (readonly [string, () => Sharp, number])[] = [
    ["JPEG", () => source().jpeg({ quality: 95, chromaSubsampling: "4:4:4" }), 3],
    ["progressive JPEG", () => source().jpeg({ quality: 95, progressive: true, chromaSubsampling: "4:4:4" }), 3],
    ["PNG", () => source().png(), 0],
    ["interlaced PNG with a palette", () => source().png({ palette: true, progressive: true }), 4],
    ["WebP", () => source().webp({ quality: 95 }), 6],
    ["WebP without loss", () => source().webp({ lossless: true }), 0],
    ["AVIF", () => source().avif({ quality: 90, chromaSubsampling: "4:4:4", effort: 1 }), 5],
    ["TIFF", () => source().tiff({ compression: "lzw" }), 0],
    ["tiled TIFF", () => source().tiff({ compression: "none", tile: true }), 0],
    ["GIF", () => source().gif(), 8],
    ["16-bit PNG", () => source().toColourspace("rgb16").png(), 0],
    ["16-bit TIFF", () => source().removeAlpha().toColourspace("rgb16").tiff({ compression: "none" }), 0],
    ["PNG without alpha", () => source().removeAlpha().png(), 0],
  ];

  test.each(formats)("%s, from a path and from bytes", async (name, make, tolerance) => {
    const bytes = await make().toBuffer();
    const path = join(temporaryFolder(), "photo");
    await writeFile(path, bytes);
    for (const image of [await readPhoto(path), await readPhoto(new Uint8Array(bytes))]) {
      expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 4]);
      expect(quadrantNames(image)).toEqual(["red", "green", "blue", "white"]);
      expect(difference(image, picture), name).toBeLessThanOrEqual(tolerance);
    }
  });

  test.each<readonly [string, () => Sharp]>([
    ["8-bit grey PNG", () => source().greyscale().png()],
    ["grey JPEG", () => source().greyscale().jpeg({ quality: 95 })],
    ["16-bit grey PNG", () => source().removeAlpha().toColourspace("grey16").png()],
    ["16-bit grey TIFF", () => source().removeAlpha().toColourspace("grey16").tiff({ compression: "none" })],
    ["grey PNG with alpha", () => source().toColourspace("b-w").png()],
  ])("%s: three equal channels", async (_, make) => {
    const image = await readPhoto(await make().toBuffer());
    for (let p = 0; p < image.data.length; p += 4) {
      expect(image.data[p + 1]).toBe(image.data[p]);
      expect(image.data[p + 2]).toBe(image.data[p]);
    }
    expect(difference(image, await grey())).toBeLessThanOrEqual(3);
  });

  test.each(["#966e64", "#50785a", "#606080", "#f0f0f0", "#707070"])(
    "CMYK comes out as %s, which ink can show",
    async (background) => {
      const create = { width: 8, height: 8, channels: 3, background } as const;
      const bytes = await sharp({ create }).toColourspace("cmyk").jpeg({ quality: 98 }).toBuffer();
      expect((await sharp(bytes).metadata()).space).toBe("cmyk");
      const { data } = await readPhoto(bytes);
      expect(data.length).toBe(8 * 8 * 4);
      const expected = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
      expected.forEach((value, c) => {
        expect(Math.abs(data[c] - value)).toBeLessThanOrEqual(20);
      });
    },
  );

  test("of a moving GIF the first frame is taken", async () => {
    const frames = await Promise.all(
      ["#c81e1e", "#1ea01e", "#2828c8"].map((background) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif({ delay: 100 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(3);
    const image = await readPhoto(bytes);
    expect([image.width, image.height]).toEqual([20, 10]);
    expect(quadrantNames(image)).toEqual(["red", "red", "red", "red"]);
  });

  test.each<readonly [string, () => Sharp]>([
    ["8 bit", () => half().png()],
    ["16 bit", () => half().toColourspace("rgb16").png()],
    ["WebP", () => half().webp({ lossless: true })],
  ])("what is transparent lies on white (%s)", async (_, make) => {
    const { data } = await readPhoto(await make().toBuffer());
    // Half of (100, 0, 200) and half of white.
    [178, 128, 228, 255].forEach((value, c) => {
      expect(Math.abs(data[c] - value)).toBeLessThanOrEqual(1);
    });
    expect([...data.subarray(4, 8)]).toEqual([255, 255, 255, 255]);
  });

  function half(): Sharp {
    return sharp(Uint8Array.of(100, 0, 200, 128, 9, 9, 9, 0), { raw: { width: 2, height: 1, channels: 4 } });
  }
});

describe("EXIF orientation", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("%d gives the same upright pixels", async (orientation) => {
    // The inverse of what a viewer does: sharp turns clockwise, and flips up-down or mirrors left-right before.
    const stored = await inverse(orientation).png().withMetadata({ orientation }).toBuffer();
    expect((await sharp(stored).metadata()).orientation ?? 1).toBe(orientation);
    const image = await readPhoto(stored);
    expect([image.width, image.height]).toEqual([width, height]);
    expect(Buffer.compare(Buffer.from(image.data), Buffer.from(picture.data))).toBe(0);
  });

  /** The picture as a camera stores it that a viewer shows upright by the given orientation (EXIF 2.3, table 6). */
  function inverse(orientation: number): Sharp {
    const at = (x: number, y: number) => (y * width + x) * 4;
    const turned = orientation >= 5;
    const [w, h] = turned ? [height, width] : [width, height];
    const data = new Uint8Array(w * h * 4);
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        // Where row 0 and column 0 of what is stored are shown: 1 top left, 2 top right, 3 bottom right, 4 bottom left,
        // 5 left top, 6 right top, 7 right bottom, 8 left bottom.
        const [x, y] = turned ? [row, column] : [column, row];
        const mirrored = [2, 3, 6, 7].includes(orientation);
        const flipped = [3, 4, 7, 8].includes(orientation);
        const from = at(mirrored ? width - 1 - x : x, flipped ? height - 1 - y : y);
        data.set(picture.data.subarray(from, from + 4), (row * w + column) * 4);
      }
    }
    return sharp(data, { raw: { width: w, height: h, channels: 4 } });
  }
});

describe("size", () => {
  test("1x1", async () => {
    const image = await readPhoto(
      await sharp(Uint8Array.of(1, 2, 3), { raw: { width: 1, height: 1, channels: 3 } })
        .png()
        .toBuffer(),
    );
    expect([image.width, image.height, ...image.data]).toEqual([1, 1, 1, 2, 3, 255]);
  });

  test("12,000 pixels wide", async () => {
    const create = { width: 12_000, height: 1000, channels: 3, background: "#c81e1e" } as const;
    const image = await readPhoto(await sharp({ create }).jpeg().toBuffer());
    expect([image.width, image.height, image.data.length]).toEqual([12_000, 1000, 48_000_000]);
    expect(quadrantNames(image)).toEqual(["red", "red", "red", "red"]);
  });

  test("a file that is written anew is read anew", async () => {
    const path = join(temporaryFolder(), "a.png");
    for (const background of ["#c81e1e", "#2828c8"]) {
      await sharp({ create: { width: 4, height: 4, channels: 3, background } })
        .png()
        .toFile(path);
      expect(quadrantNames(await readPhoto(path))[0]).toBe(background === "#c81e1e" ? "red" : "blue");
    }
  });
});

describe("what is no photo", () => {
  const noFormat = "expected a photo (JPEG, PNG, WebP, AVIF, TIFF, GIF), got a file in no format that is known";
  const tooLarge = "expected a photo of at most 100 million pixels, got one that claims 30000x30000";

  test.each([
    ["empty", () => new Uint8Array(0), "expected a photo, got 0 bytes"],
    ["text", () => new TextEncoder().encode("this is no photo, whatever its name says\n"), noFormat],
    ["one byte", () => Uint8Array.of(0xff), noFormat],
    ["zeros", () => new Uint8Array(5000), noFormat],
    ["a PNG that claims 30,000 x 30,000", () => hugePng(30_000, 30_000), tooLarge],
    [
      "a PNG that claims 10,001 x 10,000",
      () => hugePng(10_001, 10_000),
      "expected a photo of at most 100 million pixels, got one that claims 10001x10000",
    ],
  ])("%s", async (_, make, message) => {
    const bytes = make();
    const path = join(temporaryFolder(), "photo.jpg");
    await writeFile(path, bytes);
    for (const input of [path, bytes]) {
      await expect(readPhoto(input)).rejects.toThrow(new UnreadableInputError(message));
    }
  });

  test.each(["jpeg", "png", "webp", "tiff", "gif", "avif"] as const)("a %s that ends early", async (format) => {
    const whole = await sharp(samplePhoto(1)).resize(300).toFormat(format).toBuffer();
    for (const share of [0.9, 0.5, 0.1]) {
      const bytes = new Uint8Array(whole.subarray(0, Math.floor(whole.length * share)));
      await expect(readPhoto(bytes)).rejects.toThrow(UnreadableInputError);
      await expect(readPhoto(bytes)).rejects.toThrow(/^expected a [^\n]+, got [^\n]+$/);
    }
  });

  test.each([
    ["missing", "none.jpg", "expected a photo, got no such file"],
    ["below a file", "file/none.jpg", "expected a photo, got no such file"],
    ["a folder", ".", "expected a photo, got a folder"],
    ["missing-in-name, but text", "missing.jpg", noFormat],
  ])("%s", async (_, name, message) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "file"), "x");
    await writeFile(join(folder, "missing.jpg"), "some text");
    await expect(readPhoto(join(folder, name))).rejects.toThrow(new UnreadableInputError(message));
  });

  test("a device without bytes", async () => {
    await expect(readPhoto("/dev/null")).rejects.toThrow(UnreadableInputError);
  });

  /** A PNG header that claims a size, and no pixels behind it. */
  function hugePng(w: number, h: number): Uint8Array {
    const header = new DataView(new ArrayBuffer(8 + 25 + 12 + 12));
    header.setUint32(0, 0x89504e47);
    header.setUint32(4, 0x0d0a1a0a);
    header.setUint32(8, 13);
    const chunk = [0x49, 0x48, 0x44, 0x52, ...u32(w), ...u32(h), 8, 2, 0, 0, 0];
    const bytes = new Uint8Array(header.buffer);
    bytes.set([...chunk, ...u32(crc32(chunk))], 12);
    bytes.set([0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, ...u32(crc32([0x49, 0x44, 0x41, 0x54]))], 33);
    bytes.set([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82], 45);
    return bytes;
  }

  function u32(value: number): number[] {
    return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  }

  function crc32(bytes: readonly number[]): number {
    let crc = ~0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
    }
    return ~crc >>> 0;
  }
});
