import { indexOf, mirrorPoints } from "@face88/points";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headPose } from "./head-pose.js";
import { MEAN_HEAD } from "./mean-head.js";
import { turnedHead } from "./testing/turned-head.js";

const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe("headPose", () => {
  it("finds every turn of the mean head, at any size", () => {
    const scale = fc.double({ min: 5, max: 500, noNaN: true });
    fc.assert(
      fc.property(angle(89), angle(80), angle(179), scale, (yaw, pitch, roll, size) => {
        const pose = headPose(turnedHead(yaw, pitch, roll, size));
        expect(pose.yaw).toBeCloseTo(yaw, 6);
        expect(pose.pitch).toBeCloseTo(pitch, 6);
        expect(pose.roll).toBeCloseTo(roll, 6);
      }),
    );
  });

  it("is mirrored with the face", () => {
    fc.assert(
      fc.property(angle(60), angle(40), angle(40), (yaw, pitch, roll) => {
        const noisy = turnedHead(yaw, pitch, roll).map((value, i) => value + Math.sin(i * 7.3));
        const [plain, mirrored] = [headPose(noisy), headPose(mirrorPoints(noisy, 200))];
        expect(mirrored.yaw).toBeCloseTo(-plain.yaw, 6);
        expect(mirrored.pitch).toBeCloseTo(plain.pitch, 6);
        expect(mirrored.roll).toBeCloseTo(-plain.roll, 6);
      }),
    );
  });

  it("bears a pixel of noise", () => {
    for (const [yaw, pitch, roll] of [
      [0, 0, 0],
      [30, -10, 5],
      [-60, 15, -20],
    ]) {
      const pose = headPose(turnedHead(yaw, pitch, roll).map((value, i) => value + Math.sin(i * 12.9)));
      expect(Math.abs(pose.yaw - yaw)).toBeLessThan(4);
      expect(Math.abs(pose.pitch - pitch)).toBeLessThan(4);
      expect(Math.abs(pose.roll - roll)).toBeLessThan(2);
    }
  });
});

describe("mean head", () => {
  it("has the whole of both eyes and of the nose, in units of the eye corners", () => {
    expect(MEAN_HEAD).toHaveLength(29);
    const at = (name: Parameters<typeof indexOf>[0]) =>
      MEAN_HEAD.find(({ index }) => index === indexOf(name))?.position;
    expect([at("left_eye_0"), at("right_eye_0")]).toEqual([
      [-0.5, 0, 0],
      [0.5, 0, 0],
    ]);
    expect(at("nose_9")).toEqual([0.211, 0.447, 0.209]);
  });
});
