/** Kinds of value in a flexbuffer (`enum BitWidth`-packed type bytes), as far as options of operators have them. */
const NULL = 0;
const INT = 1;
const UINT = 2;
const FLOAT = 3;
const INDIRECT_INT = 6;
const INDIRECT_FLOAT = 8;
const MAP = 9;
const VECTOR = 10;
const VECTOR_INT = 11;
const VECTOR_FLOAT = 13;
/** Pairs, triples and quadruples of INT, UINT and FLOAT follow each other; they carry no length. */
const VECTOR_INT2 = 16;
const VECTOR_FLOAT4 = 24;

/**
 * Reads a flexbuffer whose root is a map of numbers and lists of numbers, which is what options of custom operators are.
 * The reader of the flatbuffers package is not used: it gives null for 0.0, throws strings and comes as CommonJS alone.
 * @throws RangeError when the bytes are no such flexbuffer
 * @see https://flatbuffers.dev/internals/#flexbuffers
 */
export function readFlexbufferMap(bytes: Uint8Array): ReadonlyMap<string, number | readonly number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unsigned = (at: number, width: number): number => {
    if (width === 1) return view.getUint8(at);
    if (width === 2) return view.getUint16(at, true);
    return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  };
  const signed = (at: number, width: number): number => {
    if (width === 1) return view.getInt8(at);
    if (width === 2) return view.getInt16(at, true);
    return width === 4 ? view.getInt32(at, true) : Number(view.getBigInt64(at, true));
  };
  const real = (at: number, width: number): number =>
    width === 8 ? view.getFloat64(at, true) : view.getFloat32(at, true);
  const scalar = (type: number, at: number, width: number): number => {
    if (type === INT) return signed(at, width);
    if (type === UINT) return unsigned(at, width);
    if (type === FLOAT) return real(at, width);
    if (type === NULL) return 0;
    throw new RangeError(`flexbuffer holds a value of type ${type}, expected a number`);
  };
  /** Offsets count backwards from where they stand. */
  const follow = (at: number, width: number): number => at - unsigned(at, width);

  const value = (packed: number, at: number, width: number): number | readonly number[] => {
    const type = packed >> 2;
    const inner = 1 << (packed & 3);
    if (type >= INDIRECT_INT && type <= INDIRECT_FLOAT)
      return scalar(type - INDIRECT_INT + INT, follow(at, width), inner);
    if (type >= VECTOR_INT2 && type <= VECTOR_FLOAT4) {
      const [length, kind] = [Math.floor((type - VECTOR_INT2) / 3) + 2, ((type - VECTOR_INT2) % 3) + INT];
      const start = follow(at, width);
      return Array.from({ length }, (_, i) => scalar(kind, start + i * inner, inner));
    }
    if (type < VECTOR || type > VECTOR_FLOAT) return scalar(type, at, width);
    const start = follow(at, width);
    const length = unsigned(start - inner, inner);
    return Array.from({ length }, (_, i) => {
      // A plain vector has a type byte for every element after its elements.
      const kind = type === VECTOR ? unsigned(start + length * inner + i, 1) >> 2 : type - VECTOR_INT + INT;
      return scalar(kind, start + i * inner, inner);
    });
  };

  const rootWidth = unsigned(bytes.length - 1, 1);
  const rootType = unsigned(bytes.length - 2, 1);
  if (rootType >> 2 !== MAP) throw new RangeError(`flexbuffer has a root of type ${rootType >> 2}, expected a map`);
  const start = follow(bytes.length - 2 - rootWidth, rootWidth);
  const width = 1 << (rootType & 3);
  const length = unsigned(start - width, width);
  const keyWidth = unsigned(start - 2 * width, width);
  const keys = follow(start - 3 * width, width);
  const entries = new Map<string, number | readonly number[]>();
  for (let i = 0; i < length; i++) {
    let key = "";
    for (let at = follow(keys + i * keyWidth, keyWidth); unsigned(at, 1) !== 0; at++) {
      key += String.fromCharCode(unsigned(at, 1));
    }
    entries.set(key, value(unsigned(start + length * width + i, 1), start + i * width, width));
  }
  return entries;
}
