import { normalisationDistance, normalisedMeanError } from "@face88/points";
import { expect, test } from "vitest";
import { isSameFace } from "../detect/detection.js";
import { Landmarker } from "../node/landmarker.js";
import { readPhoto } from "../node/photo.js";
import { samplePhoto, webcamClip } from "../testing/files.js";

test("the network that ships sees the same faces as the mesh, and its points where the mesh has them", async () => {
  using own = await Landmarker.load({ model: "face88" });
  using mesh = await Landmarker.load({ model: "mesh" });
  const errors: number[] = [];
  for (const number of [1, 3, 4, 5] as const) {
    const image = await readPhoto(samplePhoto(number));
    const faces = await own.detectImage(image);
    for (const expected of await mesh.detectImage(image)) {
      const found = faces.find(({ box }) => isSameFace(box, expected.box));
      expect(found, `photo ${number}, face at ${expected.box.map(Math.round)}`).toBeDefined();
      if (found === undefined) continue;
      expect(found.confidence).toHaveLength(88);
      const distance = normalisationDistance(expected.points.data, "inter-ocular");
      errors.push(normalisedMeanError(found.points.data, expected.points.data, distance));
    }
  }
  expect(errors.length).toBeGreaterThanOrEqual(10);
  // The two define some points differently; on turned faces the outline moves most.
  expect(Math.max(...errors)).toBeLessThan(0.08);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.045);
});

test("it follows a face through a video without losing it", async () => {
  using own = await Landmarker.load({ model: "face88" });
  const ids = new Set<number>();
  let frames = 0;
  let seen = 0;
  for await (const { faces } of own.track(webcamClip)) {
    for (const { id } of faces) ids.add(id);
    seen += faces.length;
    if (++frames === 150) break;
  }
  expect(frames).toBe(150);
  expect(seen).toBeGreaterThanOrEqual(148);
  expect(ids.size).toBe(1);
});
