import { ConfigError } from "./errors.js";

/**
 * Reads one value of a config: gives it back checked, with defaults filled in.
 * @param path  where it stands, such as `optimizer.learningRate`; empty at the top
 * @throws ConfigError
 */
export type Reader<T> = (value: unknown, path: string) => T;

/** The error for one entry. */
export function wrong(path: string, expected: string, got: unknown): ConfigError {
  const shown = got === undefined ? "nothing" : JSON.stringify(got);
  return new ConfigError(`${path === "" ? "config" : path}: expected ${expected}, got ${shown}`);
}

/** Range and default of a number. */
interface Range {
  readonly least?: number;
  readonly most?: number;
  readonly above?: number;
  readonly below?: number;
  readonly fallback?: number;
}

function inRange(value: number, { least, most, above, below }: Range): boolean {
  return (
    Number.isFinite(value) &&
    (least === undefined || value >= least) &&
    (most === undefined || value <= most) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

function rangeText(noun: string, { least, most, above, below }: Range): string {
  const bounds = [
    least !== undefined && `at least ${least}`,
    above !== undefined && `above ${above}`,
    most !== undefined && `at most ${most}`,
    below !== undefined && `below ${below}`,
  ];
  return [noun, bounds.filter((bound) => bound !== false).join(" and ")].filter((part) => part !== "").join(" ");
}

/** A finite number. */
export const number =
  (range: Range = {}): Reader<number> =>
  (value = range.fallback, path) => {
    if (typeof value !== "number" || !inRange(value, range)) throw wrong(path, rangeText("a number", range), value);
    return value;
  };

/** A whole number. */
export const whole =
  (range: Range = {}): Reader<number> =>
  (value = range.fallback, path) => {
    if (!Number.isSafeInteger(value) || !inRange(value as number, range)) {
      throw wrong(path, rangeText("a whole number", range), value);
    }
    return value as number;
  };

/** Text that is not empty. */
export const text =
  (fallback?: string): Reader<string> =>
  (value = fallback, path) => {
    if (typeof value !== "string" || value === "") throw wrong(path, "text", value);
    return value;
  };

/** Text that is not empty, or an object that `reader` reads. */
export const textOr =
  <T>(reader: Reader<T>): Reader<string | T> =>
  (value, path) => {
    if (typeof value === "object" && value !== null) return reader(value, path);
    if (typeof value !== "string" || value === "") throw wrong(path, "text or an object", value);
    return value;
  };

/** True or false. */
export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw wrong(path, "true or false", value);
  return value;
};

/** Any JSON, which someone else checks. */
export const anything =
  (fallback: unknown): Reader<unknown> =>
  (value = fallback) =>
    value;

/** One of a few values. */
export const oneOf =
  <T extends string | number>(allowed: readonly T[], fallback?: T): Reader<T> =>
  (value = fallback, path) => {
    if (!allowed.includes(value as T)) throw wrong(path, `one of ${allowed.join(", ")}`, value);
    return value as T;
  };

/** Left out, or read by `reader`. */
export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : reader(value, path);

/** `null`, which is the default, or read by `reader`. */
export const orNone =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, path) =>
    value === undefined || value === null ? null : reader(value, path);

/** A list, empty by default. */
export const list =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value = [], path) => {
    if (!Array.isArray(value)) throw wrong(path, "a list", value);
    return value.map((entry, i) => reader(entry, `${path}[${i}]`));
  };

type Fields = Readonly<Record<string, Reader<unknown>>>;

/** An object with these entries and no others. */
export const object =
  (fields: Fields): Reader<Record<string, unknown>> =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "an object", value);
    const at = (name: string) => (path === "" ? name : `${path}.${name}`);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        throw new ConfigError(`${at(name)}: expected one of ${Object.keys(fields).join(", ")}, got an unknown entry`);
      }
    }
    const read = Object.entries(fields).map(([name, reader]) => [
      name,
      reader((value as Record<string, unknown>)[name], at(name)),
    ]);
    return Object.fromEntries(read.filter(([, entry]) => entry !== undefined));
  };

/** An object whose `kind` tells its other entries. Left out it is `{kind: fallback}`. */
export const tagged =
  (fallback: string, kinds: Readonly<Record<string, Fields>>): Reader<Record<string, unknown>> =>
  (value = {}, path) => {
    if (typeof value !== "object" || value === null) throw wrong(path, "an object", value);
    const kind = oneOf(Object.keys(kinds), fallback)((value as { kind?: unknown }).kind, `${path}.kind`);
    return object({ kind: text(fallback), ...kinds[kind] })(value, path);
  };
