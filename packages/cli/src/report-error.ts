import { MissingDependencyError, TruncatedVideoError, UnreadableInputError, UnwritableOutputError } from "face88";
import { UsageError } from "./usage-error.js";

/** What went wrong, in one line, for standard error. An error that we do not expect says so, with where it came from. */
export function describeError(error: unknown): string {
  const line = String((error as Partial<Error> | undefined)?.message ?? error).replace(/\s*\n\s*/g, " ");
  return isExpected(error) ? line : `internal: ${line}${origin(error)}`.replace("internal: internal:", "internal:");
}

/** Exit code for an error that ended the run: 2 for wrong usage or unreadable input, 1 for a failed run. */
export function exitCodeOf(error: unknown): number {
  const usage = error instanceof UsageError || error instanceof RangeError;
  return usage || error instanceof UnreadableInputError ? 2 : 1;
}

/** Codes of the system for outputs that cannot be written: not our mistake. */
const systemCodes = [
  "ENOSPC",
  "EACCES",
  "EROFS",
  "EISDIR",
  "ENOTDIR",
  "EMFILE",
  "EDQUOT",
  "EPIPE",
  "ENAMETOOLONG",
  "ENXIO",
];

function isExpected(error: unknown): boolean {
  return (
    error instanceof UsageError ||
    error instanceof UnreadableInputError ||
    error instanceof TruncatedVideoError ||
    error instanceof UnwritableOutputError ||
    error instanceof MissingDependencyError ||
    error instanceof RangeError ||
    systemCodes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? "")
  );
}

/** File and line of our code that threw. */
function origin(error: unknown): string {
  const frame = /([\w.-]+\.[jt]s:\d+)/.exec((error as Partial<Error> | undefined)?.stack ?? "");
  return frame ? ` (${frame[1]})` : "";
}
