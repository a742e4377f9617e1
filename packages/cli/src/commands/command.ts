/** One command of `face88`. */
export interface Command {
  /** A few words for the list of commands. */
  readonly summary: string;
  /** The whole help, with examples. */
  readonly help: string;
  /** Help of a command inside this one, where the words name one. */
  helpOf?(words: readonly string[]): string | undefined;
  /**
   * @param words  what follows the command's name
   * @param signal  aborted by Ctrl-C
   * @returns exit code
   */
  run(words: readonly string[], signal: AbortSignal): Promise<number>;
}
