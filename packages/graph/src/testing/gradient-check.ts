import { expect } from "vitest";
import { differentiate } from "../diff/differentiate.js";
import { lowerComposites } from "../diff/lower/lower.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Tensor, Value } from "../ir/graph.js";
import { elementCount, float32 } from "../ir/tensor.js";
import { evaluate, exact } from "./evaluate.js";
import { runGraph } from "./run.js";

/** Deterministic numbers in -1..1 (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** Random float32 tensor; `shape` moves numbers of -1..1 to where the operator is smooth. */
export function randomTensor(dims: readonly number[], seed: number, move = (x: number) => x): Tensor {
  const next = numbers(seed);
  return float32(
    dims,
    Float32Array.from({ length: elementCount(dims) }, () => move(next())),
  );
}

/** A function to be checked: the shapes of its inputs and the nodes that it is made of. */
export interface GradientCase {
  readonly inputs: readonly (readonly number[])[];
  readonly build: (b: GraphBuilder, ...inputs: Value[]) => Value;
  /** Moves random numbers of -1..1 into the domain of the function, away from kinks. */
  readonly move?: (x: number) => number;
  readonly seed?: number;
}

/**
 * Compares the gradient graph, run by onnxruntime in float32, with central differences of the forward graph in float64
 * reference arithmetic, for the loss sum(weights * f(inputs)) with random weights.
 */
export async function checkGradient({ inputs, build, move, seed = 1 }: GradientCase): Promise<void> {
  const values = inputs.map((dims, i) => randomTensor(dims, seed + i, move));
  const forward = () => {
    const b = new GraphBuilder();
    const edges = inputs.map((dims, i) => b.input(`x${i}`, "float32", dims));
    const y = build(b, ...edges);
    const weights = randomTensor(y.dims as number[], seed + 99);
    return { b, edges, loss: b.reduceSum(b.mul(y, b.constant(weights)), undefined, false) };
  };
  const { b, edges, loss } = forward();
  differentiate(b, loss, edges).forEach((gradient, i) => {
    expect(gradient.dims).toEqual(inputs[i]);
    b.output(gradient, `d${i}`);
  });
  const found = await runGraph(lowerComposites(b.build()), Object.fromEntries(values.map((v, i) => [`x${i}`, v])));

  const reference = forward();
  reference.b.output(reference.loss, "loss");
  const graph = lowerComposites(reference.b.build());
  const feeds = Object.fromEntries(values.map((v, i) => [`x${i}`, exact(v)]));
  const step = 1e-5;
  values.forEach((value, i) => {
    const { data } = feeds[`x${i}`];
    const expected = Array.from(value.data as Float32Array, (_, at) => {
      const middle = data[at];
      data[at] = middle + step;
      const above = evaluate(graph, feeds).loss.data[0];
      data[at] = middle - step;
      const below = evaluate(graph, feeds).loss.data[0];
      data[at] = middle;
      return (above - below) / (2 * step);
    });
    const scale = Math.max(1, ...expected.map(Math.abs));
    expected.forEach((slope, at) => {
      const got = (found[`d${i}`].data as Float32Array)[at];
      expect(Math.abs(got - slope) / scale, `d${i}[${at}]: ${got}, expected ${slope}`).toBeLessThan(5e-5);
    });
  });
}
