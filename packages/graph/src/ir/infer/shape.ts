import { intOf, intsOf } from "../attributes.js";
import type { Dim } from "../graph.js";
import type { InferRule } from "./context.js";
import { productDim, quotientDim } from "./dims.js";
import { axesOf } from "./reduce.js";

const reshape: InferRule = (c) => {
  const x = c.input(0);
  const target = c.numbers(1);
  if (!target) {
    const rank = c.input(1).dims[0];
    if (typeof rank !== "number")
      return c.fail(`rank of the result must be known, got shape input of dims [${c.input(1).dims}]`);
    return [{ type: x.type, dims: Array.from({ length: rank }, () => c.fresh()) }];
  }
  const copied: Dim[] = target.map((size, i) => {
    if (size !== 0 || intOf(c, "allowzero", 0) === 1) return size;
    return x.dims[i] ?? c.fail(`0 at axis ${i} copies an axis that [${x.dims}] does not have`);
  });
  const hole = copied.indexOf(-1);
  const rest = copied.filter((_, i) => i !== hole);
  if (rest.includes(-1)) c.fail(`shape [${target}] must have one -1 at most`);
  if (hole >= 0) copied[hole] = quotientDim(c, x.dims, rest);
  else if ([...x.dims, ...copied].every((dim) => typeof dim === "number")) {
    c.sameDim(productDim(c, x.dims), productDim(c, copied), `sizes of [${x.dims}] and [${copied}]`);
  }
  return [{ type: x.type, dims: copied }];
};

const flatten: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const axis = intOf(c, "axis", 1);
  const split = axis < 0 ? axis + dims.length : axis;
  return [{ type, dims: [productDim(c, dims.slice(0, split)), productDim(c, dims.slice(split))] }];
};

const transpose: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const perm = intsOf(c, "perm") ?? dims.map((_, i) => dims.length - 1 - i);
  if ([...perm].sort((a, b) => a - b).some((axis, i) => axis !== i) || perm.length !== dims.length) {
    c.fail(`perm must be a permutation of 0..${dims.length - 1}, got [${perm}]`);
  }
  return [{ type, dims: perm.map((axis) => dims[axis]) }];
};

const squeeze: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const axes = axesOf(c, 1)?.map((axis) => c.axis(axis, dims.length));
  for (const axis of axes ?? []) c.sameDim(dims[axis], 1, `squeezed axis ${axis} of [${dims}] and 1`);
  return [{ type, dims: dims.filter((dim, i) => (axes ? !axes.includes(i) : dim !== 1)) }];
};

const unsqueeze: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const axes = axesOf(c, 1) ?? c.fail("axes are missing");
  const rank = dims.length + axes.length;
  const ones = new Set(axes.map((axis) => c.axis(axis, rank)));
  const rest = [...dims];
  return [{ type, dims: Array.from({ length: rank }, (_, i) => (ones.has(i) ? 1 : (rest.shift() as Dim))) }];
};

const expand: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const target = c.numbers(1);
  const rank = Math.max(dims.length, Number(c.input(1).dims[0]));
  return [
    {
      type,
      dims: Array.from({ length: rank }, (_, i): Dim => {
        const own = dims[i - rank + dims.length] ?? 1;
        if (!target) return typeof own === "number" && own > 1 ? own : c.fresh();
        const wanted = target[i - rank + target.length] ?? 1;
        if (wanted === 1) return own;
        if (own !== 1) c.sameDim(own, wanted, `axis ${i} of [${dims}] and of [${target}]`);
        return wanted;
      }),
    },
  ];
};

const tile: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const repeats = c.numbers(1);
  return [
    {
      type,
      dims: dims.map((dim, i) => {
        if (repeats?.[i] === 1) return dim;
        return repeats && typeof dim === "number" ? dim * repeats[i] : c.fresh();
      }),
    },
  ];
};

/** Shape rules of operators that rearrange axes. */
export const shaping: Readonly<Record<string, InferRule>> = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Expand: expand,
  Tile: tile,
  Shape: (c) => {
    const rank = c.input(0).dims.length;
    const at = (axis: number) => Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
    return [{ type: "int64", dims: [Math.max(0, at(intOf(c, "end", rank)) - at(intOf(c, "start", 0)))] }];
  },
  Size: () => [{ type: "int64", dims: [] }],
};
