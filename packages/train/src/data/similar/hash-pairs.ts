const CHUNKS = 4;
const CHUNK_BITS = 16;
const VALUES = 1 << CHUNK_BITS;

/**
 * All pairs of hashes that differ in few bits. Hashes that differ in at most r bits differ in at most r / 4 bits in one of
 * their four 16-bit chunks, so each hash looks only into the buckets of the chunk values near its own: for 12 bits, 20,000
 * hashes take half a second and 200,000 half a minute, where comparing each with each would take 3 seconds and 5 minutes.
 * @param hashes  16 hexadecimal digits each
 * @param bits    most bits that differ, 0 to 15
 * @param onPair  called once for each pair, first > second
 * @see Norouzi, Punjani, Fleet, Fast Search in Hamming Space with Multi-Index Hashing, CVPR 2012
 */
export function hashPairs(
  hashes: readonly string[],
  bits: number,
  onPair: (first: number, second: number, bits: number) => void,
): void {
  const chunks = chunksOf(hashes);
  const reach = Math.floor(bits / CHUNKS);
  const masks = nearValues(reach);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const { starts, items } = buckets(chunks, chunk, hashes.length);
    for (let first = 0; first < hashes.length; first++) {
      const value = chunks[first * CHUNKS + chunk];
      for (const mask of masks) {
        const bucket = value ^ mask;
        for (let at = starts[bucket]; at < starts[bucket + 1] && items[at] < first; at++) {
          const second = items[at];
          const distance = distanceOf(chunks, first, second, chunk, reach);
          if (distance <= bits) onPair(first, second, distance);
        }
      }
    }
  }
}

function chunksOf(hashes: readonly string[]): Uint16Array {
  const chunks = new Uint16Array(hashes.length * CHUNKS);
  hashes.forEach((hash, i) => {
    for (let c = 0; c < CHUNKS; c++) chunks[i * CHUNKS + c] = Number.parseInt(hash.slice(4 * c, 4 * c + 4), 16);
  });
  return chunks;
}

/** Bits that differ; Infinity for a pair that an earlier chunk has met already. */
function distanceOf(chunks: Uint16Array, first: number, second: number, chunk: number, reach: number): number {
  let distance = 0;
  for (let c = 0; c < CHUNKS; c++) {
    const here = ONES[chunks[first * CHUNKS + c] ^ chunks[second * CHUNKS + c]];
    if (c < chunk && here <= reach) return Number.POSITIVE_INFINITY;
    distance += here;
  }
  return distance;
}

/** The hashes sorted by the value of one chunk, as a list with the place where each value begins. */
function buckets(chunks: Uint16Array, chunk: number, count: number) {
  const starts = new Uint32Array(VALUES + 1);
  for (let i = 0; i < count; i++) starts[chunks[i * CHUNKS + chunk] + 1]++;
  for (let value = 0; value < VALUES; value++) starts[value + 1] += starts[value];
  const next = starts.slice();
  const items = new Uint32Array(count);
  for (let i = 0; i < count; i++) items[next[chunks[i * CHUNKS + chunk]]++] = i;
  return { starts, items };
}

/** Numbers of 16 bits of which at most `most` are set. */
function nearValues(most: number): number[] {
  return Array.from({ length: VALUES }, (_, value) => value).filter((value) => ONES[value] <= most);
}

const ONES = new Uint8Array(VALUES);
for (let value = 1; value < VALUES; value++) ONES[value] = ONES[value >> 1] + (value & 1);
