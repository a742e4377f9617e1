/**
 * The bending energy of a thin plate that is moved at given places, as a quadratic form: d' B d is the energy of the
 * smoothest surface that has the heights d there. It is 0 for every affine d.
 * @param places  x,y pairs, length 2n, n >= 3, not all on a line and no two the same
 * @returns B, n x n, row-major, symmetric
 * @throws RangeError when places coincide or lie on a line
 * @see Bookstein, Principal Warps: Thin-Plate Splines and the Decomposition of Deformations, PAMI 1989
 */
export function bendingEnergy(places: ArrayLike<number>): Float64Array {
  const n = places.length / 2;
  const size = n + 3;
  const system = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    for (let j = 0; j < n; j++) {
      const square = (x - places[2 * j]) ** 2 + (y - places[2 * j + 1]) ** 2;
      system[i * size + j] = square > 0 ? (square * Math.log(square)) / 2 : 0;
    }
    [1, x, y].forEach((value, k) => {
      system[i * size + n + k] = value;
      system[(n + k) * size + i] = value;
    });
  }
  const inverse = invert(system, size);
  const energy = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) energy[i * n + j] = (inverse[i * size + j] + inverse[j * size + i]) / 2;
  }
  return energy;
}

/** Inverse by elimination with the largest pivot of each column: the system is symmetric, but not definite. */
function invert(matrix: Float64Array, n: number): Float64Array {
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(2 * n);
    row.set(matrix.subarray(i * n, (i + 1) * n));
    row[n + i] = 1;
    return row;
  });
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const head = rows[column][column];
    if (!(Math.abs(head) > 1e-9)) throw new RangeError("places: expected no two the same and not all on a line");
    for (let k = column; k < 2 * n; k++) rows[column][k] /= head;
    for (let i = 0; i < n; i++) {
      const factor = rows[i][column];
      if (i === column || factor === 0) continue;
      for (let k = column; k < 2 * n; k++) rows[i][k] -= factor * rows[column][k];
    }
  }
  const inverse = new Float64Array(n * n);
  rows.forEach((row, i) => {
    inverse.set(row.subarray(n), i * n);
  });
  return inverse;
}
