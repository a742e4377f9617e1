import { createHash } from "node:crypto";
import type { Runtime } from "face88";

/** What a {@link meteredRuntime} saw. */
export interface RuntimeMeter {
  /** Bytes of the networks that were loaded, as ONNX. */
  readonly bytes: number;
  /** First 16 hexadecimal digits of the SHA-256 over them. */
  readonly sha256: string;
  /** Milliseconds of each run of a network since the start or the last call. */
  lap(): number[];
}

/**
 * A runtime that tells what is loaded through it and how long the networks themselves take, without cropping and
 * decoding.
 */
export function meteredRuntime(runtime: Runtime): { readonly runtime: Runtime; readonly meter: RuntimeMeter } {
  const hash = createHash("sha256");
  let bytes = 0;
  let times: number[] = [];
  return {
    runtime: {
      async load(model) {
        const session = await runtime.load(model);
        bytes += model.length;
        hash.update(model);
        return {
          inputNames: session.inputNames,
          outputNames: session.outputNames,
          dispose: () => session.dispose(),
          async run(inputs) {
            const started = performance.now();
            const outputs = await session.run(inputs);
            times.push(performance.now() - started);
            return outputs;
          },
        };
      },
    },
    meter: {
      get bytes() {
        return bytes;
      },
      get sha256() {
        return hash.copy().digest("hex").slice(0, 16);
      },
      lap() {
        const lap = times;
        times = [];
        return lap;
      },
    },
  };
}
