/** A feature map as TensorFlow holds it: rows of pixels of channels. */
export interface Map3 {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** One convolution with bias and activation, weights in TensorFlow's layout, padding `same`. */
export interface PlainConvolution {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  /** Side of the window. */
  readonly size: number;
  readonly stride: number;
  readonly filters: number;
  readonly depthwise?: boolean;
  readonly activation: (value: number) => number;
}

/** Loops as the definition has them: what imported networks are compared with. */
export function convolve(
  map: Map3,
  { kernel, bias, size, stride, filters, depthwise, activation }: PlainConvolution,
): Map3 {
  const { height, width, channels } = map;
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const before = (length: number, out: number) => Math.floor(Math.max(0, (out - 1) * stride + size - length) / 2);
  const [top, left] = [before(height, rows), before(width, columns)];
  const data = new Float32Array(rows * columns * filters);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const sums = new Float64Array(filters);
      for (let ky = 0; ky < size; ky++) {
        for (let kx = 0; kx < size; kx++) {
          const [y, x] = [row * stride + ky - top, column * stride + kx - left];
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          for (let channel = 0; channel < channels; channel++) {
            const value = map.data[(y * width + x) * channels + channel];
            if (value === 0) continue;
            const at = (ky * size + kx) * channels + channel;
            if (depthwise) sums[channel] += value * kernel[at];
            else for (let filter = 0; filter < filters; filter++) sums[filter] += value * kernel[at * filters + filter];
          }
        }
      }
      sums.forEach((sum, filter) => {
        data[(row * columns + column) * filters + filter] = activation(sum + bias[filter]);
      });
    }
  }
  return { height: rows, width: columns, channels: filters, data };
}

/** Largest of each 2x2. */
export function maximum({ height, width, channels, data }: Map3): Map3 {
  const half = { height: height / 2, width: width / 2, channels };
  return {
    ...half,
    data: Float32Array.from({ length: data.length / 4 }, (_, i) => {
      const [place, channel] = [Math.floor(i / channels), i % channels];
      const [y, x] = [2 * Math.floor(place / half.width), 2 * (place % half.width)];
      const at = (dy: number, dx: number) => data[((y + dy) * width + x + dx) * channels + channel];
      return Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
    }),
  };
}
