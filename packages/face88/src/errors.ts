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

/** A model file that is not what it should be: cut short, changed on the way, or another file under its name. */
export class DamagedModelError extends Error {
  override readonly name = "DamagedModelError";
}

/** The worker that runs the networks went away in the middle of its work; the next call starts a new one. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
}

/** The camera went away while its pictures were read: unplugged, taken by the system, or its permission withdrawn. */
export class CameraLostError extends Error {
  override readonly name = "CameraLostError";
}
