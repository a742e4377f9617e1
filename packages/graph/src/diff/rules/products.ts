import { floatOf, intOf } from "../../ir/attributes.js";
import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import { type GradientRule, NotDifferentiableError } from "../rule.js";
import { sumTo } from "../shapes.js";

/** Matrix product with either side transposed over its last two axes; one Gemm when both are matrices. */
export function product(b: GraphBuilder, p: Value, q: Value, transA: boolean, transB: boolean): Value {
  if (p.dims.length === 2 && q.dims.length === 2) return b.gemm(p, q, undefined, { transA, transB });
  return b.matmul(transA ? swap(b, p) : p, transB ? swap(b, q) : q);
}

function swap(b: GraphBuilder, value: Value): Value {
  const axes = [...value.dims.keys()];
  return b.transpose(value, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

const matmul: GradientRule = (c) => {
  const { b, dy } = c;
  const [p, q] = c.inputs as [Value, Value];
  if (p.dims.length < 2 || q.dims.length < 2) {
    throw new NotDifferentiableError(c.node, `operands must have rank 2 or more, got [${p.dims}] and [${q.dims}]`);
  }
  const forLeft = () => sumTo(b, product(b, dy, q, false, true), p);
  // Many rows against one matrix: all rows are one long matrix, so that no stack of products has to be summed.
  const long = q.dims.length === 2 && p.dims.length > 2;
  const rows = (value: Value) => (long ? b.reshape(value, [-1, Number(value.dims[value.dims.length - 1])]) : value);
  const forRight = () => sumTo(b, product(b, rows(p), rows(dy), true, false), q);
  return [c.wanted(0) ? forLeft() : undefined, c.wanted(1) ? forRight() : undefined];
};

const gemm: GradientRule = (c) => {
  const { b, node, dy } = c;
  const [p, q, bias] = c.inputs as [Value, Value, Value | undefined];
  const transA = intOf(node, "transA", 0) === 1;
  const transB = intOf(node, "transB", 0) === 1;
  const alpha = floatOf(node, "alpha", 1);
  const beta = floatOf(node, "beta", 1);
  const scaled = alpha === 1 ? dy : b.mul(dy, alpha);
  const forLeft = () => (transA ? product(b, q, scaled, transB, true) : product(b, scaled, q, false, !transB));
  const forRight = () => (transB ? product(b, scaled, p, true, transA) : product(b, p, scaled, !transA, false));
  const forBias = () => sumTo(b, beta === 1 ? dy : b.mul(dy, beta), bias as Value);
  return [
    c.wanted(0) ? forLeft() : undefined,
    c.wanted(1) ? forRight() : undefined,
    c.wanted(2) ? forBias() : undefined,
  ];
};

/** Gradient rules of matrix products. */
export const products: Readonly<Record<string, GradientRule>> = { MatMul: matmul, Gemm: gemm };
