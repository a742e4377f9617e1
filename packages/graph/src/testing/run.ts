import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Graph, Tensor } from "../ir/graph.js";
import { tensor } from "../ir/tensor.js";
import { writeOnnx } from "../onnx/write.js";

/** Runs a graph once in onnxruntime-node on one thread; used by tests only. */
export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>> = {},
  options: InferenceSession.SessionOptions = {},
): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(writeOnnx(graph), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    ...options,
  });
  try {
    const given = Object.entries(feeds).map(([name, { type, dims, data }]) => [name, new OrtTensor(type, data, dims)]);
    const results = await session.run(Object.fromEntries(given));
    return Object.fromEntries(
      Object.entries(results).map(([name, result]) => [
        name,
        tensor(result.type as Tensor["type"], result.dims, result.data as Tensor["data"]),
      ]),
    );
  } finally {
    await session.release();
  }
}
