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
  const total = a.reduce((sum, value) => sum + value * value, 0);
  // Elements below this add up to less than rounding; turning them away would only take time.
  const least = Math.sqrt(total) * (1e-14 / n);
  for (let sweep = 0, turned = 1; sweep < SWEEPS && turned > 0; sweep++) {
    turned = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p * n + q]) <= least) continue;
        rotate(a, v, n, p, q);
        turned++;
      }
    }
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
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
  const cos = 1 / Math.hypot(1, t);
  const sin = t * cos;
  const [pp, qq] = [a[p * n + p] - t * apq, a[q * n + q] + t * apq];
  for (let k = 0; k < n; k++) {
    const kp = a[p * n + k];
    const kq = a[q * n + k];
    const turnedP = cos * kp - sin * kq;
    const turnedQ = sin * kp + cos * kq;
    a[p * n + k] = turnedP;
    a[k * n + p] = turnedP;
    a[q * n + k] = turnedQ;
    a[k * n + q] = turnedQ;
    const vp = v[p * n + k];
    const vq = v[q * n + k];
    v[p * n + k] = cos * vp - sin * vq;
    v[q * n + k] = sin * vp + cos * vq;
  }
  a[p * n + p] = pp;
  a[q * n + q] = qq;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
