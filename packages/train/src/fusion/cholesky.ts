/**
 * Solves a symmetric positive definite system for several right-hand sides, in place.
 * @param matrix  n x n, row-major; only the lower triangle is read, and overwritten with its factor
 * @param sides   each of length n; overwritten with the solutions
 * @throws RangeError when the matrix is not positive definite
 */
export function solvePositive(matrix: Float64Array, sides: readonly Float64Array[]): void {
  const n = Math.sqrt(matrix.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j];
      else if (sum > 0) matrix[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`matrix: expected a positive definite one, got pivot ${sum} in row ${i}`);
    }
  }
  for (const side of sides) {
    for (let i = 0; i < n; i++) {
      let sum = side[i];
      for (let k = 0; k < i; k++) sum -= matrix[i * n + k] * side[k];
      side[i] = sum / matrix[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = side[i];
      for (let k = i + 1; k < n; k++) sum -= matrix[k * n + i] * side[k];
      side[i] = sum / matrix[i * n + i];
    }
  }
}
