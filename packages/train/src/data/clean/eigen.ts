/** Sweeps after which a symmetric matrix is diagonal to rounding; eight are the most that is met. */
const SWEEPS = 30;

/** Eigenvalues, the greatest first, and their vectors. */
export interface Eigen {
  readonly values: Float64Array;
  /** Vectors of length 1, at right angles to each other, in the order of the values. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations.
 * @param matrix  n x n, row-major; is left as it is
 * @see Golub, Van Loan, Matrix Computations, 4th edition, section 8.5.3 (cyclic by row)
 */
export function symmetricEigen(matrix: Float64Array): Eigen {
  const n = Math.sqrt(matrix.length);
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const tiny = 1e-24 * a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > tiny; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]),
    vectors: order.map((i) => v.slice(i * n, (i + 1) * n)),
  };
}

/** The rotation of rows and columns p and q that makes their common element 0. The vectors are kept as rows. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
  const cos = 1 / Math.hypot(1, t);
  const sin = t * cos;
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = cos * kp - sin * kq;
    a[k * n + q] = sin * kp + cos * kq;
  }
  for (const m of [a, v]) {
    for (let k = 0; k < n; k++) {
      const [pk, qk] = [m[p * n + k], m[q * n + k]];
      m[p * n + k] = cos * pk - sin * qk;
      m[q * n + k] = sin * pk + cos * qk;
    }
  }
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 * a[i * n + j] ** 2;
  return sum;
}
