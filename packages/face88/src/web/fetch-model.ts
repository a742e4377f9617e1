import { DamagedModelError, MissingDependencyError } from "../errors.js";
import type { NamedFile } from "./model-files.js";

/** How much of the models has come, in bytes. */
export interface LoadProgress {
  readonly loaded: number;
  /** 0 while a server does not say how long a file is. */
  readonly total: number;
}

/**
 * Fetches a model file and sees that it is whole. A damaged one is fetched once more past the browser's cache, so that a
 * download that was cut short does not stay.
 * @param onBytes  called with the number of bytes that came since the last call, and once with those of the whole file
 *   when they are known only from the server
 * @throws MissingDependencyError when it is not served; DamagedModelError when it is not what it should be
 */
export async function fetchModel(
  file: NamedFile,
  onBytes: (came: number, total?: number) => void = () => undefined,
): Promise<Uint8Array> {
  try {
    return await fetchOnce(file, "default", onBytes);
  } catch (error) {
    if (!(error instanceof DamagedModelError)) throw error;
    return fetchOnce(file, "reload", () => undefined);
  }
}

/**
 * Fetches the text of a small file. Bundlers put small files into the script, as `data:` addresses, which a strict policy
 * does not let a page fetch: those are read here.
 * @throws MissingDependencyError when it is not served
 */
export async function fetchText(name: string, url: string): Promise<string> {
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (inline === null) return (await open(name, url, "default")).text();
  const [, base64, content] = inline;
  if (base64 === undefined) return decodeURIComponent(content);
  return new TextDecoder().decode(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
}

async function fetchOnce(
  file: NamedFile,
  cache: RequestCache,
  onBytes: (came: number, total?: number) => void,
): Promise<Uint8Array> {
  const response = await open(file.name, file.url, cache);
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (file.bytes === undefined) onBytes(0, announced);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      chunks.push(part.value);
      length += part.value.length;
      onBytes(part.value.length);
    }
  } catch (cause) {
    throw new DamagedModelError(
      `${file.name}: expected ${file.bytes ?? announced} bytes from ${file.url}, got ${length} and then a broken connection`,
      { cause },
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  await check(file, bytes);
  return bytes;
}

async function open(name: string, url: string, cache: RequestCache): Promise<Response> {
  const response = await fetch(url, { cache }).catch((cause: Error) => {
    throw new MissingDependencyError(`${name}: expected a file at ${url}, got no answer (${cause.message})`, { cause });
  });
  if (!response.ok) {
    throw new MissingDependencyError(`${name}: expected a file at ${url}, got HTTP ${response.status}`);
  }
  return response;
}

/** First byte of every ONNX file: the tag of `ir_version`. */
const onnxTag = 0x08;

async function check(file: NamedFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (file.bytes !== undefined && bytes.length !== file.bytes) {
    throw new DamagedModelError(`${file.name}: expected ${file.bytes} bytes from ${file.url}, got ${bytes.length}`);
  }
  if (bytes[0] !== onnxTag) {
    throw new DamagedModelError(`${file.name}: expected an .onnx file at ${file.url}, got something else`);
  }
  // Only secure contexts have it; the length was looked at all the same.
  if (file.sha256 === undefined || globalThis.crypto?.subtle === undefined) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== file.sha256) {
    throw new DamagedModelError(`${file.name}: expected SHA-256 ${file.sha256} from ${file.url}, got ${hex}`);
  }
}
