import { dirname, resolve } from "node:path";
import { CONFIDENCE_RADIUS, confidenceOf, type NetDescription, type Session } from "face88";
import { nodeRuntime } from "face88/node";
import { openSource, type SourceReference } from "../data/source.js";
import { mean, quantile } from "../evaluate/statistics.js";
import { ConfigError } from "../trainer/errors.js";
import { openCheckpoint } from "../trainer/run-files.js";
import { drawSamples } from "./samples.js";

/** Options of {@link describeModel}. */
export interface DescribeOptions {
  /** Short name of the network, as `--model` takes it. */
  readonly name: string;
  /** What it is, in a line, with its licence; default: the name. */
  readonly description?: string;
  /** Most validation faces, and most crops beside faces, to measure on, >= 1; default 1000. */
  readonly samples?: number;
  /** Folder from which the config's relative paths start, absolute; default where it was, seen from the checkpoint. */
  readonly folder?: string;
}

/** What a network says of one crop, and how far each point was off, pixels of the crop. */
interface Answer {
  readonly logScale: Float32Array;
  readonly distance: Float32Array;
}

/**
 * The description that ships beside a landmark network: how its crop is laid, and its confidence and score, calibrated on
 * the validation faces and on crops beside them that hold no face.
 * @param path  of the checkpoint; its data must be `faceSource` with `frame: "points"`, its network one with `log_scale`
 * @param model  ONNX as `exportModel` makes it, with `float32` input
 * @throws ConfigError when the data or the network is another
 */
export async function describeModel(
  path: string,
  model: Uint8Array,
  { name, description = name, samples = 1000, folder: given }: DescribeOptions,
): Promise<NetDescription> {
  const { config, folder } = await openCheckpoint(path);
  const { validation } = config.data;
  const options = Object(validation.options) as { frame?: string; side?: number; zoom?: number };
  if (validation.export !== "faceSource" || options.frame !== "points") {
    throw new ConfigError(
      `data: expected faceSource with frame points, got ${JSON.stringify(validation).slice(0, 120)}`,
    );
  }
  const { side = 160, zoom: margin = 1.35 } = options;
  const from = given ?? resolve(dirname(path), folder);
  const session = await (await nodeRuntime()).load(model);
  try {
    if (!session.outputNames.includes("log_scale")) {
      throw new ConfigError(`network: expected an output log_scale, got ${session.outputNames.join(", ")}`);
    }
    const ask = (reference: SourceReference) => answers(session, reference, from, samples);
    const faces = await ask(validation);
    const beside = await ask({ ...validation, options: { ...options, augment: { noFace: 1 } } });
    const spread = calibratedSpread(faces, side);
    return {
      ...{ format: "face88-landmarks", name, description, side, margin, spread },
      score: separation(meanSpreads(faces, side, spread), meanSpreads(beside, side, spread)),
    };
  } finally {
    session.dispose();
  }
}

async function answers(session: Session, reference: SourceReference, folder: string, most: number): Promise<Answer[]> {
  const source = await openSource(reference, folder);
  const dims = source.fields.find(({ name }) => name === "image")?.dims ?? [];
  const out: Answer[] = [];
  for await (const sample of drawSamples(source, 1, most, () => {})) {
    const { points, log_scale } = await session.run({ image: { data: sample.image, dims: [1, ...dims] } });
    const distance = log_scale.data.map((_, i) => {
      const dx = points.data[2 * i] - sample.points[2 * i];
      const dy = points.data[2 * i + 1] - sample.points[2 * i + 1];
      return Math.hypot(dx, dy) * source.unit;
    });
    out.push({ logScale: log_scale.data.slice(), distance });
  }
  return out;
}

/** The factor with which the mean confidence is the share of points that are within its radius. */
function calibratedSpread(faces: readonly Answer[], side: number): number {
  const within = mean(
    faces.flatMap(({ distance }) => Array.from(distance, (value) => (value < CONFIDENCE_RADIUS * side ? 1 : 0))),
  );
  const confident = (spread: number) =>
    mean(
      faces.map(({ logScale }) =>
        mean(confidenceOf(logScale, { side, spread, score: { middle: 0, width: 1 } }).confidence),
      ),
    );
  // The confidence falls as the spread grows.
  let [low, high] = [0.1, 10];
  for (let i = 0; i < 30; i++) {
    const middle = Math.sqrt(low * high);
    if (confident(middle) > within) low = middle;
    else high = middle;
  }
  return Number(Math.sqrt(low * high).toPrecision(4));
}

/** Mean spread of the points of each crop, hundredths of its side. */
function meanSpreads(crops: readonly Answer[], side: number, spread: number): number[] {
  return crops.map(({ logScale }) => ((100 * spread) / side) * mean(logScale.map(Math.exp)));
}

/**
 * The score's curve: a half midway (by logarithm) between the faces that the network is least sure of and the crops beside
 * faces that it is most sure of, 0.95 where those faces are.
 */
function separation(faces: readonly number[], beside: readonly number[]): NetDescription["score"] {
  const sure = quantile(faces, 0.995);
  const unsure = quantile(beside, 0.05);
  const middle = Math.sqrt(sure * Math.max(unsure, sure * 1.2));
  const width = (middle - sure) / Math.log(0.95 / 0.05);
  return { middle: Number(middle.toPrecision(4)), width: Number(width.toPrecision(4)) };
}
