// Rigid motions between sets of points in three dimensions.

/**
 * The turn, scale and shift that bring one set of points nearest to another.
 * Horn's quaternion is the greatest eigenvector of a 4x4 matrix; here by power iteration on the matrix made positive.
 * @see Horn, Closed-form Solution of Absolute Orientation Using Unit Quaternions, JOSA A 1987
 * @param {Float64Array} from  x,y,z triples
 * @param {Float64Array} to
 * @param {readonly number[]} indices  points that count
 */
export function rigid(from, to, indices) {
  const centre = (points) =>
    [0, 1, 2].map((axis) => indices.reduce((sum, i) => sum + points[3 * i + axis], 0) / indices.length);
  const [a, b] = [centre(from), centre(to)];
  const s = (p, q) => indices.reduce((sum, i) => sum + (from[3 * i + p] - a[p]) * (to[3 * i + q] - b[q]), 0);
  const spread = indices.reduce(
    (sum, i) => sum + [0, 1, 2].reduce((part, axis) => part + (from[3 * i + axis] - a[axis]) ** 2, 0),
    0,
  );
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = [0, 1, 2].map((p) => [0, 1, 2].map((q) => s(p, q)));
  const n = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  const shift = Math.hypot(...n.flat());
  let q = [1, 0.01, 0.02, 0.03];
  for (let i = 0; i < 2000; i++) {
    const next = n.map((row, k) => shift * q[k] + row.reduce((sum, value, j) => sum + value * q[j], 0));
    const length = Math.hypot(...next);
    q = next.map((value) => value / length);
  }
  const [w, x, y, z] = q;
  const rotation = [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
  const value = n.reduce((sum, row, i) => sum + q[i] * row.reduce((part, entry, j) => part + entry * q[j], 0), 0);
  return { rotation, scale: value / spread, from: a, to: b };
}

/** Points moved as {@link rigid} says. */
export function placed({ rotation, scale, from, to }, points) {
  return points.map((_, i) => {
    const at = i - (i % 3);
    return to[i % 3] + scale * [0, 1, 2].reduce((sum, k) => sum + rotation[i % 3][k] * (points[at + k] - from[k]), 0);
  });
}

/** The angles of `headPose`, degrees. */
export function angles([right, below, towards]) {
  const degrees = 180 / Math.PI;
  return {
    yaw: degrees * Math.atan2(-towards[0], towards[2]),
    pitch: degrees * Math.atan2(-towards[1], Math.hypot(towards[0], towards[2])),
    roll: degrees * Math.atan2(-right[1], below[1]),
  };
}
