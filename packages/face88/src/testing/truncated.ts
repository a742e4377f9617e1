import { stat, truncate } from "node:fs/promises";

/** Cuts a file down to a share of its length. */
export async function truncated(path: string, share: number): Promise<void> {
  const { size } = await stat(path);
  await truncate(path, Math.floor(size * share));
}
