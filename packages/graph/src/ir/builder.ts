import { float, int, ints, string } from "./attributes.js";
import { BuilderCore } from "./builder-core.js";
import { float32ToFloat16 } from "./float16.js";
import type { Attribute, DataType, Value } from "./graph.js";
import { ONNX_TYPES } from "./infer/elementwise.js";
import { allocate, int64, tensor } from "./tensor.js";

/** An edge, or a number that becomes a scalar constant of the other operand's type. */
export type Operand = Value | number;

/** Geometry of a convolution or pooling window; absent entries take ONNX's defaults (1, 1, 0, no auto pad). */
export interface WindowOptions {
  /** Steps of the window, one an axis, >= 1; default 1. */
  readonly strides?: readonly number[];
  /** Distances between the taps of the window, one an axis, >= 1; default 1. */
  readonly dilations?: readonly number[];
  /** All starts, then all ends: `[top, left, bottom, right]` in 2-D. */
  readonly pads?: readonly number[];
  /** Padding by rule instead of by `pads`; default NOTSET. */
  readonly autoPad?: "NOTSET" | "SAME_UPPER" | "SAME_LOWER" | "VALID";
  /** Channel groups; default 1. */
  readonly group?: number;
  /** Rounds the output size of pooling up; default false. */
  readonly ceil?: boolean;
  /** Average pooling counts padding as zeros; default false. */
  readonly countIncludePad?: boolean;
  /** Extra size at the end of each axis of a transposed convolution; default 0. */
  readonly outputPadding?: readonly number[];
}

/** Options of {@link GraphBuilder.resize}. */
export interface ResizeOptions {
  /** Default `linear`. */
  readonly mode?: "nearest" | "linear" | "cubic";
  /** Default `half_pixel`. */
  readonly coordinates?: "half_pixel" | "asymmetric" | "align_corners" | "pytorch_half_pixel";
  /** Rounding of `nearest`; default `round_prefer_floor`. */
  readonly nearest?: "round_prefer_floor" | "round_prefer_ceil" | "floor" | "ceil";
}

/**
 * Grows a graph operator by operator; each method adds one ONNX node and returns its (first) output.
 * Every method throws RangeError when shapes or types do not fit and TypeError for an edge of another graph.
 */
export class GraphBuilder extends BuilderCore {
  readonly #scalars = new Map<string, Value>();

  /** Rank-0 constant; equal ones are shared. @param type  default float32 */
  scalar(value: number, type: DataType = "float32"): Value {
    const key = `${type}:${Object.is(value, -0) ? "-0" : value}`;
    const found = this.#scalars.get(key);
    if (found) return found;
    const data = type === "float16" ? float32ToFloat16([value]) : allocate(type, 1);
    if (data instanceof BigInt64Array) data[0] = BigInt(value);
    else if (type !== "float16") data[0] = value;
    const made = this.constant(tensor(type, [], data), this.freshName("scalar"));
    this.#scalars.set(key, made);
    return made;
  }

  /** One-dimensional int64 constant, as ONNX takes axes, shapes and pads; equal ones are shared. */
  ints(values: readonly number[]): Value {
    const key = `ints:${values}`;
    const found = this.#scalars.get(key);
    if (found) return found;
    const made = this.constant(int64(values), this.freshName("ints"));
    this.#scalars.set(key, made);
    return made;
  }

  // Arithmetic, with broadcasting
  /** a + b. */
  add(a: Operand, b: Operand): Value {
    return this.#binary("Add", a, b);
  }
  /** a - b. */
  sub(a: Operand, b: Operand): Value {
    return this.#binary("Sub", a, b);
  }
  /** a * b. */
  mul(a: Operand, b: Operand): Value {
    return this.#binary("Mul", a, b);
  }
  /** a / b. */
  div(a: Operand, b: Operand): Value {
    return this.#binary("Div", a, b);
  }
  /** a to the power of b. */
  pow(a: Operand, b: Operand): Value {
    return this.#binary("Pow", a, b);
  }
  /** The smaller of a and b. */
  min(a: Operand, b: Operand): Value {
    return this.#binary("Min", a, b);
  }
  /** The larger of a and b. */
  max(a: Operand, b: Operand): Value {
    return this.#binary("Max", a, b);
  }
  /** a > b, as bool. */
  greater(a: Operand, b: Operand): Value {
    return this.#binary("Greater", a, b);
  }
  /** a < b, as bool. */
  less(a: Operand, b: Operand): Value {
    return this.#binary("Less", a, b);
  }
  /** a where the condition holds, else b. */
  where(condition: Value, a: Operand, b: Operand): Value {
    const [x, y] = this.#operands("Where", a, b);
    return this.node("Where", [condition, x, y]);
  }

  // Elementwise functions
  /** max(x, 0). */
  relu(x: Value): Value {
    return this.node("Relu", [x]);
  }
  /** x held between two numbers; ReLU6 is `clip(x, 0, 6)`. */
  clip(x: Value, low?: number, high?: number): Value {
    const bound = (at: number | undefined) => (at === undefined ? undefined : this.scalar(at, x.type));
    return this.node("Clip", [x, bound(low), bound(high)]);
  }
  /** x where positive, else slope * x; the slope broadcasts to x, so per channel it is `[C, 1, 1]`. */
  prelu(x: Value, slope: Value): Value {
    return this.node("PRelu", [x, slope]);
  }
  /** x where positive, else slope * x. @param slope  default 0.01 */
  leakyRelu(x: Value, slope = 0.01): Value {
    return this.node("LeakyRelu", [x], { alpha: float(slope) });
  }
  /** x * max(0, min(1, x / 6 + 0.5)). */
  hardSwish(x: Value): Value {
    return this.node("HardSwish", [x]);
  }
  /** max(0, min(1, alpha * x + beta)). @param alpha  default 0.2 @param beta  default 0.5 */
  hardSigmoid(x: Value, alpha = 0.2, beta = 0.5): Value {
    return this.node("HardSigmoid", [x], { alpha: float(alpha), beta: float(beta) });
  }
  /** 1 / (1 + exp(-x)). */
  sigmoid(x: Value): Value {
    return this.node("Sigmoid", [x]);
  }
  /** Hyperbolic tangent. */
  tanh(x: Value): Value {
    return this.node("Tanh", [x]);
  }
  /** Exponentials along an axis, normalised to sum 1. @param axis  default the last */
  softmax(x: Value, axis = -1): Value {
    return this.node("Softmax", [x], { axis: int(axis) });
  }
  /** Absolute value. */
  abs(x: Value): Value {
    return this.node("Abs", [x]);
  }
  /** -x. */
  neg(x: Value): Value {
    return this.node("Neg", [x]);
  }
  /** -1, 0 or 1. */
  sign(x: Value): Value {
    return this.node("Sign", [x]);
  }
  /** Square root. */
  sqrt(x: Value): Value {
    return this.node("Sqrt", [x]);
  }
  /** e to the power of x. */
  exp(x: Value): Value {
    return this.node("Exp", [x]);
  }
  /** Natural logarithm. */
  log(x: Value): Value {
    return this.node("Log", [x]);
  }
  /** 1 / x. */
  reciprocal(x: Value): Value {
    return this.node("Reciprocal", [x]);
  }
  /** The elements as another type. */
  cast(x: Value, to: DataType): Value {
    return this.node("Cast", [x], { to: int(ONNX_TYPES[to]) });
  }
  /** x under another name. */
  identity(x: Value, name?: string): Value {
    return this.node("Identity", [x], {}, name === undefined ? {} : { outputs: [name] });
  }

  // Convolutions and products
  /** Convolution of x `[N, C, ...]` with weights `[M, C / group, ...]` and bias `[M]`. */
  conv(x: Value, weights: Value, bias?: Value, options: WindowOptions = {}): Value {
    return this.node("Conv", [x, weights, bias], windowAttributes(options, weights.dims.slice(2)));
  }
  /** Transposed convolution of x `[N, C, ...]` with weights `[C, M / group, ...]` and bias `[M]`. */
  convTranspose(x: Value, weights: Value, bias?: Value, options: WindowOptions = {}): Value {
    return this.node("ConvTranspose", [x, weights, bias], windowAttributes(options, weights.dims.slice(2)));
  }
  /** Matrix product over the last two axes, the others broadcast. */
  matmul(a: Value, b: Value): Value {
    return this.node("MatMul", [a, b]);
  }
  /** op(a) op(b) + bias for matrices, op transposing where asked. */
  gemm(
    a: Value,
    b: Value,
    bias?: Value,
    options: { readonly transA?: boolean; readonly transB?: boolean } = {},
  ): Value {
    return this.node("Gemm", [a, b, bias], { ...flag("transA", options.transA), ...flag("transB", options.transB) });
  }

  // Pooling and normalisation
  /** Largest element under each window of `kernel`. */
  maxPool(x: Value, kernel: readonly number[], options: WindowOptions = {}): Value {
    return this.node("MaxPool", [x], windowAttributes(options, kernel));
  }
  /** Mean under each window of `kernel`. */
  averagePool(x: Value, kernel: readonly number[], options: WindowOptions = {}): Value {
    return this.node("AveragePool", [x], windowAttributes(options, kernel));
  }
  /** Mean over all spatial axes, kept as size 1. */
  globalAveragePool(x: Value): Value {
    return this.node("GlobalAveragePool", [x]);
  }
  /** Maximum over all spatial axes, kept as size 1. */
  globalMaxPool(x: Value): Value {
    return this.node("GlobalMaxPool", [x]);
  }
  /**
   * (x - mean) / sqrt(variance + epsilon) * scale + bias per channel (inference form).
   * @param epsilon  default 1e-5
   * @param momentum  share of the old running statistics that training keeps at each step; default 0.9
   */
  batchNormalization(
    x: Value,
    scale: Value,
    bias: Value,
    mean: Value,
    variance: Value,
    { epsilon = 1e-5, momentum = 0.9 }: { readonly epsilon?: number; readonly momentum?: number } = {},
  ): Value {
    const attributes = { epsilon: float(epsilon), momentum: float(momentum) };
    return this.node("BatchNormalization", [x, scale, bias, mean, variance], attributes);
  }

  // Reductions
  /** Sum over axes (default all). @param keep  keeps them as size 1; default true */
  reduceSum(x: Value, axes?: readonly number[], keep = true): Value {
    return this.reduce("ReduceSum", x, axes, keep);
  }
  /** Mean over axes (default all). @param keep  keeps them as size 1; default true */
  reduceMean(x: Value, axes?: readonly number[], keep = true): Value {
    return this.reduce("ReduceMean", x, axes, keep);
  }
  /** Maximum over axes (default all). @param keep  keeps them as size 1; default true */
  reduceMax(x: Value, axes?: readonly number[], keep = true): Value {
    return this.reduce("ReduceMax", x, axes, keep);
  }
  /** Minimum over axes (default all). @param keep  keeps them as size 1; default true */
  reduceMin(x: Value, axes?: readonly number[], keep = true): Value {
    return this.reduce("ReduceMin", x, axes, keep);
  }
  /** Any ONNX reduction by its name, such as `ReduceSumSquare`. */
  reduce(op: string, x: Value, axes?: readonly number[], keep = true): Value {
    return this.node(op, [x, axes && this.ints(axes)], flag("keepdims", keep, true));
  }
  /** Index of the largest element along an axis, as int64. */
  argMax(x: Value, axis: number, keep = true): Value {
    return this.node("ArgMax", [x], { axis: int(axis), ...flag("keepdims", keep, true) });
  }

  // Shape
  /** The elements in another shape; 0 copies an axis, one -1 takes what is left. */
  reshape(x: Value, shape: readonly number[]): Value {
    return this.node("Reshape", [x, this.ints(shape)]);
  }
  /** Two axes: those before `axis` and the rest. @param axis  default 1 */
  flatten(x: Value, axis = 1): Value {
    return this.node("Flatten", [x], { axis: int(axis) });
  }
  /** Axes in another order. */
  transpose(x: Value, perm: readonly number[]): Value {
    return this.node("Transpose", [x], { perm: ints(perm) });
  }
  /** Removes axes of size 1. */
  squeeze(x: Value, axes: readonly number[]): Value {
    return this.node("Squeeze", [x, this.ints(axes)]);
  }
  /** Inserts axes of size 1. */
  unsqueeze(x: Value, axes: readonly number[]): Value {
    return this.node("Unsqueeze", [x, this.ints(axes)]);
  }
  /** Repeats axes of size 1 up to a shape. */
  expand(x: Value, shape: readonly number[]): Value {
    return this.node("Expand", [x, this.ints(shape)]);
  }
  /** Repeats the whole tensor along each axis. */
  tile(x: Value, repeats: readonly number[]): Value {
    return this.node("Tile", [x, this.ints(repeats)]);
  }
  /** The shape as int64. */
  shape(x: Value): Value {
    return this.node("Shape", [x]);
  }
  /** Tensors one after the other along an axis. */
  concat(values: readonly Value[], axis: number): Value {
    return this.node("Concat", values, { axis: int(axis) });
  }
  /** Parts of the given sizes along an axis. */
  split(x: Value, axis: number, sizes: readonly number[]): Value[] {
    return this.nodes("Split", [x, this.ints(sizes)], { axis: int(axis) }, { outputCount: sizes.length });
  }
  /** Part of a tensor, start inclusive, end exclusive. @param steps  default 1 */
  slice(
    x: Value,
    starts: readonly number[],
    ends: readonly number[],
    axes: readonly number[] = starts.map((_, i) => i),
    steps?: readonly number[],
  ): Value {
    return this.node("Slice", [x, this.ints(starts), this.ints(ends), this.ints(axes), steps && this.ints(steps)]);
  }
  /**
   * Adds elements around a tensor.
   * @param pads  all starts, then all ends, one for every axis; negative ones crop
   * @param value  what constant padding puts there; default 0
   */
  pad(x: Value, pads: readonly number[], mode: "constant" | "reflect" | "edge" = "constant", value = 0): Value {
    const fill = mode === "constant" && value !== 0 ? this.scalar(value, x.type) : undefined;
    return this.node("Pad", [x, this.ints(pads), fill], { mode: string(mode) });
  }
  /** Elements at indices along an axis. @param axis  default 0 */
  gather(x: Value, indices: Value, axis = 0): Value {
    return this.node("Gather", [x, indices], { axis: int(axis) });
  }

  // Images
  /** Resamples to fixed sizes, one for every axis (names of unknown axes: use {@link resizeBy}). */
  resize(x: Value, sizes: readonly number[], options: ResizeOptions = {}): Value {
    return this.node("Resize", [x, undefined, undefined, this.ints(sizes)], resizeAttributes(options));
  }
  /** Resamples by factors, one for every axis. */
  resizeBy(x: Value, scales: readonly number[], options: ResizeOptions = {}): Value {
    const factors = this.constant(tensor("float32", [scales.length], Float32Array.from(scales)));
    return this.node("Resize", [x, undefined, factors], resizeAttributes(options));
  }
  /** Samples x `[N, C, H, W]` at grid points `[N, h, w, 2]` in -1..1 (x first). */
  gridSample(
    x: Value,
    grid: Value,
    options: {
      readonly mode?: "bilinear" | "nearest" | "bicubic";
      readonly padding?: "zeros" | "border" | "reflection";
      readonly alignCorners?: boolean;
    } = {},
  ): Value {
    return this.node("GridSample", [x, grid], {
      mode: string(options.mode ?? "bilinear"),
      padding_mode: string(options.padding ?? "zeros"),
      align_corners: int(options.alignCorners ? 1 : 0),
    });
  }
  /** Moves channels into blocks of pixels. @param mode  `DCR` (default) or `CRD` order of the channels */
  depthToSpace(x: Value, block: number, mode: "DCR" | "CRD" = "DCR"): Value {
    return this.node("DepthToSpace", [x], { blocksize: int(block), mode: string(mode) });
  }

  // Quantisation
  /** (x - zeroPoint) * scale; the axis counts when they are per channel. @param axis  default 1 */
  dequantizeLinear(x: Value, scale: Value, zeroPoint?: Value, axis = 1): Value {
    return this.node("DequantizeLinear", [x, scale, zeroPoint], scale.dims.length ? { axis: int(axis) } : {});
  }
  /** round(x / scale) + zeroPoint, saturated; the axis counts when they are per channel. @param axis  default 1 */
  quantizeLinear(x: Value, scale: Value, zeroPoint?: Value, axis = 1): Value {
    return this.node("QuantizeLinear", [x, scale, zeroPoint], scale.dims.length ? { axis: int(axis) } : {});
  }

  #binary(op: string, a: Operand, b: Operand): Value {
    return this.node(op, this.#operands(op, a, b));
  }

  #operands(op: string, a: Operand, b: Operand): [Value, Value] {
    if (typeof a === "number" && typeof b === "number")
      throw new TypeError(`${op}: one operand must be an edge, got two numbers`);
    const type = typeof a === "number" ? (b as Value).type : a.type;
    const lift = (operand: Operand) => (typeof operand === "number" ? this.scalar(operand, type) : operand);
    return [lift(a), lift(b)];
  }
}

type Attributes = Record<string, Attribute>;

const flag = (name: string, on: boolean | undefined, fallback = false): Attributes =>
  on === undefined || on === fallback ? {} : { [name]: int(on ? 1 : 0) };

/** ONNX attributes of a window. */
export function windowAttributes(options: WindowOptions, kernel: readonly (number | string)[]): Attributes {
  const { strides, dilations, pads, autoPad, group, outputPadding } = options;
  return {
    ...(kernel.every((size) => typeof size === "number") && { kernel_shape: ints(kernel) }),
    ...(strides && { strides: ints(strides) }),
    ...(dilations && { dilations: ints(dilations) }),
    ...(pads && { pads: ints(pads) }),
    ...(autoPad && autoPad !== "NOTSET" && { auto_pad: string(autoPad) }),
    ...(group !== undefined && group !== 1 && { group: int(group) }),
    ...(outputPadding && { output_padding: ints(outputPadding) }),
    ...flag("ceil_mode", options.ceil),
    ...flag("count_include_pad", options.countIncludePad),
  };
}

const resizeAttributes = (options: ResizeOptions): Attributes => ({
  mode: string(options.mode ?? "linear"),
  coordinate_transformation_mode: string(options.coordinates ?? "half_pixel"),
  ...(options.mode === "nearest" && { nearest_mode: string(options.nearest ?? "round_prefer_floor") }),
});
