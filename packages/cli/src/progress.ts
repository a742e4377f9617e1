/** Shows how far a run is: a bar with the time left on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #label: string;
  readonly #started = performance.now();
  #shown = 0;
  #open = false;

  /** @param label  what is being done */
  constructor(label: string, stream: NodeJS.WriteStream = process.stderr) {
    this.#label = label;
    this.#stream = stream;
  }

  /**
   * Says how far it is; most calls show nothing, so that it may be called for each frame.
   * @param share  how much of the whole is done, 0 to 1
   * @param detail  a few words behind it, such as a speed
   */
  update(share: number, detail = ""): void {
    // A video's times may begin before 0, and its length be 0.
    const done = Math.min(1, Math.max(0, share || 0));
    const now = performance.now();
    if (now - this.#shown < (this.#stream.isTTY ? 100 : 5000)) return;
    // The first plain line comes after the first interval: short runs stay silent.
    if (this.#shown === 0 && !this.#stream.isTTY && now - this.#started < 5000) return;
    this.#shown = now;
    const percent = `${Math.round(done * 100)} %`.padStart(5);
    const words = [percent, `${timeLeft(now - this.#started, done)} left`, detail].filter((part) => part !== "");
    if (!this.#stream.isTTY) {
      this.#stream.write(`${this.#label}: ${words.join(", ").trim()}\n`);
      return;
    }
    const filled = Math.round(done * 24);
    this.#stream.write(`\r\u001b[K${this.#label} ${"█".repeat(filled)}${"░".repeat(24 - filled)} ${words.join("  ")}`);
    this.#open = true;
  }

  /** Wipes the bar off the terminal, so that a line may follow. */
  clear(): void {
    if (this.#open) this.#stream.write("\r\u001b[K");
    this.#open = false;
  }
}

function timeLeft(milliseconds: number, done: number): string {
  if (done <= 0) return "?";
  const seconds = Math.round(((milliseconds / done) * (1 - done)) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
