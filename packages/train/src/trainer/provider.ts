import { GraphBuilder, writeOnnx } from "@face88/graph";
import { type ExecutionProvider, nodeRuntime } from "face88/node";

/**
 * Sees that a provider works before a run is made for it, by loading the smallest of graphs.
 * @throws MissingDependencyError when onnxruntime-node has no such provider, or its library or device is missing here
 */
export async function requireProvider(provider: ExecutionProvider): Promise<void> {
  const b = new GraphBuilder("probe");
  b.output(b.add(b.input("x", "float32", [1]), 1), "y");
  const runtime = await nodeRuntime({ provider });
  (await runtime.load(writeOnnx(b.build()))).dispose();
}
