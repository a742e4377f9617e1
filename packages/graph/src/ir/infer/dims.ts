import type { Dim } from "../graph.js";
import type { InferContext } from "./context.js";

/** Shape of two operands after ONNX (NumPy) broadcasting. */
export function broadcastDims(context: InferContext, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    if (typeof x === "number" && typeof y === "number") {
      context.fail(`shapes [${a}] and [${b}] do not broadcast: ${x} against ${y}`);
    }
    // A named size against a number above 1 must be that number at run time.
    return typeof x === "number" ? x : typeof y === "number" ? y : context.fresh();
  });
}

/** Product of dimensions: a number, a name when all the rest is 1, else a fresh name. */
export function productDim(context: InferContext, dims: readonly Dim[]): Dim {
  const names = dims.filter((dim) => typeof dim === "string");
  const numbers = dims.filter((dim) => typeof dim === "number").reduce((product, dim) => product * dim, 1);
  if (names.length === 0) return numbers;
  return names.length === 1 && numbers === 1 ? names[0] : context.fresh();
}

/** `a / b` of products of dimensions, equal names cancelled; fresh where it cannot be told. */
export function quotientDim(context: InferContext, a: readonly Dim[], b: readonly Dim[]): Dim {
  const names = a.filter((dim) => typeof dim === "string");
  let below = 1;
  let open = false;
  for (const dim of b) {
    if (typeof dim === "number") below *= dim;
    else if (names.includes(dim)) names.splice(names.indexOf(dim), 1);
    else open = true;
  }
  const above = a.filter((dim) => typeof dim === "number").reduce((product, dim) => product * dim, 1);
  if (open || below === 0) return context.fresh();
  if (names.length === 0) {
    if (above % below !== 0) context.fail(`[${a}] does not divide into [${b}]`);
    return above / below;
  }
  return names.length === 1 && above === below ? names[0] : context.fresh();
}

/** Geometry of a sliding window on the spatial axes, as ONNX Conv and pooling define it. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** All starts, then all ends. */
  readonly pads: readonly number[];
  readonly autoPad: string;
  readonly ceil: boolean;
}

/** Size of each spatial axis after a window has slid over it. */
export function slideDims(context: InferContext, spatial: readonly Dim[], window: Window): Dim[] {
  return spatial.map((size, i) => {
    if (typeof size === "string")
      return window.autoPad.startsWith("SAME") && window.strides[i] === 1 ? size : context.fresh();
    if (window.autoPad.startsWith("SAME")) return Math.ceil(size / window.strides[i]);
    const extent = window.dilations[i] * (window.kernel[i] - 1) + 1;
    const room = size + window.pads[i] + window.pads[i + spatial.length] - extent;
    if (room < 0) context.fail(`window of ${extent} is larger than the padded axis ${i} of [${spatial}]`);
    let steps = window.ceil ? Math.ceil(room / window.strides[i]) : Math.floor(room / window.strides[i]);
    // A window that would start in the padding at the end is dropped (onnx.proto3 AveragePool, since opset 19; ORT always).
    if (window.ceil && steps * window.strides[i] >= size + window.pads[i]) steps -= 1;
    return steps + 1;
  });
}
