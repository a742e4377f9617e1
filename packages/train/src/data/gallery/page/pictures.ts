/** Pictures that stay decoded: those of a few screens. */
const KEPT = 400;

/** Loads pictures when they are asked for and keeps the ones that were asked for last. */
export class Pictures {
  readonly #loading = new Map<string, Promise<HTMLImageElement>>();

  /** @throws Error when the file is missing or no picture */
  get(path: string): Promise<HTMLImageElement> {
    const known = this.#loading.get(path);
    // To the end of the line: what is asked for again is not the oldest any more.
    this.#loading.delete(path);
    const picture = known ?? load(path);
    this.#loading.set(path, picture);
    if (this.#loading.size > KEPT) {
      const [oldest] = this.#loading.keys();
      this.#loading.delete(oldest);
    }
    return picture;
  }
}

async function load(path: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.decoding = "async";
  image.src = path;
  await image.decode();
  return image;
}
