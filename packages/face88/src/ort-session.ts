import type { FloatTensor, Session } from "./runtime.js";

/** The part of an `InferenceSession` that is used, of onnxruntime-node and of onnxruntime-web alike. */
export interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, never>): Promise<unknown>;
  release(): Promise<void>;
}

/**
 * A session of ONNX Runtime as the core knows one.
 * @param tensorOf  makes the runtime's own tensor
 */
export function ortSession(session: OrtSession, tensorOf: (tensor: FloatTensor) => unknown): Session {
  let open = true;
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs) {
      if (!open) throw new TypeError("expected a network that is open, got one that was disposed of");
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensorOf(tensor)]));
      return (await session.run(feeds as Record<string, never>)) as Readonly<Record<string, FloatTensor>>;
    },
    dispose() {
      if (open) void session.release();
      open = false;
    },
  };
}
