/**
 * 8-bit image, rows from the top, four bytes a pixel (red, green, blue, alpha), no padding. An `ImageData` of the
 * browser is one.
 */
export interface RgbaImage {
  /** Pixels, >= 1. */
  readonly width: number;
  /** Pixels, >= 1. */
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Whether a value has the shape of an {@link RgbaImage}; its length is not looked at. */
export function isRgbaImage(value: unknown): value is RgbaImage {
  const image = value as Partial<RgbaImage> | null;
  return (
    typeof image === "object" &&
    image !== null &&
    typeof image.width === "number" &&
    typeof image.height === "number" &&
    (image.data instanceof Uint8Array || image.data instanceof Uint8ClampedArray)
  );
}

/**
 * Refuses an image whose bytes do not fit its size.
 * @throws TypeError when width or height is no positive integer, or `data` has another length than `width * height * 4`
 */
export function checkRgbaImage(image: RgbaImage): void {
  const { width, height, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new TypeError(`image: expected a width and height of at least 1 pixel, got ${width}x${height}`);
  }
  if (data.length !== width * height * 4) {
    throw new TypeError(
      `image: expected ${width * height * 4} bytes (RGBA, ${width}x${height}), got ${data.length} bytes`,
    );
  }
}
