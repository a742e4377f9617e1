/**
 * A TNN network that cannot be turned into a graph: not TNN at all, truncated, or with a layer or option that the importer
 * does not know. The one-line message names the file and, where there is one, the layer's type and name.
 */
export class TnnImportError extends Error {
  override readonly name = "TnnImportError";
}
