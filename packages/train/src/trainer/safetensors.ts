import { float32, type Tensor } from "@face88/graph";
import { CheckpointError } from "./errors.js";

/**
 * Named float32 tensors with text beside them, in one file that other tools read too.
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/** The file's bytes: length of the header, header as JSON, data. @throws RangeError when a tensor is not float32 */
export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { type, dims, data }] of tensors) {
    if (type !== "float32") throw new RangeError(`tensor "${name}" must be float32, got ${type}`);
    header[name] = { dtype: "F32", shape: dims, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces, so that the data is aligned.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let offset = start;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** @throws CheckpointError when the bytes are not such a file, or not whole */
export function readSafetensors(file: Uint8Array): TensorFile {
  // A Buffer would share its memory where an Uint8Array copies.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const { start, header } = readHeader(bytes);
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, Entry> & {
    __metadata__?: Record<string, string>;
  };
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      if (dtype !== "F32") throw new CheckpointError(`tensor "${name}": expected F32, got ${dtype}`);
      if (start + end > bytes.length) {
        throw new CheckpointError(`expected ${start + end} bytes of tensors and more, got ${bytes.length}`);
      }
      return [name, float32(shape, new Float32Array(bytes.slice(start + begin, start + end).buffer))] as const;
    },
  );
  return { tensors: new Map(tensors), metadata };
}

function readHeader(bytes: Uint8Array): { start: number; header: unknown } {
  const length =
    bytes.length < 8 ? Number.NaN : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (!(8 + length <= bytes.length)) throw new CheckpointError(`expected safetensors, got ${bytes.length} other bytes`);
  try {
    return { start: 8 + length, header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) };
  } catch (cause) {
    throw new CheckpointError("expected safetensors with a header of JSON, got other text", { cause });
  }
}
