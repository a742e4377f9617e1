import { toReference } from "flatbuffers/js/flexbuffers.js";
import { float16ToFloat32 } from "../ir/float16.js";
import { viewBytes } from "../ir/tensor.js";
import type { TfliteModel, TfliteOperator } from "../tflite/model.js";
import { densify } from "../tflite/sparse.js";

/** Array with its sizes, NHWC for images. */
export interface Reference {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

type Kernel = (operator: TfliteOperator, inputs: readonly Reference[], output: Reference, model: TfliteModel) => void;

/**
 * Runs a TFLite model operator by operator as TFLite's reference kernels are written: NHWC, nested loops, sums in double
 * precision. It shares the file reader with the importer and nothing else.
 * @returns every tensor of the model by index
 */
export function runReference(model: TfliteModel, inputs: readonly Float32Array[]): Reference[] {
  const values: Reference[] = [];
  const at = (index: number): Reference => {
    const { dims, data, type, sparsity } = model.tensors[index];
    if (values[index] === undefined && data !== undefined && sparsity === undefined) {
      const view = viewBytes(type, data);
      values[index] = {
        dims,
        data: type === "float16" ? float16ToFloat32(view as Uint16Array) : Float32Array.from(view, Number),
      };
    }
    return values[index];
  };
  model.inputs.forEach((index, i) => {
    values[index] = { dims: model.tensors[index].dims, data: inputs[i] };
  });
  for (const operator of model.operators) {
    const [index] = operator.outputs;
    const { dims } = model.tensors[index];
    const output = { dims, data: new Float32Array(dims.reduce((product, size) => product * size, 1)) };
    kernels[operator.kind](operator, operator.inputs.map(at), output, model);
    values[index] = output;
  }
  return values;
}

const fused = (code: number | undefined, x: number): number => (code === 1 ? Math.max(x, 0) : x);

/** TFLite computes padding from the output size; only the part before the image matters to a kernel that checks bounds. */
function padBefore(rule: number, size: number, out: number, kernel: number, stride: number): number {
  return rule === 0 ? Math.max(0, ((out - 1) * stride + kernel - size) >> 1) : 0;
}

const convolution =
  (depthwise: boolean): Kernel =>
  ({ options }, [input, filter, bias], output) => {
    const [, height, width, channels] = input.dims;
    const [, outHeight, outWidth, outChannels] = output.dims;
    const [, kernelHeight, kernelWidth, kernelDepth] = filter.dims;
    const [strideX, strideY] = [options?.int32(1) ?? 1, options?.int32(2) ?? 1];
    const top = padBefore(options?.int8(0) ?? 0, height, outHeight, kernelHeight, strideY);
    const left = padBefore(options?.int8(0) ?? 0, width, outWidth, kernelWidth, strideX);
    const multiplier = outChannels / channels;
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++)
        for (let o = 0; o < outChannels; o++) {
          let sum = bias?.data[o] ?? 0;
          for (let ky = 0; ky < kernelHeight; ky++)
            for (let kx = 0; kx < kernelWidth; kx++) {
              const [iy, ix] = [y * strideY + ky - top, x * strideX + kx - left];
              if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
              const pixel = (iy * width + ix) * channels;
              if (depthwise) {
                const weight = filter.data[(ky * kernelWidth + kx) * outChannels + o];
                sum += input.data[pixel + Math.floor(o / multiplier)] * weight;
              } else {
                const row = ((o * kernelHeight + ky) * kernelWidth + kx) * kernelDepth;
                for (let c = 0; c < channels; c++) sum += input.data[pixel + c] * filter.data[row + c];
              }
            }
          output.data[(y * outWidth + x) * outChannels + o] = fused(options?.int8(depthwise ? 4 : 3), sum);
        }
  };

const maxPool: Kernel = ({ options }, [input], output) => {
  const [, height, width, channels] = input.dims;
  const [, outHeight, outWidth] = output.dims;
  const [strideX, strideY, sizeX, sizeY] = [1, 2, 3, 4].map((field) => options?.int32(field) ?? 1);
  const top = padBefore(options?.int8(0) ?? 0, height, outHeight, sizeY, strideY);
  const left = padBefore(options?.int8(0) ?? 0, width, outWidth, sizeX, strideX);
  for (let i = 0; i < output.data.length; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % outWidth;
    const y = Math.floor(i / channels / outWidth);
    let best = -Infinity;
    for (let iy = y * strideY - top; iy < y * strideY - top + sizeY; iy++)
      for (let ix = x * strideX - left; ix < x * strideX - left + sizeX; ix++)
        if (iy >= 0 && ix >= 0 && iy < height && ix < width)
          best = Math.max(best, input.data[(iy * width + ix) * channels + c]);
    output.data[i] = best;
  }
};

/** Element of an operand that broadcasts to the output at flat position `i`. */
function broadcast(source: Reference, dims: readonly number[], i: number): number {
  let at = 0;
  let step = 1;
  let rest = i;
  for (let back = 1; back <= dims.length; back++) {
    const size = dims[dims.length - back];
    const own = source.dims[source.dims.length - back] ?? 1;
    if (own > 1) at += (rest % size) * step;
    step *= own;
    rest = Math.floor(rest / size);
  }
  return source.data[at];
}

const elementwise =
  (f: (a: number, b: number) => number): Kernel =>
  ({ options, kind }, [a, b], output) => {
    const code = kind === "ADD" || kind === "MUL" ? options?.int8(0) : 0;
    for (let i = 0; i < output.data.length; i++) {
      const second = b === undefined ? 0 : broadcast(b, output.dims, i);
      output.data[i] = fused(code, f(broadcast(a, output.dims, i), second));
    }
  };

const resizeBilinear: Kernel = ({ options }, [input], output) => {
  const [, height, width, channels] = input.dims;
  const [, outHeight, outWidth] = output.dims;
  if (options?.bool(2) || !options?.bool(3)) throw new Error("reference: half-pixel centres only");
  const place = (i: number, size: number, out: number) => {
    const exact = Math.max(0, ((i + 0.5) * size) / out - 0.5);
    const low = Math.min(Math.floor(exact), size - 1);
    return { low, high: Math.min(low + 1, size - 1), share: exact - low };
  };
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const [v, h] = [place(y, height, outHeight), place(x, width, outWidth)];
      for (let c = 0; c < channels; c++) {
        const read = (row: number, column: number) => input.data[(row * width + column) * channels + c];
        const upper = read(v.low, h.low) * (1 - h.share) + read(v.low, h.high) * h.share;
        const lower = read(v.high, h.low) * (1 - h.share) + read(v.high, h.high) * h.share;
        output.data[(y * outWidth + x) * channels + c] = upper * (1 - v.share) + lower * v.share;
      }
    }
};

const pad: Kernel = (_, [input, paddings], output) => {
  const before = input.dims.map((_size, axis) => paddings.data[axis * 2]);
  for (let i = 0; i < output.data.length; i++) {
    let rest = i;
    let at = 0;
    let step = 1;
    let inside = true;
    for (let axis = output.dims.length - 1; axis >= 0; axis--) {
      const place = (rest % output.dims[axis]) - before[axis];
      rest = Math.floor(rest / output.dims[axis]);
      inside &&= place >= 0 && place < input.dims[axis];
      at += place * step;
      step *= input.dims[axis];
    }
    output.data[i] = inside ? input.data[at] : 0;
  }
};

const depthToSpace: Kernel = ({ options }, [input], output) => {
  const block = options?.int32(0) ?? 1;
  const [, , width, depth] = input.dims;
  const [, outHeight, outWidth, channels] = output.dims;
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let c = 0; c < channels; c++) {
        const pixel = Math.floor(y / block) * width + Math.floor(x / block);
        const channel = ((y % block) * block + (x % block)) * channels + c;
        output.data[(y * outWidth + x) * channels + c] = input.data[pixel * depth + channel];
      }
};

const concatenation: Kernel = ({ options }, inputs, output) => {
  if (options?.int32(0) !== 1 || output.dims.length !== 3) throw new Error("reference: axis 1 of 3 only");
  let at = 0;
  for (const { data } of inputs) {
    output.data.set(data, at);
    at += data.length;
  }
};

const copy: Kernel = (_, [input], output) => output.data.set(input.data);

const number = (operator: TfliteOperator, name: string): number => {
  const root = toReference((operator.customOptions as Uint8Array).slice().buffer);
  return root.get(name as unknown as number).floatValue() ?? Number(root.get(name as unknown as number).intValue());
};

/** landmarks_to_transform_matrix.cc, version 2, with its angles and matrix products. */
const landmarksToTransformMatrix: Kernel = (operator, [{ data }], output) => {
  const root = toReference((operator.customOptions as Uint8Array).slice().buffer);
  const subset = root.get("subset_idxs" as unknown as number).toObject() as number[];
  const [left, right] = [number(operator, "left_rotation_idx"), number(operator, "right_rotation_idx")];
  const angle = Math.atan2(data[right * 3 + 1] - data[left * 3 + 1], data[right * 3] - data[left * 3]);
  const r = number(operator, "target_rotation_radians") - angle;
  const rotate = (x: number, y: number, by: number) => [
    x * Math.cos(by) - y * Math.sin(by),
    x * Math.sin(by) + y * Math.cos(by),
  ];
  const level = subset.map((i) => rotate(data[i * 3], data[i * 3 + 1], r));
  const [xs, ys] = [level.map(([x]) => x), level.map(([, y]) => y)];
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [cropX, cropY] = rotate((minX + maxX) / 2, (minY + maxY) / 2, -r);
  const [outWidth, outHeight] = [number(operator, "output_width"), number(operator, "output_height")];
  const scaleX = (number(operator, "scale_x") * (maxX - minX)) / outWidth;
  const scaleY = (number(operator, "scale_y") * (maxY - minY)) / outHeight;
  const [c, s] = [Math.cos(-r), Math.sin(-r)];
  const chain = [
    [1, 0, 0, cropX, 0, 1, 0, cropY, 0, 0, 1, 0, 0, 0, 0, 1],
    [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    [scaleX, 0, 0, 0, 0, scaleY, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    [1, 0, 0, -outWidth / 2, 0, 1, 0, -outHeight / 2, 0, 0, 1, 0, 0, 0, 0, 1],
  ];
  const product = chain.reduce((a, b) =>
    a.map((_, i) => [0, 1, 2, 3].reduce((sum, k) => sum + a[(i & 12) + k] * b[k * 4 + (i & 3)], 0)),
  );
  output.data.set(product);
};

/** transform_tensor_bilinear.cc, version 2. */
const transformTensorBilinear: Kernel = (_, [input, { data: m }], output) => {
  const [, height, width, channels] = input.dims;
  const [, outHeight, outWidth] = output.dims;
  const shiftX = m[3] + m[0] * 0.5 + m[1] * 0.5 - 0.5;
  const shiftY = m[7] + m[4] * 0.5 + m[5] * 0.5 - 0.5;
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const [u, v] = [m[0] * x + m[1] * y + shiftX, m[4] * x + m[5] * y + shiftY];
      if (u < 0 || v < 0 || u > width - 1 || v > height - 1) continue;
      const [left, top] = [Math.floor(u), Math.floor(v)];
      for (let c = 0; c < channels; c++) {
        const read = (row: number, column: number) =>
          row >= height || column >= width ? 0 : input.data[(row * width + column) * channels + c];
        const upper = (1 - u + left) * read(top, left) + (u - left) * read(top, left + 1);
        const lower = (1 - u + left) * read(top + 1, left) + (u - left) * read(top + 1, left + 1);
        output.data[(y * outWidth + x) * channels + c] = (v - top) * lower + (1 - v + top) * upper;
      }
    }
};

/** transform_landmarks.cc, version 2. */
const transformLandmarks: Kernel = (_, [{ data: points }, { data: m }], output) => {
  for (let i = 0; i < output.data.length; i += 2) {
    output.data[i] = m[0] * points[i] + m[1] * points[i + 1] + m[3];
    output.data[i + 1] = m[4] * points[i] + m[5] * points[i + 1] + m[7];
  }
};

const densifyKernel: Kernel = ({ inputs }, _, output, { tensors }) => {
  const { data, dims, sparsity } = tensors[inputs[0]];
  if (data === undefined || sparsity === undefined) throw new Error("reference: not sparse");
  densify(float16ToFloat32(viewBytes("float16", data) as Uint16Array), dims, sparsity, output.data);
};

const kernels: Readonly<Record<string, Kernel>> = {
  ADD: elementwise((a, b) => a + b),
  CONCATENATION: concatenation,
  CONV_2D: convolution(false),
  DENSIFY: densifyKernel,
  DEPTHWISE_CONV_2D: convolution(true),
  DEPTH_TO_SPACE: depthToSpace,
  DEQUANTIZE: copy,
  LOGISTIC: elementwise((a) => 1 / (1 + Math.exp(-a))),
  MAX_POOL_2D: maxPool,
  MUL: elementwise((a, b) => a * b),
  PAD: pad,
  PRELU: elementwise((a, slope) => (a >= 0 ? a : a * slope)),
  RELU: elementwise((a) => Math.max(a, 0)),
  RESHAPE: copy,
  RESIZE_BILINEAR: resizeBilinear,
  // In these files it keeps everything.
  STRIDED_SLICE: copy,
  Landmarks2TransformMatrix: landmarksToTransformMatrix,
  TransformLandmarks: transformLandmarks,
  TransformTensorBilinear: transformTensorBilinear,
};
