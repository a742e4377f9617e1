import { applyLinearMap, FACE_88, indexOf, MIRROR, POINT_COUNT, POINTS, type PointName } from "@face88/points";
import { describe, expect, test } from "vitest";
import { mergeAttention } from "./attention.js";
import { ATTENTION_POINTS, attentionParts, MESH_POINTS } from "./attention-indices.js";
import { MESH_TO_88 } from "./mesh-to-88.js";
import { stations } from "./visible-outline.js";

/** Mirror partners of vertices by other tables than the one under test: eyes and lips of the attention mesh, outline. */
const partners = new Map<number, number>();
const pair = (left: number, right: number) => partners.set(left, right).set(right, left);
const part = (name: string) => attentionParts.find(({ output }) => output.includes(name))!.points;
part("left_eye").forEach((vertex, i) => {
  pair(vertex, part("right_eye")[i]);
});
const lipRows = [11, 9, 11, 9, 11, 9, 11, 9];
lipRows.reduce((start, length) => {
  const row = part("lips").slice(start, start + length);
  row.forEach((vertex, i) => {
    pair(vertex, row[length - 1 - i]);
  });
  return start + length;
}, 0);
for (const { left, right } of stations) {
  left.forEach((vertex, i) => {
    pair(vertex, right[i]);
  });
}

describe("the table from the mesh to the 88", () => {
  test("has a rule and a reason for every point, of one or two vertices with weights above 0", () => {
    expect([MESH_TO_88.from.count, MESH_TO_88.to, MESH_TO_88.rules.length]).toEqual([468, FACE_88, POINT_COUNT]);
    MESH_TO_88.rules.forEach(({ target, terms, reason }, i) => {
      expect(target).toBe(POINTS[i].name);
      expect(reason).not.toBe("");
      expect(terms.length).toBeLessThanOrEqual(2);
      expect(terms.every(([, weight]) => weight > 0)).toBe(true);
      expect(terms.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(new Set(terms.map(([vertex]) => vertex)).size).toBe(terms.length);
    });
  });

  test("is mirror-symmetric: a point's partner has the partners of its vertices, with the same weights", () => {
    const own = new Map<number, number>();
    MESH_TO_88.rules.forEach(({ terms }, i) => {
      const mirrored = MESH_TO_88.rules[MIRROR[i]].terms;
      expect(mirrored.map(([, weight]) => weight)).toEqual(terms.map(([, weight]) => weight));
      terms.forEach(([vertex], k) => {
        const partner = mirrored[k][0];
        // One vertex has one partner, whichever rule it stands in, and it is the one that other tables know.
        expect(own.get(vertex) ?? partner).toBe(partner);
        own.set(vertex, partner);
        expect(partners.get(vertex) ?? partner).toBe(partner);
      });
    });
    for (const [vertex, partner] of own) expect(own.get(partner)).toBe(vertex);
    const checked = [...own.keys()].filter((vertex) => partners.has(vertex));
    expect(checked.length).toBeGreaterThan(80);
  });

  test.each<readonly [index: number, vertex: number]>([
    [10, 152],
    [21, 4],
    [34, 61],
    [MIRROR[34], 291],
    [37, 17],
    [43, 0],
    [48, 14],
    [53, 13],
    [64, 33],
    [68, 133],
    [MIRROR[64], 263],
    [MIRROR[68], 362],
  ])("point %d is vertex %d", (index, vertex) => {
    expect(MESH_TO_88.rules[index].terms).toEqual([[vertex, 1]]);
  });

  test("turns a mesh of 468 x,y,z into 88 x,y by hand numbers", () => {
    const mesh = Float32Array.from({ length: MESH_POINTS * 3 }, (_, i) =>
      i % 3 === 0 ? i / 3 : i % 3 === 1 ? 1000 : -5,
    );
    const points = applyLinearMap(MESH_TO_88, mesh, { stride: 3 });
    const nameOf = (name: PointName) => points[2 * indexOf(name)];
    expect(points.length).toBe(176);
    expect(points[2 * 10]).toBe(152);
    // 0.5 of vertex 129 and 0.5 of 64.
    expect(points[2 * 26]).toBe(96.5);
    expect(nameOf(POINTS[21].name)).toBe(4);
    expect(points.filter((_, i) => i % 2 === 1).every((y) => Math.abs(y - 1000) < 1e-3)).toBe(true);
  });
});

describe("the attention mesh", () => {
  const mesh = Float32Array.from({ length: MESH_POINTS * 3 }, (_, i) => i);
  const outputs = new Map(
    attentionParts.map(({ output, points }, k) => [
      output,
      Float32Array.from({ length: points.length * 2 }, (_, i) => 10_000 * (k + 1) + i),
    ]),
  );

  test("a mesh without the finer parts is left as it is", () => {
    expect(mergeAttention(mesh, new Map())).toBe(mesh);
    const [first] = outputs.entries();
    expect(mergeAttention(mesh, new Map([first]))).toBe(mesh);
  });

  test("finer parts take over x and y, later ones over earlier ones; all else stays", () => {
    const merged = mergeAttention(mesh, outputs);
    expect(merged.length).toBe(ATTENTION_POINTS * 3);
    const owner = new Map<number, readonly [number, number]>();
    attentionParts.forEach(({ points }, k) => {
      points.forEach((point, i) => {
        owner.set(point, [10_000 * (k + 1) + 2 * i, 10_000 * (k + 1) + 2 * i + 1]);
      });
    });
    for (let point = 0; point < ATTENTION_POINTS; point++) {
      const expected = owner.get(point) ?? [mesh[3 * point], mesh[3 * point + 1]];
      expect([merged[3 * point], merged[3 * point + 1]]).toEqual(expected);
      if (point < MESH_POINTS) expect(merged[3 * point + 2]).toBe(mesh[3 * point + 2]);
    }
  });

  test("an iris lies as deep as the contour of its eye on average", () => {
    const merged = mergeAttention(mesh, outputs);
    const irises = attentionParts.filter(({ depthFrom }) => depthFrom !== undefined);
    expect(irises.map(({ points }) => points.length)).toEqual([5, 5]);
    for (const { points, depthFrom } of irises) {
      const mean = depthFrom!.reduce((sum, point) => sum + 3 * point + 2, 0) / depthFrom!.length;
      for (const point of points) expect(merged[3 * point + 2]).toBeCloseTo(mean, 3);
    }
  });
});
