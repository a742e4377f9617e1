// ONNX Runtime for tests named `*.any.test.ts`. In Node this is onnxruntime-node; in Chromium vitest.config.ts puts
// onnxruntime-web (wasm) in its place, and its .wasm file is served from node_modules.
import { env, InferenceSession } from "onnxruntime-node";

export { Tensor } from "onnxruntime-node";

/** Where this test runs. */
export const runtimeName: "node" | "browser" = "document" in globalThis ? "browser" : "node";

/** Loads an ONNX file's bytes on one thread of the CPU, so that two runs add in the same order. */
export function createSession(bytes: Uint8Array): Promise<InferenceSession> {
  env.wasm.numThreads = 1;
  return InferenceSession.create(bytes, {
    executionProviders: [runtimeName === "node" ? "cpu" : "wasm"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
}
