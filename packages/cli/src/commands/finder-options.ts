import type { TrackOptions } from "face88";
import { DEFAULT_DETECTOR, DEFAULT_MODEL, type ExecutionProvider, type LandmarkerOptions } from "face88/node";
import { choice, count, type Parsed, share, word } from "../options.js";

/** Options that every command has that finds faces. */
export const finderOptions = {
  model: { type: "string" },
  detector: { type: "string" },
  "min-face": { type: "string" },
  "max-faces": { type: "string" },
  "min-score": { type: "string" },
  every: { type: "string" },
  raw: { type: "boolean" },
  provider: { type: "string" },
} as const;

/** Their lines in a help text. */
export const finderHelp = `  --model NAME|PATH    landmark network (face88 models lists them), or a .tflite Face Mesh; default ${DEFAULT_MODEL}
  --detector NAME|PATH face detector, or the folder with MTCNN's weights; default ${DEFAULT_DETECTOR}
  --min-face N         smallest face that MTCNN looks for, pixels, 12 or more; default 40
  --max-faces N        most faces in a photo or frame
  --min-score S        confidence from 0 to 1 below which a face is left out; default 0.5
  --every N            video: frames between two looks for new faces; default 10
  --raw                video: points as the network gives them, without smoothing
  --provider NAME      where networks run: cpu (default), cuda, webgpu, coreml, dml`;

/** What `--provider` takes. */
export const providers: readonly ExecutionProvider[] = ["cpu", "cuda", "webgpu", "coreml", "dml"];

/** What the options say about loading the networks. */
export function loadOptions(parsed: Parsed): LandmarkerOptions {
  const model = word(parsed, "model");
  const detector = word(parsed, "detector");
  const minFace = count(parsed, "min-face");
  const provider = choice(parsed, "provider", providers);
  const minDetectionScore = share(parsed, "min-score");
  return {
    ...(model !== undefined && { model }),
    ...(detector !== undefined && { detector }),
    ...(minFace !== undefined && { minFace }),
    ...(provider !== undefined && { provider }),
    ...(minDetectionScore !== undefined && { minDetectionScore }),
  };
}

/** What they say about photos and about following faces. */
export function faceOptions(parsed: Parsed): TrackOptions {
  const maxFaces = count(parsed, "max-faces");
  const minScore = share(parsed, "min-score");
  const every = count(parsed, "every");
  return {
    ...(maxFaces !== undefined && { maxFaces }),
    ...(minScore !== undefined && { minScore }),
    ...(every !== undefined && { every }),
    ...(parsed.values.raw === true && { smoothing: false as const }),
  };
}
