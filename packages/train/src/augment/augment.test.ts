import { transformPoints } from "@face88/points";
import type { RgbaImage } from "face88";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../networks/random.js";
import { Augmenter } from "./augment.js";
import { viewTransform } from "./geometry.js";
import { type Augmentation, augmentation, DEFAULT_AUGMENTATION } from "./options.js";

const side = 160;
const plain: Partial<Augmentation> = Object.freeze({
  colour: 0,
  grey: 0,
  blur: 0,
  noise: 0,
  jpeg: 0,
  lowResolution: 0,
  occluder: 0,
});
const effects = {
  colour: { colour: 0.5 },
  grey: { grey: 1 },
  blur: { blur: 1 },
  noise: { noise: 1 },
  jpeg: { jpeg: 1 },
  lowResolution: { lowResolution: 1 },
  occluder: { occluder: 1 },
};

/** White dots on a dark ground, far enough from each other to be told apart in any crop; a Gaussian of 2.5 pixels each. */
function dots(width: number, height: number, centres: Float64Array): RgbaImage {
  const data = new Uint8Array(width * height * 4).fill(30);
  for (let i = 0; i < centres.length; i += 2) {
    for (let y = Math.round(centres[i + 1]) - 9; y <= centres[i + 1] + 9; y++) {
      for (let x = Math.round(centres[i]) - 9; x <= centres[i] + 9; x++) {
        const square = (x - centres[i]) ** 2 + (y - centres[i + 1]) ** 2;
        data.fill(30 + 210 * Math.exp(-square / 12.5), 4 * (y * width + x), 4 * (y * width + x) + 3);
      }
    }
  }
  return { width, height, data };
}

/** Centre of the light around a place of the red plane, where the ground is taken off. */
function centreOfLight(planes: Float32Array, x: number, y: number, reach: number): [number, number] {
  const ground = 30 / 127.5 - 1;
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  for (let v = Math.round(y) - reach; v <= Math.round(y) + reach; v++) {
    for (let u = Math.round(x) - reach; u <= Math.round(x) + reach; u++) {
      const light = Math.max(0, planes[v * side + u] - ground - 0.02);
      sum += light;
      sumX += light * u;
      sumY += light * v;
    }
  }
  return [sumX / sum, sumY / sum];
}

const centres = Float64Array.from({ length: 50 }, (_, i) => 60.3 + 41.7 * (i % 2 === 0 ? (i >> 1) % 5 : (i >> 1) / 5));
const picture = dots(300, 300, centres);
const region = { centreX: 148, centreY: 152, side: 190, angle: 0.1 };

describe("Augmenter", () => {
  it("moves points with the pixels, mirrored or not, whatever lies outside", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), fc.boolean(), (seed, mirror, blackOutside) => {
        const chances = { mirror: Number(mirror), blackOutside: Number(blackOutside) };
        const augmenter = new Augmenter(side, augmentation({ ...plain, ...chances, rotation: 25, scale: 0.15 }));
        const planes = new Float32Array(3 * side * side);
        const view = augmenter.crop(picture, region, random(seed), planes);
        expect(view.mirror).toBe(mirror);
        const placed = transformPoints(viewTransform(view, side), centres);
        for (let i = 0; i < placed.length; i += 2) {
          const [x, y] = [placed[i], placed[i + 1]];
          const reach = Math.ceil((9 * side) / view.region.side);
          if (Math.min(x, y) < reach + 1 || Math.max(x, y) > side - reach - 2) continue;
          const [u, v] = centreOfLight(planes, x, y, reach);
          expect(Math.hypot(u - x, v - y), `dot ${i / 2} at ${x}, ${y}`).toBeLessThan(0.03);
          found++;
        }
      }),
    );
    expect(found).toBeGreaterThan(1000);
  });

  it("fills what lies outside with black or with the border", () => {
    const white: RgbaImage = { width: 20, height: 20, data: new Uint8Array(1600).fill(255) };
    const corner = { centreX: 0, centreY: 0, side: 20, angle: 0 };
    const still = { ...plain, rotation: 0, scale: 0, shift: 0, mirror: 0, box: { x: 0, y: 0, scale: 0 } };
    const mean = (blackOutside: number) => {
      const planes = new Float32Array(3 * 16 * 16);
      new Augmenter(16, augmentation({ ...still, blackOutside })).crop(white, corner, random(1), planes);
      return planes.reduce((sum, value) => sum + value, 0) / planes.length;
    };
    expect(mean(0)).toBeCloseTo(1, 5);
    // The picture's corner is the crop's middle: a quarter is white.
    expect(mean(1)).toBeCloseTo(-0.5, 5);
  });

  it("is a function of the seed", () => {
    const crop = (seed: number) => {
      const planes = new Float32Array(3 * side * side);
      const view = new Augmenter(side, augmentation()).crop(picture, region, random(seed), planes);
      return { view, planes };
    };
    for (let seed = 0; seed < 30; seed++) {
      const [first, second] = [crop(seed), crop(seed)];
      expect(first.view).toEqual(second.view);
      expect(Buffer.compare(Buffer.from(first.planes.buffer), Buffer.from(second.planes.buffer))).toBe(0);
    }
    expect(crop(1).view).not.toEqual(crop(2).view);
  });

  it.each(Object.entries(effects))(
    "%s changes pixels, keeps them from -1 to 1 and leaves points alone",
    (_, effect) => {
      const crop = (options: Partial<Augmentation>, seed: number) => {
        const planes = new Float32Array(3 * side * side);
        const view = new Augmenter(side, augmentation({ ...plain, ...options })).crop(
          picture,
          region,
          random(seed),
          planes,
        );
        return { view, planes };
      };
      let changed = 0;
      for (let seed = 0; seed < 10; seed++) {
        const [without, withIt] = [crop({}, seed), crop(effect, seed)];
        expect(withIt.view).toEqual(without.view);
        expect(withIt.planes.every((value) => value >= -1 && value <= 1)).toBe(true);
        if (withIt.planes.some((value, i) => Math.abs(value - without.planes[i]) > 0.02)) changed++;
      }
      // Dots are grey already, so that taking out colour leaves them as they are.
      expect(changed).toBeGreaterThanOrEqual("grey" in effect ? 0 : 8);
    },
  );

  it("puts an effect on as many crops as its chance says", () => {
    const augmenter = new Augmenter(16, augmentation({ ...plain, mirror: 0.3 }));
    const planes = new Float32Array(3 * 16 * 16);
    const mirrored = Array.from({ length: 2000 }, (_, i) => augmenter.crop(picture, region, random(i), planes));
    expect(mirrored.filter(({ mirror }) => mirror).length / 2000).toBeCloseTo(0.3, 1);
  });

  it("draws turns, sizes and shifts with the standard deviations that are asked for", () => {
    const given = { rotation: 10, scale: 0.1, shift: 0.04, box: { x: 0, y: 0, scale: 0 } };
    const augmenter = new Augmenter(16, augmentation({ ...plain, ...given }));
    const planes = new Float32Array(3 * 16 * 16);
    const views = Array.from({ length: 3000 }, (_, i) => augmenter.crop(picture, region, random(i), planes).region);
    const deviation = (of: (view: (typeof views)[number]) => number) =>
      Math.sqrt(views.reduce((sum, view) => sum + of(view) ** 2, 0) / views.length);
    expect(deviation((view) => ((view.angle - region.angle) * 180) / Math.PI) / 10).toBeCloseTo(1, 1);
    expect(deviation((view) => Math.log(view.side / region.side)) / 0.1).toBeCloseTo(1, 1);
    expect(deviation((view) => (view.centreX - region.centreX) / region.side) / 0.04).toBeCloseTo(1, 1);
  });

  it.each([0, 8, 100, 33.5, Number.NaN])("refuses a side of %s", (wrong) => {
    expect(() => new Augmenter(wrong, augmentation())).toThrow(/side: expected a multiple of 16, got/);
  });
});

describe("augmentation", () => {
  it("puts what is given in the place of the defaults", () => {
    expect(augmentation()).toEqual(DEFAULT_AUGMENTATION);
    expect(augmentation({ rotation: 0, box: { ...DEFAULT_AUGMENTATION.box, x: 0.5 } })).toEqual({
      ...DEFAULT_AUGMENTATION,
      rotation: 0,
      box: { ...DEFAULT_AUGMENTATION.box, x: 0.5 },
    });
  });

  it.each([
    ["an unknown option", { twist: 1 }, /augment: expected one of rotation, .*, got twist/],
    ["an unknown one of the box", { box: { z: 1 } }, /augment.box: expected one of x, y, scale, got z/],
    ["an option of the box outside of it", { x: 1 }, /augment: expected one of rotation, .*, got x/],
    ["a chance above 1", { blur: 1.5 }, /augment.blur: expected a number from 0 to 1, got 1.5/],
    ["a negative strength", { rotation: -1 }, /augment.rotation: expected a number from 0, got -1/],
    ["NaN", { shift: Number.NaN }, /augment.shift: expected a number from 0, got NaN/],
    ["a word", { shift: "1" }, /augment.shift: expected a number from 0, got 1/],
    ["no end", { scale: Number.POSITIVE_INFINITY }, /augment.scale: expected a number from 0, got Infinity/],
    ["a blur of nothing", { blurSigma: 0 }, /augment.blurSigma: expected a number from 0.01, got 0/],
    ["a quality of 0", { jpegQuality: 0 }, /augment.jpegQuality: expected a number from 1 to 100, got 0/],
    ["a box that is none", { box: 3 }, /augment.box: expected an object, got 3/],
  ])("refuses %s", (_, given, message) => {
    expect(() => augmentation(given as Partial<Augmentation>)).toThrow(message);
  });
});
