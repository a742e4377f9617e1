import type { Table } from "./flatbuffer-reader.js";

/** How one dimension of a sparse tensor is stored: all of it, or compressed sparse rows. */
export type SparseDimension =
  | { readonly format: "dense"; readonly size: number }
  | { readonly format: "csr"; readonly segments: readonly number[]; readonly indices: readonly number[] };

/** Storage order of a sparse tensor: first the tensor's own dimensions, then those inside a block. */
export interface Sparsity {
  readonly traversalOrder: readonly number[];
  /** For each block dimension the tensor dimension that it divides. */
  readonly blockMap: readonly number[];
  readonly dimensions: readonly SparseDimension[];
}

/** Reads `table SparsityParameters`. */
export function readSparsity(table: Table | undefined): Sparsity | undefined {
  if (table === undefined) return undefined;
  const dimensions = table.tables(2).map((dimension): SparseDimension => {
    if (dimension.int8(0) === 0) return { format: "dense", size: dimension.int32(1) };
    return {
      format: "csr",
      segments: sparseIndices(dimension.int8(2), dimension.table(3)),
      indices: sparseIndices(dimension.int8(4), dimension.table(5)),
    };
  });
  return { traversalOrder: table.int32s(0), blockMap: table.int32s(1), dimensions };
}

/** `union SparseIndexVector`: 32-bit, unsigned 16-bit or unsigned 8-bit numbers. */
function sparseIndices(width: number, vector: Table | undefined): readonly number[] {
  if (vector === undefined) return [];
  if (width === 1) return vector.int32s(0);
  return width === 2 ? vector.uint16s(0) : Array.from(vector.bytes(0) ?? []);
}

/**
 * Writes the stored elements of a sparse tensor to their places in a dense one; the others stay zero.
 * @param stored  elements in traversal order
 * @param dims  sizes of the dense tensor
 * @param dense  filled in place, length = product of `dims`
 * @throws RangeError when the indices point outside the tensor
 * @see tensorflow/lite/kernels/internal/utils/sparsity_format_converter.h
 */
export function densify<T extends { [index: number]: number; readonly length: number }>(
  stored: T,
  dims: readonly number[],
  { traversalOrder, blockMap, dimensions }: Sparsity,
  dense: T,
): T {
  const rank = dims.length;
  const blockSizes = dims.map(() => 1);
  blockMap.forEach((dimension, block) => {
    const level = dimensions[traversalOrder.indexOf(rank + block)];
    if (level.format === "dense") blockSizes[dimension] = level.size;
  });
  const coordinates = traversalOrder.map(() => 0);
  let next = 0;

  const visit = (level: number, position: number): void => {
    if (level === traversalOrder.length) {
      let index = 0;
      for (let d = 0; d < rank; d++) {
        let at = coordinates[d] * blockSizes[d];
        const block = blockMap.indexOf(d);
        if (block >= 0) at += coordinates[rank + block];
        if (at >= dims[d]) throw new RangeError(`index ${at} is outside of dimension ${d} of size ${dims[d]}`);
        index = index * dims[d] + at;
      }
      dense[index] = stored[next++];
      return;
    }
    const dimension = dimensions[level];
    if (dimension.format === "dense") {
      for (let i = 0; i < dimension.size; i++) {
        coordinates[traversalOrder[level]] = i;
        visit(level + 1, position * dimension.size + i);
      }
    } else {
      for (let k = dimension.segments[position]; k < dimension.segments[position + 1]; k++) {
        coordinates[traversalOrder[level]] = dimension.indices[k];
        visit(level + 1, k);
      }
    }
  };
  visit(0, 0);
  if (next !== stored.length) throw new RangeError(`${stored.length} elements are stored, but ${next} are placed`);
  return dense;
}
