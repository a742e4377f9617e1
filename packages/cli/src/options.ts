import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.js";

/** The words of a command line, sorted into options and the rest. */
export interface Parsed {
  /** Values by the long names of the options. */
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** What is no option: the inputs. */
  readonly inputs: readonly string[];
}

/** @throws UsageError when an option is unknown, or has a value where it takes none or the other way about */
export function parse(words: readonly string[], options: NonNullable<ParseArgsConfig["options"]>): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    return { values: values as Parsed["values"], inputs: positionals };
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${message.split(/\.\s/)[0].replace(/\.$/, "").replace(/\n/g, " ")} (face88 --help)`);
  }
}

/** The value of an option that takes a word. */
export function word({ values }: Parsed, name: string): string | undefined {
  return values[name] as string | undefined;
}

/** The values of an option that may be given several times; none when it is not given. */
export function listed({ values }: Parsed, name: string): readonly string[] {
  return (values[name] as readonly string[] | undefined) ?? [];
}

/** @throws UsageError when the value is no whole number of at least 1 */
export function count(parsed: Parsed, name: string): number | undefined {
  const text = word(parsed, name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`--${name}: expected a whole number of at least 1, got ${text}`);
  return Number(text);
}

/** @throws UsageError when the value is no number from 0 to 1 */
export function share(parsed: Parsed, name: string): number | undefined {
  const text = word(parsed, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new UsageError(`--${name}: expected a number from 0 to 1, got ${text}`);
  }
  return value;
}

/** @throws UsageError when the value is none of the choices */
export function choice<T extends string>(parsed: Parsed, name: string, allowed: readonly T[]): T | undefined {
  const text = word(parsed, name);
  return text === undefined ? undefined : oneOf(name, text, allowed);
}

/** @throws UsageError when a word of the comma-separated value is none of the choices */
export function choices<T extends string>(parsed: Parsed, name: string, allowed: readonly T[]): T[] | undefined {
  const text = word(parsed, name);
  return text?.split(",").map((entry) => oneOf(name, entry, allowed));
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((entry) => entry === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${name}: expected ${allowed.join("|")}, got ${text === "" ? "nothing" : text}`);
}
