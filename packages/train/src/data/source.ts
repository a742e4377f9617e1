import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Random } from "../networks/random.js";
import { ConfigError } from "../trainer/errors.js";

/** One named part of a sample: float32, row-major. */
export interface Field {
  readonly name: string;
  /** Shape of one sample, without the batch. */
  readonly dims: readonly number[];
}

/** How bytes become the values that a network sees: value = (byte - mean) / deviation, by channel (red, green, blue). */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Where a sample is written: one view for each field, by name. */
export type Sample = Readonly<Record<string, Float32Array>>;

/**
 * Where samples come from. The trainer knows data by this alone: what they are, how many, and how to write one.
 * Every loader thread opens a source of its own.
 *
 * Fields by name: `image` `[3, S, S]`, the network's input; `points` `[2P]`, x and y in turn; `weights` `[P]` if points
 * count differently (0 leaves one out); `teacher` `[2P]` if a loss distils.
 */
export interface SampleSource {
  /** Number of samples. */
  readonly length: number;
  readonly fields: readonly Field[];
  /** Changes whenever the content does; a run resumes only on the data it began with. */
  readonly fingerprint: string;
  /** Pixels of the crop in one unit of `points`: the crop's width where points are fractions of it. */
  readonly unit: number;
  /** How `image` came from bytes; export puts it into the graph. */
  readonly normalisation: Normalisation;
  /** Name of a sample for messages. @param index  0 <= index < length */
  id(index: number): string;
  /**
   * Writes one sample, augmented if the source does so.
   * @param index  0 <= index < length
   * @param random  numbers that are a function of (seed, epoch, index): the only source of chance a source may use
   * @param sample  views to write, every element; they hold old data
   */
  fill(index: number, random: Random, sample: Sample): void | Promise<void>;
  /** Closes the files that the source holds open, where it holds any. */
  dispose?(): Promise<void>;
}

/** Width and height of a source's images in pixels. @throws ConfigError when it has none */
export function sideOf({ fields }: Pick<SampleSource, "fields">): number {
  const image = fields.find(({ name }) => name === "image");
  if (!image) throw new ConfigError(`data: expected a field image, got ${fields.map(({ name }) => name).join(", ")}`);
  return image.dims[1];
}

/** How a source is named in a config, so that any thread can open it. */
export interface SourceReference {
  /** Module that makes the source: a path that starts with a dot, from the config's folder, or a package's entry. */
  readonly module: string;
  /** Name of its export; default `default`. */
  readonly export: string;
  /** What the export is called with, plain JSON. */
  readonly options: unknown;
}

/**
 * What the named export of a source's module is.
 * @param options  the reference's options
 * @param folder  absolute; relative paths in the options start here
 */
export type SourceFactory = (options: unknown, folder: string) => SampleSource | Promise<SampleSource>;

/** A module of the config that is not there, or has no such export. */
export class ModuleReferenceError extends Error {
  override readonly name = "ModuleReferenceError";
}

/**
 * Opens a source.
 * @param folder  where the config lies
 * @throws ModuleReferenceError when the module or its export is missing
 */
export async function openSource(reference: SourceReference, folder: string): Promise<SampleSource> {
  const factory = (await importReference(reference, folder)) as SourceFactory;
  return factory(reference.options, folder);
}

/** The function that a config names by module and export. @throws ModuleReferenceError when there is none */
export async function importReference(
  { module, export: name }: Pick<SourceReference, "module" | "export">,
  folder: string,
): Promise<(...given: never[]) => unknown> {
  const specifier = locate(module, folder);
  const loaded = await import(specifier).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ERR_MODULE_NOT_FOUND" && cause.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw cause;
    throw new ModuleReferenceError(`module: expected one that can be imported from ${folder}, got ${module}`, {
      cause,
    });
  });
  const found = (loaded as Record<string, unknown>)[name];
  if (typeof found !== "function") {
    throw new ModuleReferenceError(`module ${module}: expected a function as export ${name}, got ${typeof found}`);
  }
  return found as (...given: never[]) => unknown;
}

function locate(module: string, folder: string): string {
  if (module.startsWith(".") || isAbsolute(module)) return pathToFileURL(resolve(folder, module)).href;
  try {
    return pathToFileURL(createRequire(join(folder, "config.json")).resolve(module)).href;
  } catch {
    // Not installed beside the config: one of those installed beside this package.
    return module;
  }
}
