import { readFileSync } from "node:fs";

/** Width of onnxruntime's blocked kernels on this machine; 0 where it is not known. See `gradientGraph`. */
export function machineLanes(): 0 | 8 | 16 {
  if (process.arch !== "x64") return 0;
  if (process.platform !== "linux") return 8;
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "";
  return / avx512f( |$)/.test(flags) ? 16 : / avx2( |$)/.test(flags) ? 8 : 0;
}
