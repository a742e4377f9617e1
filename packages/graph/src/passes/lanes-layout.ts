/** Domain of onnxruntime's kernels for the blocked layout (NCHWc), which exist on x64 and arm64 but not in wasm. */
export const NCHWC = "com.microsoft.nchwc";
