import { createHash } from "node:crypto";

/** First half of the SHA-256 of all parts, in hexadecimal; a part's length counts, so that parts cannot run together. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex").slice(0, 32);
}
