import type { MtcnnNetworks } from "../detect/mtcnn/mtcnn.js";
import { UnreadableInputError } from "../errors.js";

/**
 * What a model file holds: `net` is a network of face88's own training, `mesh` MediaPipe's Face Mesh, `blazeface` its
 * detectors, `mtcnn` one of the three networks of face88's own MTCNN.
 */
export type ModelKind = "net" | "mesh" | "blazeface-short" | "blazeface-full" | `mtcnn-${keyof MtcnnNetworks}`;

/** An `.onnx` file and what it holds. */
export interface ModelFile {
  readonly kind: ModelKind;
  /** Where it is served, absolute or against the page. */
  readonly url: string | URL;
  /** Where the `.json` that describes a `net` is served; default: beside the `.onnx`, under the same name. */
  readonly description?: string | URL;
  /** Length of the file, for the progress and to notice one that is cut short; default: not looked at. */
  readonly bytes?: number;
  /** SHA-256 of the file in hexadecimal; default: not looked at. Browsers compute it on https and localhost only. */
  readonly sha256?: string;
}

/** The landmark networks that come with the package, by name. */
export const webModels: Readonly<Record<string, ModelFile>> = Object.freeze({
  face88: {
    kind: "net",
    url: new URL("../../models/face88.onnx", import.meta.url),
    // Named, because bundlers give each file a name of its own.
    description: new URL("../../models/face88.json", import.meta.url),
    bytes: 802_535,
    sha256: "501e041f786ccc02eb39c75e9e2eb3056841b0c01c9a5eaee776006197663504",
  },
  "face88-large": {
    kind: "net",
    url: new URL("../../models/face88-large.onnx", import.meta.url),
    description: new URL("../../models/face88-large.json", import.meta.url),
    bytes: 2_956_826,
    sha256: "39857e1bceab55573a1d8ba62f7203bd6b7786d6ca026ac0a04a82720ddec6c5",
  },
  mesh: {
    kind: "mesh",
    url: new URL("../../models/mesh.onnx", import.meta.url),
    bytes: 4_866_415,
    sha256: "f0fc5a9a93f3a14487957888203656a497d629faba0b3dce3d2251bfd8203906",
  },
});

const blazefaceShort: ModelFile = {
  kind: "blazeface-short",
  url: new URL("../../models/blazeface-short.onnx", import.meta.url),
  bytes: 416_559,
  sha256: "6347190ba7ff1e41b4c94aa09387eabe954ba492e76481ddf257f6b915266260",
};

const blazefaceFull: ModelFile = {
  kind: "blazeface-full",
  url: new URL("../../models/blazeface-full.onnx", import.meta.url),
  bytes: 2_079_535,
  sha256: "c3010f706e2e0393e6a6dfdb5e66ea2d586fb7b9ffad0192b932b7639c5f1fe7",
};

const mtcnn: readonly ModelFile[] = [
  {
    kind: "mtcnn-proposal",
    url: new URL("../../models/mtcnn/proposal.onnx", import.meta.url),
    bytes: 16_476,
    sha256: "35b650ba39c8bd567c223d1c0e8d22593cb4db6f3f16c764de49ee1b7ccc4c0b",
  },
  {
    kind: "mtcnn-refinement",
    url: new URL("../../models/mtcnn/refinement.onnx", import.meta.url),
    bytes: 177_397,
    sha256: "b105794ba3a3ee1699c6fcb38e91fd0b6393f4c8ac0a408ae4c456fac1010d62",
  },
  {
    kind: "mtcnn-output",
    url: new URL("../../models/mtcnn/output.onnx", import.meta.url),
    bytes: 694_381,
    sha256: "66c0e5079baa287d8d9b71504db927db876bd46cb256ad198f532d9484e08d4d",
  },
];

/** The detectors that come with the package, by name: one file, or several that are used together. */
export const webDetectors: Readonly<Record<string, readonly ModelFile[]>> = Object.freeze({
  blazeface: [blazefaceFull, blazefaceShort],
  "blazeface-short": [blazefaceShort],
  "blazeface-full": [blazefaceFull],
  mtcnn,
});

/** Name of the landmark network that is used when none is named. */
export const DEFAULT_WEB_MODEL = "face88";
/** Name of the detector that is used when none is named. */
export const DEFAULT_WEB_DETECTOR = "blazeface";

/** Files to load, with addresses that hold in a worker too. */
export interface ResolvedFiles {
  readonly model: NamedFile;
  readonly detectors: readonly NamedFile[];
  /** Name of the detectors as a whole. */
  readonly detectorName: string;
}

/** A file with what messages call it. */
export interface NamedFile extends ModelFile {
  readonly name: string;
  readonly url: string;
  readonly description?: string;
}

/**
 * The files behind the options `model` and `detector`.
 * @throws RangeError when a name is unknown or a kind does not fit
 */
export function resolveFiles(model: string | ModelFile, detector: string | ModelFile): ResolvedFiles {
  const landmarks = typeof model === "string" ? entryOf("model", webModels, model) : model;
  if (landmarks.kind !== "net" && landmarks.kind !== "mesh") {
    throw new RangeError(`model: expected a file of kind net or mesh, got ${String(landmarks.kind)}`);
  }
  const detectors = typeof detector === "string" ? entryOf("detector", webDetectors, detector) : [detector];
  if (typeof detector !== "string" && detector.kind !== "blazeface-short" && detector.kind !== "blazeface-full") {
    const came = String(detector.kind);
    throw new RangeError(`detector: expected a file of kind blazeface-short or blazeface-full, got ${came}`);
  }
  return {
    model: resolved(landmarks, typeof model === "string" ? model : landmarks.kind),
    detectors: detectors.map((file) => resolved(file, file.kind)),
    detectorName: typeof detector === "string" ? detector : detector.kind,
  };
}

function resolved(file: ModelFile, name: string): NamedFile {
  const url = absolute(file.url);
  const { bytes, sha256 } = file;
  return {
    kind: file.kind,
    name,
    url,
    ...(bytes !== undefined && { bytes }),
    ...(sha256 !== undefined && { sha256 }),
    ...(file.kind === "net" && { description: absolute(file.description ?? url.replace(/\.onnx(?=$|[?#])/, ".json")) }),
  };
}

function absolute(url: string | URL): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch (cause) {
    throw new UnreadableInputError(`url: expected the address of a model file, got ${String(url)}`, { cause });
  }
}

function entryOf<T>(option: string, entries: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(entries, name)) return entries[name];
  const names = Object.keys(entries).join(", ");
  throw new RangeError(`${option}: expected one of ${names} or a model file, got ${name}`);
}
