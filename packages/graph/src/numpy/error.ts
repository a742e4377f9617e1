/**
 * A NumPy file that cannot be read: not NumPy's at all, truncated, or with something in it that is no array of float32.
 * The one-line message names the file and, where there is one, the array.
 */
export class NumpyImportError extends Error {
  override readonly name = "NumpyImportError";
}
