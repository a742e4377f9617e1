import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Sample, type SampleSource, sideOf } from "../data/source.js";
import { meanErrors, type PointErrors, pointErrors } from "../trainer/point-errors.js";
import { sessionOptions } from "../trainer/session.js";
import type { ExportOptions } from "./export.js";

/** Distances between the points of two models, in pixels of the crop. */
export interface Parity {
  readonly mean: number;
  readonly max: number;
  /** Errors of each model against the labels. */
  readonly errors: { readonly trained: PointErrors; readonly exported: PointErrors };
  /** Samples compared. */
  readonly samples: number;
}

/** What the exported model takes. */
interface Given extends Pick<SampleSource, "unit" | "normalisation" | "fields"> {
  readonly input: NonNullable<ExportOptions["input"]>;
}

/**
 * Compares an exported model with the network as trained. A model that takes bytes is compared on the bytes nearest to the
 * sample, which the trained network gets too, so that what is measured is the model and not the rounding of its input.
 * @param trained  ONNX that takes float32 images
 * @param exported  ONNX that takes `given.input`
 * @param samples  to compare on
 */
export async function measureParity(
  trained: Uint8Array,
  exported: Uint8Array,
  samples: AsyncIterable<Sample>,
  given: Given,
): Promise<Parity> {
  const reference = await InferenceSession.create(trained, sessionOptions("cpu"));
  const model = await InferenceSession.create(exported, sessionOptions("cpu"));
  const side = sideOf(given);
  const floats = (data: Float32Array) => new Tensor("float32", data, [1, 3, side, side]);
  const against = { trained: [] as (PointErrors | undefined)[], exported: [] as (PointErrors | undefined)[] };
  let [sum, max, points, count] = [0, 0, 0, 0];
  for await (const { image, points: labels, weights } of samples) {
    const bytes = given.input === "float32" ? undefined : toBytes(image, given.normalisation);
    const seen = bytes ? fromBytes(bytes, given.normalisation) : image;
    const inputs = bytes ? byteTensor(bytes, given.input, side) : floats(image);
    const expected = (await reference.run({ image: floats(seen) })).points.data as Float32Array;
    const got = (await model.run({ image: inputs })).points.data as Float32Array;
    for (let i = 0; i < got.length; i += 2) {
      const distance = Math.hypot(got[i] - expected[i], got[i + 1] - expected[i + 1]) * given.unit;
      sum += distance;
      max = Math.max(max, distance);
      points++;
    }
    against.trained.push(pointErrors(expected, labels, given.unit, weights));
    against.exported.push(pointErrors(got, labels, given.unit, weights));
    count++;
  }
  await reference.release();
  await model.release();
  const errors = { trained: meanErrors(against.trained), exported: meanErrors(against.exported) };
  return { mean: sum / points, max, errors, samples: count };
}

/** Bytes `[3, H, W]` nearest to normalised values. */
function toBytes(image: Float32Array, { mean, deviation }: Given["normalisation"]): Uint8Array {
  const plane = image.length / 3;
  return Uint8Array.from(image, (value, i) => {
    const channel = Math.floor(i / plane);
    return Math.min(255, Math.max(0, Math.round(value * deviation[channel] + mean[channel])));
  });
}

function fromBytes(bytes: Uint8Array, { mean, deviation }: Given["normalisation"]): Float32Array {
  const plane = bytes.length / 3;
  return Float32Array.from(bytes, (byte, i) => {
    const channel = Math.floor(i / plane);
    return (byte - mean[channel]) / deviation[channel];
  });
}

function byteTensor(planes: Uint8Array, input: Given["input"], side: number): Tensor {
  if (input === "uint8-nchw") return new Tensor("uint8", planes, [1, 3, side, side]);
  const plane = side * side;
  const pixels = Uint8Array.from(planes, (_, i) => planes[(i % 3) * plane + Math.floor(i / 3)]);
  return new Tensor("uint8", pixels, [1, side, side, 3]);
}
