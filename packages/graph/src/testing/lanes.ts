import { lanesProbe } from "../diff/lanes-probe.js";
import { runGraph } from "./run.js";

/** Width of onnxruntime-node's blocked kernels on this machine, 0 when there are none. */
export async function lanesHere(): Promise<number> {
  for (const lanes of [16, 8]) {
    const found = await runGraph(lanesProbe(lanes)).catch(() => undefined);
    if (found?.difference.data[0] === 0) return lanes;
  }
  return 0;
}
