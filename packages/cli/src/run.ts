import { annotate } from "./commands/annotate.js";
import { average } from "./commands/average.js";
import { backbone } from "./commands/backbone.js";
import { bench } from "./commands/bench.js";
import type { Command } from "./commands/command.js";
import { data } from "./commands/data.js";
import { detect } from "./commands/detect.js";
import { evaluate } from "./commands/eval.js";
import { exportCommand } from "./commands/export.js";
import { models } from "./commands/models.js";
import { mtcnn } from "./commands/mtcnn.js";
import { train } from "./commands/train.js";
import { describeError, exitCodeOf } from "./report-error.js";
import { UsageError } from "./usage-error.js";

const commands: Readonly<Record<string, Command>> = {
  detect,
  annotate,
  data,
  train,
  average,
  backbone,
  export: exportCommand,
  eval: evaluate,
  mtcnn,
  bench,
  models,
};

const interrupted = 130;
/** Ctrl-C, `kill`, a terminal that is closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function help(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `face88: 88 named landmarks on every face in photos and videos

Usage: face88 COMMAND [...]

${rows.join("\n")}

face88 COMMAND --help tells the options of a command, with examples.
`;
}

/**
 * Runs a command line.
 * @param words  without the names of Node and of the script
 * @returns exit code: 0 done, 1 a failed run, 2 wrong usage or unreadable input, 130 interrupted
 */
export async function run(words: readonly string[]): Promise<number> {
  const controller = new AbortController();
  // The first Ctrl-C ends the work and removes what is half-written; the second one ends at once.
  const stop = () => (controller.signal.aborted ? process.exit(interrupted) : controller.abort());
  for (const signal of signals) process.on(signal, stop);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    return await dispatch(words, controller.signal);
  } catch (error) {
    if (controller.signal.aborted) {
      process.stderr.write("face88: interrupted, nothing half-written is left\n");
      return interrupted;
    }
    process.stderr.write(`face88: ${describeError(error)}\n`);
    return exitCodeOf(error);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

async function dispatch([name, ...rest]: readonly string[], signal: AbortSignal): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`expected a command (${Object.keys(commands).join(", ")}), got ${name}`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.helpOf?.(rest) ?? command.help);
    return 0;
  }
  return command.run(rest, signal);
}
