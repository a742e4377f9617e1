import { floatOf, intOf, intsOf, stringOf } from "../ir/attributes.js";
import type { Graph, Node, Tensor } from "../ir/graph.js";
import { sliceRange } from "../ir/infer/pick.js";
import { resolvePads, windowOf } from "../ir/infer/window.js";
import { elementCount, toNumbers } from "../ir/tensor.js";

/** Tensor in double precision. */
export interface Exact {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

type Operator = (node: Node, inputs: readonly Exact[], outDims: readonly number[]) => Exact;

const make = (dims: readonly number[], fill: (index: number[]) => number): Exact => {
  const data = new Float64Array(elementCount(dims));
  const index = dims.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = fill(index);
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis] === dims[axis]; axis--) index[axis] = 0;
  }
  return { dims, data };
};

/** Element at an index, axes of size 1 and missing leading axes broadcast, 0 outside. */
const at = ({ dims, data }: Exact, index: readonly number[]): number => {
  let flat = 0;
  const lead = index.length - dims.length;
  for (let axis = 0; axis < dims.length; axis++) {
    const i = dims[axis] === 1 && index[axis + lead] > 0 ? 0 : index[axis + lead];
    if (i < 0 || i >= dims[axis]) return 0;
    flat = flat * dims[axis] + i;
  }
  return data[flat];
};

const map =
  (f: (x: number, node: Node) => number): Operator =>
  (node, [x]) => ({ dims: x.dims, data: x.data.map((v) => f(v, node)) });

const zip =
  (f: (x: number, y: number) => number): Operator =>
  (_, inputs, dims) =>
    make(dims, (i) => inputs.slice(1).reduce((all, v) => f(all, at(v, i)), at(inputs[0], i)));

const reduceWith =
  (f: (values: number[]) => number): Operator =>
  (_, [x, axesInput], outDims) => {
    const rank = x.dims.length;
    const axes = new Set(axesInput ? [...axesInput.data].map((a) => (a + rank) % rank) : x.dims.keys());
    const keptDims = x.dims.map((d, i) => (axes.has(i) ? 1 : d));
    const groups: number[][] = Array.from({ length: elementCount(keptDims) }, () => []);
    make(x.dims, (index) => {
      const flat = index.reduce((all, i, axis) => all * keptDims[axis] + (axes.has(axis) ? 0 : i), 0);
      groups[flat].push(at(x, index));
      return 0;
    });
    return { dims: outDims, data: Float64Array.from(groups, f) };
  };

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: number[]) => sum(values) / values.length;
const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** All index tuples below `dims`. */
function* indices(dims: readonly number[]): Generator<number[]> {
  const total = elementCount(dims);
  for (let flat = 0; flat < total; flat++) {
    const index: number[] = [];
    let rest = flat;
    for (const dim of [...dims].reverse()) {
      index.unshift(rest % dim);
      rest = Math.floor(rest / dim);
    }
    yield index;
  }
}

const conv: Operator = (node, [x, w, bias], dims) => {
  const { strides, dilations, ...window } = windowOf(node, w.dims.slice(2));
  const pads = resolvePads({ strides, dilations, ...window }, x.dims.slice(2));
  const perGroup = w.dims[0] / intOf(node, "group", 1);
  return make(dims, ([n, m, ...out]) => {
    const first = Math.floor(m / perGroup) * w.dims[1];
    let total = bias ? bias.data[m] : 0;
    for (const [c, ...k] of indices(w.dims.slice(1))) {
      const source = k.map((p, i) => out[i] * strides[i] + p * dilations[i] - pads[i]);
      if (source.some((s, i) => s < 0 || s >= x.dims[i + 2])) continue;
      total += at(x, [n, first + c, ...source]) * at(w, [m, c, ...k]);
    }
    return total;
  });
};

const convTranspose: Operator = (node, [x, w, bias], dims) => {
  const { strides, dilations, pads } = windowOf(node, w.dims.slice(2));
  const perGroup = x.dims[1] / intOf(node, "group", 1);
  const y = make(dims, ([, m]) => (bias ? bias.data[m] : 0));
  for (const [n, c, ...source] of indices(x.dims)) {
    for (const [m, ...k] of indices(w.dims.slice(1))) {
      const out = k.map((p, i) => source[i] * strides[i] + p * dilations[i] - pads[i]);
      if (out.some((o, i) => o < 0 || o >= dims[i + 2])) continue;
      const channel = Math.floor(c / perGroup) * w.dims[1] + m;
      const flat = [n, channel, ...out].reduce((all, i, axis) => all * dims[axis] + i, 0);
      y.data[flat] += at(x, [n, c, ...source]) * at(w, [c, m, ...k]);
    }
  }
  return y;
};

const matmul = (p: Exact, q: Exact, dims: readonly number[], transA: boolean, transB: boolean): Exact => {
  const inner = p.dims[p.dims.length - (transA ? 2 : 1)];
  return make(dims, (index) => {
    const [row, column] = index.slice(-2);
    const stack = index.slice(0, -2);
    const lead = (v: Exact) => stack.slice(stack.length - v.dims.length + 2);
    let total = 0;
    for (let k = 0; k < inner; k++) {
      const left = at(p, [...lead(p), ...(transA ? [k, row] : [row, k])]);
      total += left * at(q, [...lead(q), ...(transB ? [column, k] : [k, column])]);
    }
    return total;
  });
};

const pool =
  (f: (values: number[], window: number) => number): Operator =>
  (node, [x], dims) => {
    const { kernel, strides, dilations, ...window } = windowOf(node);
    const size = x.dims.slice(2);
    const pads = resolvePads({ kernel, strides, dilations, ...window }, size);
    return make(dims, ([n, c, ...out]) => {
      const values: number[] = [];
      let counted = 0;
      for (const k of indices(kernel)) {
        const source = k.map((p, i) => out[i] * strides[i] + p * dilations[i] - pads[i]);
        if (source.every((s, i) => s < size[i] + pads[i + size.length])) counted++;
        if (source.every((s, i) => s >= 0 && s < size[i])) values.push(at(x, [n, c, ...source]));
      }
      return f(values, intOf(node, "count_include_pad", 0) ? counted : values.length);
    });
  };

const softmax =
  (log: boolean): Operator =>
  (node, [x]) => {
    const axis = (intOf(node, "axis", -1) + x.dims.length) % x.dims.length;
    const line = (index: number[]) => Array.from({ length: x.dims[axis] }, (_, i) => at(x, index.with(axis, i)));
    return make(x.dims, (index) => {
      const shifted = at(x, index) - Math.log(sum(line(index).map(Math.exp)));
      return log ? shifted : Math.exp(shifted);
    });
  };

const reshape: Operator = (_, [x], dims) => ({ dims, data: x.data });

const resize: Operator = (node, [x, , scalesInput], dims) => {
  if (stringOf(node, "coordinate_transformation_mode", "") !== "half_pixel") throw new Error("only half_pixel");
  const mode = stringOf(node, "mode", "nearest");
  const [nearest, cubic] = [mode === "nearest", mode === "cubic"];
  if (nearest && stringOf(node, "nearest_mode", "round_prefer_floor") !== "round_prefer_floor") {
    throw new Error("only round_prefer_floor");
  }
  const a = -0.75;
  const kernel = (d: number): number => {
    const t = Math.abs(d);
    if (!cubic) return Math.max(0, 1 - t);
    if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
    return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
  };
  return make(dims, (index) => {
    const position = index.map((i, axis) => {
      const scale = scalesInput?.data.length ? scalesInput.data[axis] : dims[axis] / x.dims[axis];
      return (i + 0.5) / scale - 0.5;
    });
    const inside = (source: number[]) =>
      at(
        x,
        source.map((s, axis) => clamp(s, 0, x.dims[axis] - 1)),
      );
    if (nearest) return inside(position.map((p) => Math.ceil(p - 0.5)));
    let total = 0;
    // A position on a pixel takes that pixel alone.
    for (const offset of indices(position.map((p) => (Number.isInteger(p) ? 1 : 6)))) {
      const source = position.map((p, axis) => (Number.isInteger(p) ? p : Math.floor(p) + offset[axis] - 2));
      const weight = source.reduce((all, s, axis) => all * kernel(position[axis] - s), 1);
      if (weight !== 0) total += weight * inside(source);
    }
    return total;
  });
};

const slice: Operator = (_, [x, starts, ends, axes, steps], dims) =>
  make(dims, (index) => {
    const source = [...index];
    starts.data.forEach((start, i) => {
      const axis = axes ? (axes.data[i] + x.dims.length) % x.dims.length : i;
      const step = steps?.data[i] ?? 1;
      source[axis] = sliceRange(x.dims[axis], start, ends.data[i], step).first + index[axis] * step;
    });
    return at(x, source);
  });

const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: zip((x, y) => x + y),
  Sub: zip((x, y) => x - y),
  Mul: zip((x, y) => x * y),
  Div: zip((x, y) => x / y),
  Pow: zip((x, y) => x ** y),
  Sum: zip((x, y) => x + y),
  Min: zip(Math.min),
  Max: zip(Math.max),
  Mean: (node, inputs, dims) => {
    const total = zip((x, y) => x + y)(node, inputs, dims);
    return { dims, data: total.data.map((v) => v / inputs.length) };
  },
  Greater: zip((x, y) => Number(x > y)),
  Less: zip((x, y) => Number(x < y)),
  Where: (_, [c, x, y], dims) => make(dims, (i) => (at(c, i) ? at(x, i) : at(y, i))),
  Cast: map((x) => x),
  Identity: map((x) => x),
  Neg: map((x) => -x),
  Abs: map(Math.abs),
  Sqrt: map(Math.sqrt),
  Exp: map(Math.exp),
  Log: map(Math.log),
  Sin: map(Math.sin),
  Cos: map(Math.cos),
  Reciprocal: map((x) => 1 / x),
  Relu: map((x) => Math.max(x, 0)),
  LeakyRelu: map((x, node) => (x > 0 ? x : x * floatOf(node, "alpha", 0.01))),
  Elu: map((x, node) => (x > 0 ? x : floatOf(node, "alpha", 1) * Math.expm1(x))),
  Sigmoid: map((x) => 1 / (1 + Math.exp(-x))),
  Tanh: map(Math.tanh),
  Softplus: map((x) => Math.log1p(Math.exp(x))),
  HardSigmoid: map((x, node) => clamp(floatOf(node, "alpha", 0.2) * x + floatOf(node, "beta", 0.5), 0, 1)),
  HardSwish: map((x) => x * clamp(x / 6 + 0.5, 0, 1)),
  Clip: (_, [x, low, high]) => ({
    dims: x.dims,
    data: x.data.map((v) => clamp(v, low?.data[0] ?? -Infinity, high?.data[0] ?? Infinity)),
  }),
  PRelu: zip((x, slope) => (x > 0 ? x : x * slope)),
  Softmax: softmax(false),
  LogSoftmax: softmax(true),
  Conv: conv,
  ConvTranspose: convTranspose,
  MatMul: (_, [p, q], dims) => matmul(p, q, dims, false, false),
  Gemm: (node, [p, q, bias], dims) => {
    const product = matmul(p, q, dims, intOf(node, "transA", 0) === 1, intOf(node, "transB", 0) === 1);
    const [alpha, beta] = [floatOf(node, "alpha", 1), floatOf(node, "beta", 1)];
    return make(dims, (i) => alpha * at(product, i) + (bias ? beta * at(bias, i) : 0));
  },
  ReduceSum: reduceWith(sum),
  ReduceMean: reduceWith(mean),
  ReduceMax: reduceWith((v) => Math.max(...v)),
  ReduceMin: reduceWith((v) => Math.min(...v)),
  ReduceProd: reduceWith((v) => v.reduce((a, b) => a * b, 1)),
  ReduceSumSquare: reduceWith((v) => sum(v.map((x) => x * x))),
  ReduceL1: reduceWith((v) => sum(v.map(Math.abs))),
  ReduceL2: reduceWith((v) => Math.sqrt(sum(v.map((x) => x * x)))),
  ReduceLogSum: reduceWith((v) => Math.log(sum(v))),
  ReduceLogSumExp: reduceWith((v) => Math.log(sum(v.map(Math.exp)))),
  AveragePool: pool((values, count) => sum(values) / count),
  MaxPool: pool((values) => Math.max(...values)),
  GlobalAveragePool: (_, [x], dims) => make(dims, ([n, c]) => mean(planeOf(x, n, c))),
  GlobalMaxPool: (_, [x], dims) => make(dims, ([n, c]) => Math.max(...planeOf(x, n, c))),
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: (node, [x], dims) => {
    const perm = intsOf(node, "perm") ?? [...x.dims.keys()].reverse();
    return make(dims, (index) =>
      at(
        x,
        x.dims.map((_, axis) => index[perm.indexOf(axis)]),
      ),
    );
  },
  Expand: (_, [x], dims) => make(dims, (index) => at(x, index)),
  Tile: (_, [x], dims) =>
    make(dims, (index) =>
      at(
        x,
        index.map((i, axis) => i % x.dims[axis]),
      ),
    ),
  Concat: (node, inputs, dims) =>
    make(dims, (index) => {
      const axis = (intOf(node, "axis", 0) + dims.length) % dims.length;
      let i = index[axis];
      const part = inputs.find((input) => {
        if (i < input.dims[axis]) return true;
        i -= input.dims[axis];
        return false;
      });
      return at(part as Exact, index.with(axis, i));
    }),
  Slice: slice,
  Pad: (_, [x, pads, fill], dims) =>
    make(dims, (index) => {
      const source = index.map((i, axis) => i - pads.data[axis]);
      const inside = source.every((s, axis) => s >= 0 && s < x.dims[axis]);
      return inside ? at(x, source) : (fill?.data[0] ?? 0);
    }),
  Gather: (node, [x, picks], dims) =>
    make(dims, (index) => {
      const axis = (intOf(node, "axis", 0) + x.dims.length) % x.dims.length;
      const pick = at(picks, index.slice(axis, axis + picks.dims.length));
      return at(x, [...index.slice(0, axis), pick, ...index.slice(axis + picks.dims.length)]);
    }),
  Resize: resize,
  BatchNormalization: (node, [x, scale, bias, average, variance], dims) =>
    make(dims, (index) => {
      const c = index[1];
      const rate = 1 / Math.sqrt(variance.data[c] + floatOf(node, "epsilon", 1e-5));
      return (at(x, index) - average.data[c]) * rate * scale.data[c] + bias.data[c];
    }),
};

const planeOf = (x: Exact, n: number, c: number): number[] => {
  const area = elementCount(x.dims.slice(2));
  const start = (n * x.dims[1] + c) * area;
  return [...x.data.subarray(start, start + area)];
};

function splitInto(edges: Map<string, Exact>, node: Node): void {
  const [x, sizes] = node.inputs.map((name) => edges.get(name) as Exact);
  const axis = (intOf(node, "axis", 0) + x.dims.length) % x.dims.length;
  let start = 0;
  node.outputs.forEach((name, part) => {
    const low = start;
    edges.set(
      name,
      make(x.dims.with(axis, sizes.data[part]), (i) => at(x, i.with(axis, i[axis] + low))),
    );
    start += sizes.data[part];
  });
}

/** Doubles from a tensor. */
export const exact = (tensor: Tensor): Exact => ({ dims: tensor.dims, data: Float64Array.from(toNumbers(tensor)) });

/** Runs a graph of fixed shapes in double precision by the formulas of the ONNX specification; slow, tests only. */
export function evaluate(graph: Graph, feeds: Readonly<Record<string, Exact>>): Record<string, Exact> {
  const edges = new Map<string, Exact>(Object.entries(feeds));
  for (const [name, data] of graph.initializers) if (!edges.has(name)) edges.set(name, exact(data));
  for (const node of graph.nodes) {
    if (node.op === "Split") {
      splitInto(edges, node);
      continue;
    }
    const operator = OPERATORS[node.op];
    if (!operator || node.domain !== "") throw new Error(`reference evaluator has no ${node.domain} ${node.op}`);
    const dims = graph.values.get(node.outputs[0])?.dims as readonly number[];
    edges.set(
      node.outputs[0],
      operator(
        node,
        node.inputs.map((name) => edges.get(name) as Exact),
        dims,
      ),
    );
  }
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, edges.get(name) as Exact]));
}
