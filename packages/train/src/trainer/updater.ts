import { type UpdateGraph, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { sessionOptions } from "./session.js";

/** Vectors by name, as tensors. */
type Tensors = Readonly<Record<string, Tensor>>;

const vector = (data: Float32Array) => new Tensor("float32", data, [data.length]);
const scalar = (value: number) => new Tensor("float32", new Float32Array([value]), []);
const dataOf = (tensors: Tensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.data as Float32Array]));

/** Scalars of one step. */
export interface UpdateStep {
  /** From 1 on. */
  readonly step: number;
  readonly learningRate: number;
  /** Micro-batches behind the sums. */
  readonly microBatches: number;
}

/** Takes optimiser steps. The state lies in two sets of tensors that take turns, so a step allocates and copies nothing. */
export class Updater {
  readonly #session: InferenceSession;
  #current: Tensors;
  #next: Tensors;

  private constructor(session: InferenceSession, vectors: Readonly<Record<string, Float32Array>>) {
    const tensors = (copy: (data: Float32Array) => Float32Array) =>
      Object.fromEntries(Object.entries(vectors).map(([name, data]) => [name, vector(copy(data))]));
    this.#session = session;
    this.#current = tensors((data) => data.slice());
    this.#next = tensors((data) => new Float32Array(data.length));
  }

  /** @param vectors  the state to begin with */
  static async create(
    { graph }: UpdateGraph,
    vectors: Readonly<Record<string, Float32Array>>,
    provider: string,
  ): Promise<Updater> {
    return new Updater(await InferenceSession.create(writeOnnx(graph), sessionOptions(provider)), vectors);
  }

  /** The state; good until the second step from now. */
  get vectors(): Readonly<Record<string, Float32Array>> {
    return dataOf(this.#current);
  }

  /**
   * Takes one step, unless the gradient is not finite: then the state stays as it was.
   * @param gradient  sum over micro-batches
   * @param statistics  sum over micro-batches, empty without batch normalisation
   * @returns Euclidean norm of the mean gradient
   */
  async step(gradient: Float32Array, statistics: Float32Array, scalars: UpdateStep): Promise<number> {
    const feeds: Record<string, Tensor> = {
      ...this.#current,
      gradient: vector(gradient),
      share: scalar(1 / scalars.microBatches),
      learning_rate: scalar(scalars.learningRate),
      step: scalar(scalars.step),
      ...(statistics.length > 0 && { statistics: vector(statistics) }),
    };
    const used = this.#session.inputNames.map((name) => [name, feeds[name]] as const);
    const norm = scalar(0);
    const outputs = Object.entries(this.#next).map(([name, tensor]) => [`next.${name}`, tensor] as const);
    await this.#session.run(Object.fromEntries(used), { ...Object.fromEntries(outputs), norm });
    const [length] = norm.data as Float32Array;
    if (Number.isFinite(length)) [this.#current, this.#next] = [this.#next, this.#current];
    return length;
  }

  /** Frees the session. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
