/**
 * Names of files for the ids of faces, without ending, with `/`: letters, digits and a few marks stay, the ending of a
 * photo goes, and no two are alike, also where the file system does not tell small letters from capitals.
 */
export class FileNames {
  readonly #taken = new Set<string>();

  /** The name for the next id. */
  next(id: string): string {
    const plain = id
      .replace(/\.(jpe?g|png|webp|avif|tiff?|gif)(?=#|$)/i, "")
      .split("/")
      .map((part) => part.replace(/[^\w.+-]/g, "_").replace(/^\.+/, "_"))
      .filter((part) => part !== "")
      .join("/");
    const base = plain === "" ? "face" : plain;
    let name = base;
    // No bare number behind an underscore: a list of .pts files would take it for a further face of one photo.
    for (let k = 2; this.#taken.has(name.toLowerCase()); k++) name = `${base}-${k}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
