/** A file of published weights that is not the one it should be: another format, other names, other shapes. */
export class BackboneError extends Error {
  override readonly name = "BackboneError";
}
