import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Checkpoint } from "../state.js";

/** A run of 4 steps an epoch, each of two micro-batches, that takes a second. */
export const tinyConfig = (out: string, changes: object = {}) => ({
  out,
  data: {
    train: { module: "@face88/train/toy", options: { count: 67, size: 32 } },
    validation: { module: "@face88/train/toy", options: { count: 20, size: 32, seed: 2, augment: false } },
  },
  network: { kind: "mobilenet", alpha: 0.1 },
  optimizer: { kind: "adam", averageDecay: 0.9, weightDecay: 0.01, clipNorm: 100 },
  epochs: 3,
  batch: 16,
  microBatch: 8,
  workers: 2,
  ...changes,
});

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder that is gone after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "face88-train-"));
  folders.push(folder);
  return folder;
}

/** All numbers of a checkpoint as bytes, to be compared to the bit. */
export const bitsOf = ({ weights, shown, state }: Checkpoint): Record<string, string> =>
  Object.fromEntries(
    [
      ...[...weights].map(([name, { data }]) => [name, data] as const),
      ...[...shown].map(([name, { data }]) => [`shown ${name}`, data] as const),
      ...Object.entries(state).map(([name, data]) => [`state ${name}`, data] as const),
    ].map(([name, { buffer, byteOffset, byteLength }]) => [
      name,
      Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64"),
    ]),
  );
