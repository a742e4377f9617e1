/** A TensorFlow.js model whose weights cannot be read: no model at all, cut off, or of a type that is not known. */
export class TfjsFormatError extends Error {
  override readonly name = "TfjsFormatError";
}
