/**
 * A TFLite file that cannot be turned into a graph: truncated, not TFLite at all, or with an operator or option that the
 * importer does not know. The one-line message names the file and, where there is one, the operator and its node.
 */
export class TfliteImportError extends Error {
  override readonly name = "TfliteImportError";
}
