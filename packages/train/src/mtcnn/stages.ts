import { assignInitializers, extractGraph, foldBatchNorm, type Graph, toFloat16, writeOnnx } from "@face88/graph";
import { openCheckpoint } from "../trainer/run-files.js";
import { type MtcnnNetworkOptions, outputNet, proposalNet, refinementNet } from "./networks.js";

/** MTCNN's networks in their order: what each is called in files, the side of its input, and how it is built. */
export const MTCNN_STAGES = [
  { name: "proposal", side: 12, build: proposalNet },
  { name: "refinement", side: 24, build: refinementNet },
  { name: "output", side: 48, build: outputNet },
] as const satisfies readonly {
  readonly name: string;
  readonly side: number;
  readonly build: (options: MtcnnNetworkOptions) => Graph;
}[];

/** One of {@link MTCNN_STAGES}. */
export type MtcnnStage = (typeof MTCNN_STAGES)[number];

/**
 * A trained network as it is shipped: batch normalisation folded, weights in half the bytes, P-Net for images of any size.
 * @param checkpoint  path of a checkpoint of `face88 train`
 * @throws CheckpointError when the file is no checkpoint
 */
export async function exportStage(stage: MtcnnStage, checkpoint: string): Promise<Uint8Array> {
  const { shown } = await openCheckpoint(checkpoint);
  const network = assignInitializers(stage.build({}), shown);
  return writeOnnx(toFloat16(foldBatchNorm(extractGraph(network))));
}
