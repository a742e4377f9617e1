/** Zeros added around an image: top, left, bottom, right, the order of ONNX `pads`. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** A window that slides over an image; heights before widths. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
}

/** `enum Padding` of schema.fbs. */
export const SAME = 0;

/**
 * Explicit pads for TFLite's two padding rules. SAME keeps ceil(size / stride) outputs and puts the odd pixel at the
 * bottom and right, unlike the symmetric pads of other frameworks; VALID pads nothing.
 * @see tensorflow/lite/kernels/padding.h
 */
export function explicitPads(rule: number, [height, width]: readonly [number, number], window: Window): Pads {
  if (rule !== SAME) return [0, 0, 0, 0];
  const vertical = sameTotal(height, window.kernel[0], window.strides[0], window.dilations[0]);
  const horizontal = sameTotal(width, window.kernel[1], window.strides[1], window.dilations[1]);
  const top = Math.floor(vertical / 2);
  const left = Math.floor(horizontal / 2);
  return [top, left, vertical - top, horizontal - left];
}

function sameTotal(size: number, kernel: number, stride: number, dilation: number): number {
  const out = Math.ceil(size / stride);
  return Math.max((out - 1) * stride + (kernel - 1) * dilation + 1 - size, 0);
}
