/** Vertices at one place of the outline: from the mesh's own edge inwards over the cheek. */
export interface Station {
  /** Direction from the middle of the face, degrees: 0 is level, 90 straight down. */
  readonly degrees: number;
  /** Vertices at the left of the image. */
  readonly left: readonly number[];
  /** Their partners at the right. */
  readonly right: readonly number[];
}

/** From the temple to the chin. Angles are those of the mean mesh of 219 frontal faces. */
export const stations: readonly Station[] = [
  station(-20.4, [162, 139, 156, 124, 35, 226], [389, 368, 383, 353, 265, 446]),
  station(-7.7, [127, 34, 143, 35, 31], [356, 264, 372, 265, 261]),
  station(4.4, [234, 227, 116, 117, 118], [454, 447, 345, 346, 347]),
  station(16.6, [93, 137, 123, 50, 101], [323, 366, 352, 280, 330]),
  station(28.6, [132, 177, 147, 187, 205, 36], [361, 401, 376, 411, 425, 266]),
  station(40.3, [58, 215, 213, 192, 207, 206], [288, 435, 433, 416, 427, 426]),
  station(49.4, [172, 138, 214, 216], [397, 367, 434, 436]),
  station(56.7, [136, 135, 210, 212, 57], [365, 364, 430, 432, 287]),
  station(64.3, [150, 169, 210, 202, 43], [379, 394, 430, 422, 273]),
  station(70.2, [149, 170, 211, 204, 106], [378, 395, 431, 424, 335]),
  station(76.0, [176, 140, 32, 194, 182], [400, 369, 262, 418, 406]),
  station(82.3, [148, 171, 208, 201, 83], [377, 396, 428, 421, 313]),
  station(90.0, [152, 175, 199, 200], [152, 175, 199, 200]),
];

/**
 * Where the 21 points begin: a tenth of the way from the second station to the third. With equal steps from there to the
 * chin, the median distance from the points of YouTu's own network is below 0.5 % of the face, at each of the points.
 */
const top = { station: 1, share: 0.1 };

/** Points on one side, the chin not counted. */
const steps = 10;
/** Points of the outline: both sides and the chin. */
const count = 2 * steps + 1;
/** Vertices of the face's axis: top of the forehead and bottom of the chin. */
const [forehead, chin] = [10, 152];

/**
 * The 21 points of the face's profile in a Face Mesh, on the outline that can be seen. On the far side of a turned head
 * the mesh's own edge is hidden behind the cheek: there, at each station from temple to chin, the vertex that lies
 * outermost stands for the edge. The points divide the line from eye height to chin into equal steps, as the YouTu
 * layout does.
 *
 * Seen from the camera, depth decides nothing but what lies outermost, so the z of the mesh is not read.
 * @param mesh  x,y,z triples in pixels of the image, 468 or more
 * @param out   where to write the 21 x,y pairs: left end, chin in the middle, right end; default a new array
 * @returns `out`
 * @see Zhu et al., High-Fidelity Pose and Expression Normalization, CVPR 2015, section 3 (landmark marching)
 */
export function visibleOutline(mesh: Float32Array, out: Float32Array = new Float32Array(2 * count)): Float32Array {
  // Down the face, and to the right across it, of length 1.
  const [fallX, fallY] = [mesh[3 * chin] - mesh[3 * forehead], mesh[3 * chin + 1] - mesh[3 * forehead + 1]];
  const height = Math.hypot(fallX, fallY) || 1;
  const down = [fallX / height, fallY / height] as const;
  const right = [down[1], -down[0]] as const;
  for (const [paths, sign, first] of sides) {
    const rays = directions.map(([level, fall]) => {
      const across = sign * level;
      return [across * right[0] + fall * down[0], across * right[1] + fall * down[1]] as const;
    });
    const rough = outermost(mesh, paths, rays);
    const line = outermost(mesh, paths, normals(rough, rays));
    line.splice(0, top.station + 1, between(line[top.station], line[top.station + 1], top.share));
    writeSteps(line, out, 2 * first, -2 * sign);
  }
  return out;
}

type Pair = readonly [x: number, y: number];

/** Vertices, sign of the way outwards and first index of a side. */
const sides = [
  [stations.map(({ left }) => left), -1, 0],
  [stations.map(({ right }) => right), 1, count - 1],
] as const;

/** Level and downward part of each station's direction. */
const directions = stations.map(({ degrees }): Pair => {
  const radians = (degrees * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
});

/** At each station the vertex that lies furthest in its direction. */
function outermost(mesh: Float32Array, paths: readonly (readonly number[])[], ways: readonly Pair[]): Pair[] {
  return paths.map((path, i) => {
    const [x, y] = ways[i];
    let best = path[0];
    let most = Number.NEGATIVE_INFINITY;
    for (const vertex of path) {
      const reach = mesh[3 * vertex] * x + mesh[3 * vertex + 1] * y;
      if (reach > most) {
        most = reach;
        best = vertex;
      }
    }
    return [mesh[3 * best], mesh[3 * best + 1]];
  });
}

/** Right angles to a line, to the side of the rays; at the chin, its end, the ray itself. */
function normals(line: readonly Pair[], rays: readonly Pair[]): Pair[] {
  return rays.map((ray, i) => {
    if (i === line.length - 1) return ray;
    const [from, to] = [line[Math.max(0, i - 1)], line[i + 1]];
    const [x, y] = [from[1] - to[1], to[0] - from[0]];
    return x * ray[0] + y * ray[1] < 0 ? [-x, -y] : [x, y];
  });
}

/** Divides a line into equal steps and writes where each begins, and its end. */
function writeSteps(line: readonly Pair[], out: Float32Array, at: number, stride: number): void {
  const lengths = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i][0], y - line[i][1]));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let segment = 0;
  let before = 0;
  for (let k = 0; k <= steps; k++) {
    const distance = (total * k) / steps;
    while (segment < lengths.length - 1 && before + lengths[segment] < distance) before += lengths[segment++];
    const share = lengths[segment] > 0 ? (distance - before) / lengths[segment] : 0;
    const [x, y] = between(line[segment], line[segment + 1], share);
    out[at + k * stride] = x;
    out[at + k * stride + 1] = y;
  }
}

function between([x0, y0]: Pair, [x1, y1]: Pair, share: number): Pair {
  return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
}

function station(degrees: number, left: readonly number[], right: readonly number[]): Station {
  return { degrees, left, right };
}
