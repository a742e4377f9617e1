import { intOf } from "../attributes.js";
import type { Dim } from "../graph.js";
import type { InferContext, InferRule } from "./context.js";

const resize: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const scales = c.optional(2) && c.input(2).dims[0] !== 0 ? c.numbers(2) : undefined;
  const sizes = c.optional(3) ? c.numbers(3) : undefined;
  const scaled = (dim: Dim, i: number): Dim => {
    if (sizes) return sizes[i];
    if (scales?.[i] === 1) return dim;
    return scales && typeof dim === "number" ? Math.floor(dim * scales[i]) : c.fresh();
  };
  return [{ type, dims: dims.map(scaled) }];
};

const gridSample: InferRule = (c) => {
  const x = c.input(0);
  const grid = c.input(1);
  c.rank(grid, x.dims.length);
  c.sameDim(grid.dims[grid.dims.length - 1], x.dims.length - 2, "last axis of the grid and number of spatial axes");
  return [{ type: x.type, dims: [x.dims[0], x.dims[1], ...grid.dims.slice(1, -1)] }];
};

const scale = (c: InferContext, dim: Dim, factor: number): Dim => (typeof dim === "number" ? dim * factor : c.fresh());

const depthToSpace: InferRule = (c) => {
  c.rank(c.input(0), 4);
  const [n, channels, h, w] = c.input(0).dims;
  const block = intOf(c, "blocksize", 1);
  return [
    { type: c.input(0).type, dims: [n, scale(c, channels, 1 / block ** 2), scale(c, h, block), scale(c, w, block)] },
  ];
};

const spaceToDepth: InferRule = (c) => {
  c.rank(c.input(0), 4);
  const [n, channels, h, w] = c.input(0).dims;
  const block = intOf(c, "blocksize", 1);
  return [
    {
      type: c.input(0).type,
      dims: [n, scale(c, channels, block ** 2), scale(c, h, 1 / block), scale(c, w, 1 / block)],
    },
  ];
};

const quantize: InferRule = (c) => [{ type: c.optional(2)?.type ?? "uint8", dims: c.input(0).dims }];

const dequantize: InferRule = (c) => [{ type: c.input(1).type, dims: c.input(0).dims }];

/** Shape rules of image sampling and of quantisation. */
export const imaging: Readonly<Record<string, InferRule>> = {
  Resize: resize,
  GridSample: gridSample,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  NonMaxSuppression: (c) => [{ type: "int64", dims: [c.fresh(), 3] }],
  ConstantOfShape: (c) => {
    const value = c.attributes.value;
    const type = value?.kind === "tensor" ? value.value.type : "float32";
    const rank = c.input(0).dims[0];
    if (typeof rank !== "number") return c.fail("rank of the result must be known");
    return [{ type, dims: c.numbers(0) ?? Array.from({ length: rank }, (): Dim => c.fresh()) }];
  },
  Range: (c) => {
    const [start, limit, step] = [c.numbers(0), c.numbers(1), c.numbers(2)];
    const known = start && limit && step && Math.max(0, Math.ceil((limit[0] - start[0]) / step[0]));
    return [{ type: c.input(0).type, dims: [known ?? c.fresh()] }];
  },
};
