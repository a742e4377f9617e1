import { dirname, resolve } from "node:path";
import {
  assignInitializers,
  calibrationEdges,
  extractGraph,
  foldBatchNorm,
  type Graph,
  prependPreprocessing,
  quantize,
  toFloat16,
  writeOnnx,
} from "@face88/graph";
import { nodeRuntime } from "face88/node";
import { openSource, sideOf } from "../data/source.js";
import { openBackbone } from "../features/open-backbone.js";
import { withBackbone } from "../networks/transfer.js";
import { ConfigError } from "../trainer/errors.js";
import { buildNetwork } from "../trainer/graphs.js";
import { openCheckpoint } from "../trainer/run-files.js";
import type { Checkpoint } from "../trainer/state.js";
import { calibrate } from "./calibrate.js";
import { measureParity, type Parity } from "./parity.js";
import { drawSamples } from "./samples.js";

/** Options of {@link exportModel}. */
export interface ExportOptions {
  /**
   * `fp32` (default); `fp16`: weights stored in half the bytes, computed in float32; `int8`: static quantisation, weights
   * per filter, activations by their ranges on training samples, the last layers in floating point.
   */
  readonly precision?: "fp32" | "fp16" | "int8";
  /**
   * What goes in: `float32` (default) as in training, `[N, 3, S, S]`; `uint8-nhwc` `[N, S, S, 3]` and `uint8-nchw`
   * `[N, 3, S, S]`: pixels as bytes, with the normalisation in the graph.
   */
  readonly input?: "float32" | "uint8-nhwc" | "uint8-nchw";
  /**
   * Bits of an int8 model's weights: 8 (default), or 7 for processors whose 8-bit products saturate (x64 without VNNI).
   * Either way they are stored in 8.
   */
  readonly weightBits?: 7 | 8;
  /** Most training samples to calibrate int8 with, and most validation samples to compare on, >= 1; default 256. */
  readonly samples?: number;
  /** Folder from which the config's relative paths start, absolute; default where it was, seen from the checkpoint. */
  readonly folder?: string;
  /** Called for each sample done, with the share of the whole, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** A model to ship. */
export interface ExportedModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** How far its points are from those of the network as it was trained. */
  readonly parity: Parity;
  readonly checkpoint: Checkpoint;
}

/**
 * Makes the model to ship from a checkpoint: the forward part of the network that was trained, with its moving average
 * where it has one, batch normalisation folded, in the precision asked for; and compares it with the network as trained.
 * A transfer network's backbone and head become one graph.
 * @param path  of a checkpoint
 * @throws CheckpointError when the file is no checkpoint
 * @throws ModuleReferenceError when the data's module is missing
 */
export async function exportModel(path: string, options: ExportOptions = {}): Promise<ExportedModel> {
  const { precision = "fp32", input = "float32", weightBits = 8, samples = 256, onProgress = () => {} } = options;
  const checkpoint = await openCheckpoint(path);
  const folder = options.folder ?? resolve(dirname(path), checkpoint.folder);
  const { config, data } = checkpoint;
  if (config.loss.kind === "module") {
    throw new ConfigError(`${path}: expected a network that gives points, got one with a loss of its own`);
  }
  const validation = await openSource(config.data.validation, folder);
  const learned = assignInitializers(await buildNetwork(config, data, folder), checkpoint.shown);
  const trained =
    config.network.kind === "transfer"
      ? withBackbone(await openBackbone(config.network.backbone, sideOf(validation), folder), learned)
      : learned;
  const runtime = await nodeRuntime();

  const folded = foldBatchNorm(extractGraph(trained));
  const isCalibrated = precision === "int8";
  const half = (done: number) => onProgress(isCalibrated ? done / 2 : 0);
  const compressed = async (): Promise<Graph> => {
    switch (precision) {
      case "fp32":
        return folded;
      case "fp16":
        return toFloat16(folded);
      case "int8": {
        const source = await openSource(config.data.train, folder);
        const drawn = drawSamples(source, config.seed, samples, half);
        const shown = extractGraph(folded, calibrationEdges(folded));
        return quantize(folded, { calibration: await calibrate(runtime, shown, drawn), weightBits });
      }
    }
  };
  const { mean, deviation } = data.normalisation;
  const core = await compressed();
  const layout = input === "uint8-nhwc" ? "NHWC" : "NCHW";
  const whole = input === "float32" ? core : prependPreprocessing(core, { input: "image", layout, mean, deviation });
  const bytes = writeOnnx(withMetadata(whole, checkpoint));

  const rest = (done: number) => onProgress(isCalibrated ? 0.5 + done / 2 : done);
  const compared = drawSamples(validation, config.seed, samples, rest);
  const parity = await measureParity(writeOnnx(trained), bytes, compared, { ...validation, input });
  return { bytes, parity, checkpoint };
}

/** What one has to know to use the file. */
function withMetadata(graph: Graph, { data, progress, config }: Checkpoint): Graph {
  const notes = {
    unit: data.unit,
    mean: data.normalisation.mean,
    deviation: data.normalisation.deviation,
    network: config.network,
    step: progress.step,
    best: progress.best,
  };
  const texts = Object.entries(notes).map(([key, value]) => [`face88.${key}`, JSON.stringify(value)] as const);
  return Object.freeze({ ...graph, metadata: new Map([...graph.metadata, ...texts]) });
}
