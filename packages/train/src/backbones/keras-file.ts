import { open } from "node:fs/promises";
import { float32, type Tensor } from "@face88/graph";
import { MissingDependencyError } from "face88";
import type { Dataset, Group } from "h5wasm/node";
import { BackboneError } from "./error.js";

/**
 * Weights of a Keras model's HDF5 file by layer: `<layer>/kernel` and `<layer>/bias`. Each layer is a group, and its tensors
 * lie somewhere inside, under names that differ between versions of Keras; the one with the highest rank is the kernel.
 * @param path  of a file that `save_weights` or `save` made
 * @throws BackboneError when it is no HDF5 file or holds no layers; MissingDependencyError when h5wasm is not installed
 */
export async function readKerasWeights(path: string): Promise<Map<string, Tensor>> {
  const begin = await beginningOf(path);
  // The library would write about it on its own.
  if (!begin.equals(SIGNATURE)) throw new BackboneError(`${path}: expected an HDF5 file, got another`);
  const { File, ready } = await importReader();
  await ready;
  const file = new File(path, "r");
  if (file.file_id < 0n) throw new BackboneError(`${path}: expected a whole HDF5 file, got one that is damaged`);
  try {
    const root = file.keys().includes("model_weights") ? (file.get("model_weights") as Group) : file;
    const found = root.keys().flatMap((layer) => tensorsOf(layer, root.get(layer)));
    if (found.length === 0) throw new BackboneError(`${path}: expected layers with weights, got none`);
    return new Map(found);
  } finally {
    file.close();
  }
}

/** @see HDF5 File Format Specification, superblock */
const SIGNATURE = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new BackboneError(`${path}: expected a file, got none (${cause.code})`, { cause });
  });
  try {
    const found = Buffer.alloc(SIGNATURE.length);
    await file.read(found, 0, found.length, 0);
    return found;
  } finally {
    await file.close();
  }
}

type Entity = ReturnType<Group["get"]>;

const typeOf = (entity: Entity): unknown => (Object(entity) as { type?: unknown }).type;
const isDataset = (entity: Entity): entity is Dataset => typeOf(entity) === "Dataset";
const isGroup = (entity: Entity): entity is Group => typeOf(entity) === "Group";

function tensorsOf(layer: string, entity: Entity): [string, Tensor][] {
  const sets = datasetsIn(entity).toSorted((a, b) => rankOf(b) - rankOf(a));
  return sets.map((set, i) => {
    const name = i === 0 && rankOf(set) > 1 ? "kernel" : rankOf(set) === 1 ? "bias" : String(i);
    return [`${layer}/${name}`, float32(set.shape ?? [], Float32Array.from(set.value as Float32Array))];
  });
}

const rankOf = ({ shape }: Dataset): number => shape?.length ?? 0;

function datasetsIn(entity: Entity): Dataset[] {
  if (isDataset(entity)) return [entity];
  return isGroup(entity) ? entity.keys().flatMap((name) => datasetsIn(entity.get(name))) : [];
}

async function importReader(): Promise<typeof import("h5wasm/node")> {
  return import("h5wasm/node").catch((cause) => {
    throw new MissingDependencyError("expected h5wasm, which reads .h5 files, to be installed (npm i h5wasm)", {
      cause,
    });
  });
}
