import type { RuntimeMeter } from "@face88/train/evaluate";
import { type RgbaImage, refinedLandmarks } from "face88";
import type { Landmarker } from "face88/node";
import { textTable } from "../../text-table.js";

/** Times of one photo's first face, milliseconds, one entry a repetition. */
export interface FaceTimes {
  /** Photo that it is in. */
  readonly photo: string;
  /** Finding all faces of the photo. */
  readonly detect: readonly number[];
  /** All looks of the landmark network at the first face, as `detect` takes them. */
  readonly predict: readonly number[];
  /** One look, as each frame of a video takes it. */
  readonly look: readonly number[];
  /** One run of the landmark network on one crop, without cropping. */
  readonly network: readonly number[];
}

/** The detector and the landmark network with what was loaded for each. */
export interface MeteredLandmarker {
  readonly landmarker: Landmarker;
  readonly detectorMeter: RuntimeMeter;
  readonly modelMeter: RuntimeMeter;
}

/**
 * Times detection and prediction apart.
 * @returns undefined when the photo shows no face
 */
export async function timeFace(
  { landmarker, modelMeter }: MeteredLandmarker,
  photo: string,
  image: RgbaImage,
  repeat: number,
): Promise<FaceTimes | undefined> {
  const { detector, model } = landmarker;
  const times = {
    photo,
    detect: [] as number[],
    predict: [] as number[],
    look: [] as number[],
    network: [] as number[],
  };
  for (let i = 0; i < repeat; i++) {
    const started = performance.now();
    const [first] = await detector.detect(image);
    times.detect.push(performance.now() - started);
    if (first === undefined) return undefined;
    const found = performance.now();
    const [shape] = await refinedLandmarks(model, image, [model.regionOfDetection(first)]);
    times.predict.push(performance.now() - found);
    const region = model.regionOfShape(shape);
    modelMeter.lap();
    const looked = performance.now();
    await model.landmarks(image, [region]);
    times.look.push(performance.now() - looked);
    times.network.push(...modelMeter.lap());
  }
  return times;
}

/** What the seed's report tells: MTCNN and MobileNet of alpha 0.3 on CelebA's photos, on the i5 of a laptop. */
const seed = ["the seed, on its laptop", "69.2", "25.2", "94.4", "", "", "", "3.0"];

/** The seed's table of times with ours below: for one face the median and, as a machine does other work too, the least. */
export function timeTable(all: readonly FaceTimes[], { detectorMeter, modelMeter }: MeteredLandmarker): string {
  const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  const ms = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return `${digits(sorted[sorted.length >> 1])} (${digits(sorted[0])})`;
  };
  const size = ({ bytes }: RuntimeMeter) => (bytes / 1e6).toFixed(1);
  const rows = all.map(({ photo, detect, predict, look, network }) => [
    photo,
    ms(detect),
    ms(predict),
    ms(detect.map((value, i) => value + predict[i])),
    ms(look),
    ms(network),
    size(detectorMeter),
    size(modelMeter),
  ]);
  const heads = [
    "ms for a face, median (least)",
    "detect",
    "predict",
    "total",
    "one look",
    "network",
    "detector MB",
    "landmarks MB",
  ];
  return textTable([heads, seed, ...rows]);
}
