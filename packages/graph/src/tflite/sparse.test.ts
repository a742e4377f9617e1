import { describe, expect, it } from "vitest";
import { densify, type Sparsity } from "./sparse.js";

const dense = (size: number) => ({ format: "dense", size }) as const;
const csr = (segments: number[], indices: number[]) => ({ format: "csr", segments, indices }) as const;

// The matrix of the examples in schema.fbs and in the TACO papers:
// 1 0 2 3
// 0 4 0 0
// 0 0 5 0
// 0 0 0 6
const matrix = [1, 0, 2, 3, 0, 4, 0, 0, 0, 0, 5, 0, 0, 0, 0, 6];

const cases: [name: string, dims: number[], stored: number[], sparsity: Sparsity, expected: number[]][] = [
  [
    "rows compressed",
    [4, 4],
    [1, 2, 3, 4, 5, 6],
    { traversalOrder: [0, 1], blockMap: [], dimensions: [dense(4), csr([0, 3, 4, 5, 6], [0, 2, 3, 1, 2, 3])] },
    matrix,
  ],
  [
    "columns first",
    [4, 4],
    [1, 4, 2, 5, 3, 6],
    { traversalOrder: [1, 0], blockMap: [], dimensions: [dense(4), csr([0, 1, 2, 4, 6], [0, 1, 0, 2, 0, 3])] },
    matrix,
  ],
  [
    "blocks of 2 x 2",
    [4, 4],
    [1, 0, 0, 4, 2, 3, 0, 0, 5, 0, 0, 6],
    {
      traversalOrder: [0, 1, 2, 3],
      blockMap: [0, 1],
      dimensions: [dense(2), csr([0, 2, 3], [0, 1, 1]), dense(2), dense(2)],
    },
    matrix,
  ],
  [
    "blocks of 1 x 2, an empty row",
    [2, 4],
    [7, 8],
    { traversalOrder: [0, 1, 2], blockMap: [1], dimensions: [dense(2), csr([0, 0, 1], [1]), dense(2)] },
    [0, 0, 0, 0, 0, 0, 7, 8],
  ],
];

describe("densify", () => {
  it.each(cases)("%s", (_, dims, stored, sparsity, expected) => {
    expect(
      densify(
        stored,
        dims,
        sparsity,
        expected.map(() => 0),
      ),
    ).toEqual(expected);
  });

  it("refuses indices outside of the tensor", () => {
    const sparsity = { traversalOrder: [0, 1], blockMap: [], dimensions: [dense(1), csr([0, 1], [4])] };
    expect(() => densify([1], [1, 4], sparsity, [0, 0, 0, 0])).toThrow("index 4 is outside of dimension 1 of size 4");
  });

  it("refuses more elements than places", () => {
    const sparsity = { traversalOrder: [0], blockMap: [], dimensions: [csr([0, 1], [0])] };
    expect(() => densify([1, 2], [2], sparsity, [0, 0])).toThrow("2 elements are stored, but 1 are placed");
  });
});
