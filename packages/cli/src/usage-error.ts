/** The command line is wrong: an unknown option, a value out of range, no input. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
