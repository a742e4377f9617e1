import { checkCount } from "../check-option.js";
import { MissingDependencyError } from "../errors.js";
import { ortSession } from "../ort-session.js";
import type { Runtime } from "../runtime.js";

/** Where networks run in a browser. */
export type WebProvider = "wasm" | "webgpu";

/** Options of {@link webRuntime}. */
export interface WebRuntimeOptions {
  /** Where networks run; default `wasm`. `webgpu` needs a browser and a machine that have it, and a larger runtime. */
  readonly provider?: WebProvider;
  /**
   * Threads of one network, >= 1. More than one work only on a page that is cross-origin isolated; elsewhere it is one.
   * Default: two where it is isolated, else one.
   */
  readonly threads?: number;
  /**
   * Folder of ONNX Runtime's `.wasm` file, absolute or against the page; default: where the bundler put it, or beside
   * ONNX Runtime's script.
   */
  readonly wasmPath?: string | URL;
}

/**
 * ONNX Runtime in the browser, from the peer dependency onnxruntime-web. It is loaded once a page (or worker): `threads`
 * and `wasmPath` of the first call count.
 * @throws RangeError when `threads` is out of its range
 * @throws MissingDependencyError when onnxruntime-web or its `.wasm` file cannot be loaded, or there is no WebGPU
 */
export async function webRuntime(options: WebRuntimeOptions = {}): Promise<Runtime> {
  const isolated = globalThis.crossOriginIsolated === true;
  const { provider = "wasm", threads = isolated ? 2 : 1, wasmPath } = options;
  checkCount("threads", threads);
  if (provider !== "wasm" && provider !== "webgpu") {
    throw new RangeError(`provider: expected wasm or webgpu, got ${String(provider)}`);
  }
  if (provider === "webgpu" && !("gpu" in navigator)) {
    throw new MissingDependencyError("provider: expected a browser with WebGPU, got one without");
  }
  const script = provider === "wasm" ? import("onnxruntime-web/wasm") : import("onnxruntime-web/webgpu");
  const ort = await script.catch((cause: Error) => {
    const came = `none that could be loaded (${cause.message})`;
    throw new MissingDependencyError(`onnxruntime-web: expected its script for ${provider}, got ${came}`, { cause });
  });
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = isolated ? threads : 1;
  if (wasmPath !== undefined) ort.env.wasm.wasmPaths = String(wasmPath);
  return {
    async load(model) {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [provider],
        // Warnings of the optimiser about the file are not for users.
        logSeverityLevel: 3,
      }).catch((cause: Error) => {
        // Its own words when the .wasm file cannot be fetched or compiled; anything else is about the model.
        if (!/no available backend|wasm|webgpu/i.test(cause.message)) throw cause;
        const reason = cause.message.trim().split("\n")[0];
        // ONNX Runtime remembers for as long as its script lives; a worker's ends with the worker.
        const next = "document" in globalThis ? " (the page has to be loaded anew before the next try)" : "";
        throw new MissingDependencyError(`onnxruntime-web: expected ${provider} to start, got: ${reason}${next}`, {
          cause,
        });
      });
      return ortSession(session, (tensor) => new ort.Tensor("float32", tensor.data, tensor.dims));
    },
  };
}
