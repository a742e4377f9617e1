/**
 * An input that cannot be read: a broken, empty, oversized or unsupported photo, video or list. The message says what
 * was expected and what came.
 */
export class UnreadableInputError extends Error {
  override readonly name = "UnreadableInputError";
}

/** A video that ends before its time: what could be read was worked on, and then this is thrown. */
export class TruncatedVideoError extends Error {
  override readonly name = "TruncatedVideoError";
}

/** An output that cannot be written: a missing or read-only folder, an unknown ending, a full disk. */
export class UnwritableOutputError extends Error {
  override readonly name = "UnwritableOutputError";
}

/** Something that must be installed or present is not: ONNX Runtime, a package with weights, a model file. */
export class MissingDependencyError extends Error {
  override readonly name = "MissingDependencyError";
}
