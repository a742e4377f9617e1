import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { importTflite, TFLITE_IMPORTER_VERSION, writeOnnx } from "@face88/graph";
import { MissingDependencyError } from "../errors.js";
import { cachedConversion } from "./model-cache.js";

const require = createRequire(import.meta.url);

/** A file of an npm package, or a part of one that several files are packed into. */
export interface WeightSource {
  /** Package that holds it. */
  readonly package: string;
  /** File in the package. */
  readonly file: string;
  /** Name of the part, by the end of its path in the pack; absent when the file is the network itself. */
  readonly packed?: string;
}

/**
 * A published TFLite network as ONNX; converted once and kept in the cache folder.
 * @throws MissingDependencyError when the package is not installed or lacks the file
 */
export async function publishedWeights(source: WeightSource): Promise<Uint8Array> {
  return convertedTflite(await readSource(source), source.packed ?? source.file);
}

/**
 * A TFLite network as ONNX; converted once and kept in the cache folder.
 * @param file  what messages call it
 * @throws TfliteImportError when the file is damaged or has an operator that is not known
 */
export async function convertedTflite(tflite: Uint8Array, file: string): Promise<Uint8Array> {
  return cachedConversion(tflite, `tflite ${TFLITE_IMPORTER_VERSION}`, (bytes) =>
    writeOnnx(importTflite(bytes, { file })),
  );
}

async function readSource({ package: name, file, packed }: WeightSource): Promise<Uint8Array> {
  let folder: string;
  try {
    folder = dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new MissingDependencyError(`${name}: expected the package with the weights to be installed (npm i ${name})`, {
      cause,
    });
  }
  const read = async (path: string) =>
    readFile(join(folder, path)).catch((cause: unknown) => {
      throw new MissingDependencyError(`${name}: expected a file ${path} in the package, got none`, { cause });
    });
  if (packed === undefined) return read(file);
  const loader = await read(file.replace(/\.data$/, "_loader.js"));
  const part = packedFiles(loader.toString()).find((entry) => entry.filename.endsWith(packed));
  if (part === undefined)
    throw new MissingDependencyError(`${name}: expected ${packed} in ${file}, got a pack without it`);
  return (await read(file)).subarray(part.start, part.end);
}

interface PackedFile {
  readonly filename: string;
  readonly start: number;
  readonly end: number;
}

/** The table of contents that Emscripten's file packager writes into the loader script. */
function packedFiles(loader: string): PackedFile[] {
  const table = /loadPackage\((\{.*?\})\);/s.exec(loader);
  return table === null ? [] : (JSON.parse(table[1]) as { files: PackedFile[] }).files;
}
