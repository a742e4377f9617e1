import { wholeImage } from "../crop/region.js";
import { BlazeFaceDetector } from "../detect/blazeface.js";
import { CombinedDetector } from "../detect/combined.js";
import type { FaceDetector } from "../detect/detection.js";
import { MtcnnDetector } from "../detect/mtcnn/mtcnn.js";
import type { MtcnnOptions } from "../detect/mtcnn/options.js";
import type { LandmarkModel } from "../landmark-model.js";
import { FaceLandmarker } from "../landmarker.js";
import { MeshModel } from "../mesh/mesh-model.js";
import { readNetDescription } from "../net/description.js";
import { NetModel } from "../net/net-model.js";
import type { Runtime } from "../runtime.js";
import { fetchModel, fetchText, type LoadProgress } from "./fetch-model.js";
import type { NamedFile, ResolvedFiles } from "./model-files.js";
import { type WebRuntimeOptions, webRuntime } from "./ort-runtime.js";

/** What a page asks to be loaded. */
export interface LoadRequest {
  readonly files: ResolvedFiles;
  readonly runtime: WebRuntimeOptions;
  readonly minDetectionScore?: number;
  readonly minFace?: number;
}

/** Fetches the networks and ONNX Runtime at the same time, starts them and runs each once. */
export async function loadModels(
  { files, runtime: options, minDetectionScore, minFace }: LoadRequest,
  onProgress: (progress: LoadProgress) => void,
): Promise<FaceLandmarker> {
  const all = [files.model, ...files.detectors];
  let loaded = 0;
  let total = all.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const onBytes = (came: number, more = 0) => {
    loaded += came;
    total += more;
    onProgress({ loaded, total });
  };
  const [runtime, description, ...bytes] = await Promise.all([
    webRuntime(options),
    files.model.description === undefined ? undefined : fetchText(files.model.name, files.model.description),
    ...all.map((file) => fetchModel(file, onBytes)),
  ]);
  const open: { dispose(): void }[] = [];
  try {
    const limits = {
      ...(minDetectionScore !== undefined && { minScore: minDetectionScore }),
      ...(minFace !== undefined && { minFace }),
    };
    const detector = await loadDetector(runtime, files, bytes.slice(1), limits);
    open.push(detector);
    const model = await loadLandmarks(runtime, files.model, bytes[0], description);
    open.push(model);
    await warmUp(detector, model);
    return new FaceLandmarker(detector, model);
  } catch (error) {
    for (const part of open) part.dispose();
    throw error;
  }
}

async function loadLandmarks(
  runtime: Runtime,
  { kind, name, description: where = name }: NamedFile,
  bytes: Uint8Array,
  description: string | undefined,
): Promise<LandmarkModel> {
  if (kind === "net") return NetModel.load(runtime, bytes, readNetDescription(description ?? "", where));
  return MeshModel.load(runtime, bytes, name);
}

async function loadDetector(
  runtime: Runtime,
  { detectors: files, detectorName: name }: ResolvedFiles,
  bytes: readonly Uint8Array[],
  limits: MtcnnOptions,
): Promise<FaceDetector> {
  if (files[0].kind === "mtcnn-proposal") {
    const [proposal, refinement, output] = bytes;
    return MtcnnDetector.load(runtime, { proposal, refinement, output }, limits, name);
  }
  const detectors: FaceDetector[] = [];
  try {
    for (const [i, { kind }] of files.entries()) {
      const range = kind === "blazeface-full" ? "full" : "short";
      detectors.push(await BlazeFaceDetector.load(runtime, bytes[i], { ...limits, range }));
    }
  } catch (error) {
    for (const detector of detectors) detector.dispose();
    throw error;
  }
  return detectors.length === 1 ? detectors[0] : new CombinedDetector(name, detectors);
}

/** The first run of a network takes several times as long as the next: it is made here, on a grey square. */
async function warmUp(detector: FaceDetector, model: LandmarkModel): Promise<void> {
  const image = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(128) };
  await detector.detect(image);
  await model.landmarks(image, [wholeImage(image.width, image.height)]);
}
