import type { FaceDetector } from "../detect/detection.js";
import type { Runtime } from "../runtime.js";
import { type DetectorLoadOptions, faceDetector } from "./models.js";

/**
 * Loads a detector by its name, or MTCNN by the path of the folder with its weights, which must hold a slash.
 * @throws RangeError when it is neither, or an option is out of its range
 * @throws UnreadableInputError when the folder lacks a file, or a file is none of MTCNN's
 */
export async function loadDetector(
  runtime: Runtime,
  nameOrPath: string,
  options: DetectorLoadOptions = {},
): Promise<FaceDetector> {
  return faceDetector(nameOrPath).load(runtime, options);
}
