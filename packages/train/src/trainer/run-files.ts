import { access, mkdir, open, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { writeFileWhole, writeWhole } from "face88/node";
import type { TrainConfig } from "./config.js";
import { CheckpointError } from "./errors.js";
import { metricsCsv } from "./metrics.js";
import { reportHtml } from "./report.js";
import { type Checkpoint, type Progress, readCheckpoint } from "./state.js";

/** The files of a run. Each appears whole or not at all. */
export class RunFiles {
  /** Checkpoint to go on from. */
  readonly last: string;
  /** Checkpoint with the least mean distance on the validation data. */
  readonly best: string;
  /** Folder for a frozen backbone's features. */
  readonly features: string;
  /** From the run's folder to the config's. */
  readonly folder: string;
  readonly #out: string;

  /** @param folder  the config's, absolute */
  constructor({ out }: TrainConfig, folder: string) {
    this.#out = resolve(folder, out);
    this.last = join(this.#out, "last.safetensors");
    this.best = join(this.#out, "best.safetensors");
    this.features = join(this.#out, "features");
    this.folder = relative(this.#out, folder);
  }

  /** Makes the folder. */
  async prepare(): Promise<void> {
    await mkdir(this.#out, { recursive: true });
  }

  /** Whether the folder holds a run. */
  async hasRun(): Promise<boolean> {
    return access(this.last).then(
      () => true,
      () => false,
    );
  }

  /** Writes a checkpoint down so that even a power cut leaves the old one or the new one. */
  async writeCheckpoint(path: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(path, async (beside) => {
      const file = await open(beside, "w");
      try {
        await file.writeFile(bytes);
        await file.datasync();
      } finally {
        await file.close();
      }
    });
  }

  /** Writes metrics.csv and report.html. */
  async writeReport(config: TrainConfig, progress: Progress): Promise<void> {
    await writeFileWhole(join(this.#out, "metrics.csv"), metricsCsv(progress.history));
    await writeFileWhole(join(this.#out, "report.html"), reportHtml(config, progress));
  }
}

/** @throws CheckpointError that names the file, when it is missing or no whole checkpoint */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CheckpointError(`${path}: expected a checkpoint, got none (${cause.code})`, { cause });
  });
  try {
    return readCheckpoint(bytes);
  } catch (error) {
    if (error instanceof CheckpointError) throw new CheckpointError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}
