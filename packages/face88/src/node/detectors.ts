import type { FaceDetector } from "../detect/detection.js";
import { MtcnnDetector } from "../detect/mtcnn/mtcnn.js";
import type { Runtime } from "../runtime.js";
import { faceDetector } from "./models.js";
import { mtcnnNetworks } from "./mtcnn-weights.js";

/** What a detector may be told when it is loaded. */
export interface DetectorLoadOptions {
  /** Lowest confidence that counts as a face, 0 to 1; default 0.5, for MTCNN the threshold of its weights. */
  readonly minScore?: number;
  /** Smallest face to look for, its longer side in pixels, >= 12; default 40. Only MTCNN knows it. */
  readonly minFace?: number;
}

/**
 * Loads a detector by its name, or MTCNN by the path of the folder with its weights, which must hold a slash.
 * @throws RangeError when it is neither, or an option is out of its range
 * @throws UnreadableInputError when the folder lacks a file, or a file is none of MTCNN's
 */
export async function loadDetector(
  runtime: Runtime,
  nameOrPath: string,
  { minScore, minFace }: DetectorLoadOptions = {},
): Promise<FaceDetector> {
  const least = minScore === undefined ? {} : { minScore };
  if (!/[\\/]/.test(nameOrPath)) return faceDetector(nameOrPath).load(runtime, least);
  const options = { ...least, ...(minFace !== undefined && { minFace }) };
  return MtcnnDetector.load(runtime, await mtcnnNetworks(nameOrPath), options);
}
