import type { Dim, Tensor } from "../ir/graph.js";
import { allocate, tensor } from "../ir/tensor.js";

/** Axis of an NHWC tensor that becomes each axis of its NCHW form. */
export const NHWC_TO_NCHW = [0, 3, 1, 2] as const;
/** Axis of an NCHW tensor that becomes each axis of its NHWC form. */
export const NCHW_TO_NHWC = [0, 2, 3, 1] as const;

/** Sizes in another order of axes: entry i is the old axis that becomes axis i. */
export const permuteDims = <T extends Dim>(dims: readonly T[], order: readonly number[]): T[] =>
  order.map((axis) => dims[axis]);

/** Whether NHWC and NCHW lay these sizes (NHWC) out alike in memory, so that a reshape does for a transpose. */
export const sameMemory = ([, height, width, channels]: readonly number[]): boolean =>
  height * width === 1 || channels === 1;

/** Constant with its axes in another order: entry i of `order` is the old axis that becomes axis i. */
export function transpose(source: Tensor, order: readonly number[]): Tensor {
  const dims = permuteDims(source.dims, order);
  const strides = source.dims.map((_, axis) => source.dims.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  const steps = permuteDims(strides, order);
  const data = allocate(source.type, source.data.length);
  const at = dims.map(() => 0);
  let from = 0;
  for (let i = 0; i < data.length; i++) {
    data[i] = source.data[from];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at[axis]++;
      from += steps[axis];
      if (at[axis] < dims[axis]) break;
      from -= steps[axis] * dims[axis];
      at[axis] = 0;
    }
  }
  return tensor(source.type, dims, data);
}
