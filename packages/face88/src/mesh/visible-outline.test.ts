import { describe, expect, it } from "vitest";
import { stations, visibleOutline } from "./visible-outline.js";

/** Radius of the head at a height from -1 (forehead) to 1 (chin): an ellipse, seen from the front. */
const radius = (height: number) => 80 * Math.sqrt(1 - height * height);
/** Heights of the stations, from a little above the eyes to the chin. */
const heights = stations.map((_, i) => Math.sin(((-24 + (114 * i) / (stations.length - 1)) * Math.PI) / 180));

/**
 * A head that is round from above: the mesh's edge at its sides, then at each station vertices every 20 degrees towards
 * the front.
 * @param yaw  degrees by which it is turned, to the left of the image when positive
 */
function head(yaw: number): Float32Array {
  const mesh = new Float32Array(3 * 468);
  const place = (vertex: number, side: number, degrees: number, height: number) => {
    const azimuth = ((side * degrees - yaw) * Math.PI) / 180;
    mesh.set(
      [radius(height) * Math.sin(azimuth), 100 * height, -radius(height) * Math.cos(azimuth)].map((x) => x + 200),
      3 * vertex,
    );
  };
  place(10, 0, 0, -1);
  stations.forEach(({ left, right }, i) => {
    // A vertex that several stations share stays where the first of them has it.
    const free = (vertex: number) => mesh[3 * vertex + 1] === 0;
    for (const [path, side] of [[left, -1] as const, [right, 1] as const]) {
      path.forEach((vertex, j) => {
        if (free(vertex)) place(vertex, side, 90 - 20 * j, heights[i]);
      });
    }
  });
  return mesh;
}

const pairs = (points: Float32Array) =>
  Array.from({ length: 21 }, (_, i) => [points[2 * i], points[2 * i + 1]] as const);
/** Distance of a point from the ellipse, in its own radius: 0 on it, negative inside. */
const beyond = ([x, y]: readonly [number, number]) => Math.hypot((x - 200) / 80, (y - 200) / 100) - 1;

describe("visibleOutline", () => {
  const front = pairs(visibleOutline(head(0)));

  // The line between two stations is straight: up to 0.4 % of the radius inside the ellipse.
  it("follows the edge of the mesh from the front, in equal steps", () => {
    const steps = front.slice(1).map(([x, y], i) => Math.hypot(x - front[i][0], y - front[i][1]));
    expect(front[10]).toEqual([200, 300]);
    for (const point of front) expect(Math.abs(beyond(point))).toBeLessThan(0.005);
    for (const step of steps) expect(step / steps[0]).toBeCloseTo(1, 1);
    front.forEach(([x, y], i) => {
      expect([400 - x, y]).toEqual([expect.closeTo(front[20 - i][0], 3), expect.closeTo(front[20 - i][1], 3)]);
    });
  });

  it.each([20, 40])("stays on the visible edge of a head that is turned by %i degrees", (yaw) => {
    const turned = pairs(visibleOutline(head(yaw)));
    // The far side is round: what is seen of it does not change. The near side ends where the mesh does.
    for (let i = 0; i < 7; i++) expect(Math.abs(beyond(turned[i])), `far ${i}`).toBeLessThan(0.02);
    const cosine = Math.cos((yaw * Math.PI) / 180);
    for (let i = 14; i < 21; i++) {
      const [x, y] = turned[i];
      expect(Math.abs(beyond([200 + (x - 200) / cosine, y])), `near ${i}`).toBeLessThan(0.02);
    }
  });

  it("turns the other way round for a head that is turned the other way round", () => {
    const [left, right] = [pairs(visibleOutline(head(30))), pairs(visibleOutline(head(-30)))];
    left.forEach(([x, y], i) => {
      expect(right[20 - i]).toEqual([expect.closeTo(400 - x, 3), expect.closeTo(y, 3)]);
    });
  });

  it("moves, turns and grows with the face", () => {
    const mesh = head(25);
    const [a, b] = [2 * Math.cos(0.7), 2 * Math.sin(0.7)];
    const move = (x: number, y: number) => [a * x - b * y + 5, b * x + a * y - 9] as const;
    const moved = mesh.slice();
    for (let i = 0; i < mesh.length; i += 3) moved.set(move(mesh[i], mesh[i + 1]), i);
    const outline = pairs(visibleOutline(moved));
    pairs(visibleOutline(mesh)).forEach(([x, y], i) => {
      const [mx, my] = move(x, y);
      expect(outline[i]).toEqual([expect.closeTo(mx, 2), expect.closeTo(my, 2)]);
    });
  });

  it("writes in place of the profile and leaves the rest", () => {
    const points = new Float32Array(176).fill(7);
    visibleOutline(head(0), points);
    expect(points.subarray(0, 42)).toEqual(visibleOutline(head(0)));
    expect(points.subarray(42).every((value) => value === 7)).toBe(true);
  });

  it("gives finite numbers for a mesh that is a single point", () => {
    expect(visibleOutline(new Float32Array(3 * 478).fill(3))).toEqual(new Float32Array(42).fill(3));
  });
});
