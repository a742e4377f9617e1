import { checkCount } from "../check-option.js";
import { MissingDependencyError } from "../errors.js";
import { ortSession } from "../ort-session.js";
import type { Runtime } from "../runtime.js";

/** Where networks run. Only `cpu` is part of every build of onnxruntime-node. */
export type ExecutionProvider = "cpu" | "cuda" | "webgpu" | "coreml" | "dml";

/** Options of {@link nodeRuntime}. */
export interface NodeRuntimeOptions {
  /** Where networks run; default `cpu`. */
  readonly provider?: ExecutionProvider;
  /** Threads of one network, >= 1; default 1, which is fastest for networks as small as these. */
  readonly threads?: number;
}

/**
 * ONNX Runtime in Node, from the peer dependency onnxruntime-node.
 * @throws RangeError when `threads` is out of its range
 * @throws MissingDependencyError when onnxruntime-node is not installed, or has no such provider; when the provider lacks
 *   its library or device on this machine, `load` throws it
 */
export async function nodeRuntime(options: NodeRuntimeOptions = {}): Promise<Runtime> {
  const { provider = "cpu", threads = 1 } = options;
  checkCount("threads", threads);
  const ort = await import("onnxruntime-node").catch((cause: unknown) => {
    throw new MissingDependencyError("onnxruntime-node: expected it to be installed (npm i onnxruntime-node)", {
      cause,
    });
  });
  const available = ort.listSupportedBackends().map((backend) => backend.name);
  if (!available.includes(provider)) {
    throw new MissingDependencyError(
      `provider: expected one that this machine's onnxruntime-node has (${available.join(", ")}), got ${provider}`,
    );
  }
  return {
    async load(model) {
      const options = {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        // Warnings of the optimiser about the file are not for users.
        logSeverityLevel: 3,
      } as const;
      const session = await ort.InferenceSession.create(model, options).catch((cause: Error) => {
        if (provider === "cpu") throw cause;
        const reason = cause.message.trim().split("\n")[0];
        throw new MissingDependencyError(`provider: expected ${provider} to work on this machine, got: ${reason}`, {
          cause,
        });
      });
      return ortSession(session, (tensor) => new ort.Tensor("float32", tensor.data, tensor.dims));
    },
  };
}
