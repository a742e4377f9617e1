import { applyLinearMap, type Box, boundingBox } from "@face88/points";
import { type CropOptions, cropInto } from "../crop/crop.js";
import { leaning, type Region, regionToImage, squareAround } from "../crop/region.js";
import { type Detection, uprightSquare } from "../detect/detection.js";
import type { RgbaImage } from "../image/rgba.js";
import { inBatches } from "../in-batches.js";
import type { FaceShape, LandmarkModel } from "../landmark-model.js";
import type { FloatTensor, Runtime, Session } from "../runtime.js";
import { mergeAttention } from "./attention.js";
import { ATTENTION_POINTS, MESH_POINTS } from "./attention-indices.js";
import { MESH_TO_88 } from "./mesh-to-88.js";
import { visibleOutline } from "./visible-outline.js";

/** Options of {@link MeshModel.load}. */
export interface MeshModelOptions {
  /** Side of the network's input, pixels: 256 for Face Landmarker v2; default 192. */
  readonly side?: number;
  /**
   * Side of the second crop over the longer side of the box around the first look's points; default 1.5, as MediaPipe
   * has it. On hand-labelled faces 1.4 is a little better: docs/teachers.md.
   */
  readonly margin?: number;
}

/** Margin of MediaPipe's crops: the side over the longer side of the face's box. */
const mediaPipeMargin = 1.5;
/** Outer corners of the eyes in the mesh, the image's left one first. */
const eyeCorners = [33, 263] as const;
/**
 * A box around brows and chin is shorter than the network's own, which reaches to the hairline: so much larger is the
 * crop's side, and so much higher its centre, in parts of the box's height. The best of a grid on hand-labelled faces:
 * docs/teachers.md.
 */
const ofTightBox = { scale: 1.55, shift: -0.08 };

/**
 * MediaPipe Face Mesh: 468 points in 3D, or 478 with the attention network, whose eyes, irises and lips are finer, and
 * with Face Landmarker v2, which gives all 478 at once. The 88 are picked from them by {@link MESH_TO_88},
 * the 21 of the profile by {@link visibleOutline}.
 * @see Kartynnik et al., Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs, 2019; Grishchenko et
 *   al., Attention Mesh, 2020
 */
export class MeshModel implements LandmarkModel {
  /** Name under which it was loaded. */
  readonly name: string;
  readonly #session: Session;
  readonly #crop: CropOptions;
  readonly #margin: number;

  private constructor(session: Session, name: string, { side = 192, margin = mediaPipeMargin }: MeshModelOptions) {
    this.#session = session;
    this.name = name;
    this.#margin = margin;
    this.#crop = { side, low: 0, high: 1, outside: "edge" };
  }

  /**
   * Loads the network.
   * @param model  bytes of the `.onnx` file, as the TFLite importer makes it
   */
  static async load(
    runtime: Runtime,
    model: Uint8Array,
    name: string,
    options: MeshModelOptions = {},
  ): Promise<MeshModel> {
    return new MeshModel(await runtime.load(model), name, options);
  }

  /** @see LandmarkModel.landmarks */
  async landmarks(image: RgbaImage, regions: readonly Region[]): Promise<FaceShape[]> {
    return inBatches(regions, (some) => this.#runOn(image, some));
  }

  async #runOn(image: RgbaImage, regions: readonly Region[]): Promise<FaceShape[]> {
    const crop = this.#crop;
    const size = crop.side * crop.side * 3;
    const data = new Float32Array(regions.length * size);
    regions.forEach((region, i) => {
      cropInto(image, region, crop, data, i * size);
    });
    const dims = [regions.length, crop.side, crop.side, 3];
    const outputs = await this.#session.run({ [this.#session.inputNames[0]]: { data, dims } });
    return regions.map((region, i) => shapeOf(rowsOf(outputs, regions.length, i), region, crop.side));
  }

  /** @see LandmarkModel.regionOfDetection */
  regionOfDetection(detection: Detection): Region {
    return uprightSquare(detection, mediaPipeMargin);
  }

  /** @see LandmarkModel.regionOfBox */
  regionOfBox(box: Box): Region {
    return squareAround(box, ofTightBox.scale, ofTightBox.shift);
  }

  /** @see LandmarkModel.regionOfShape */
  regionOfShape({ mesh }: FaceShape): Region {
    if (mesh === undefined) throw new Error("internal: a shape of the mesh network has a mesh");
    const flat = new Float32Array(MESH_POINTS * 2);
    for (let i = 0; i < MESH_POINTS; i++) {
      flat[i * 2] = mesh[i * 3];
      flat[i * 2 + 1] = mesh[i * 3 + 1];
    }
    const [left, right] = eyeCorners;
    const angle = leaning(flat[left * 2], flat[left * 2 + 1], flat[right * 2], flat[right * 2 + 1]);
    return { ...squareAround(boundingBox(flat), this.#margin), angle };
  }

  /** Frees the session; a second call does nothing. */
  dispose(): void {
    this.#session.dispose();
  }

  /** Frees the session, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** One face's share of a batch, by output. */
function rowsOf(outputs: Readonly<Record<string, FloatTensor>>, batch: number, i: number): Map<string, Float32Array> {
  return new Map(
    Object.entries(outputs).map(([name, { data }]) => {
      const length = data.length / batch;
      return [name, data.slice(i * length, (i + 1) * length)];
    }),
  );
}

function shapeOf(rows: Map<string, Float32Array>, region: Region, cropSide: number): FaceShape {
  const base = [...rows.values()].find(({ length }) => length === MESH_POINTS * 3 || length === ATTENTION_POINTS * 3);
  // The first of the single numbers says whether there is a face; Face Landmarker v2 has a second one.
  const logit = [...rows.values()].find(({ length }) => length === 1)?.[0] ?? 0;
  if (base === undefined)
    throw new Error(`internal: expected an output of ${MESH_POINTS} points from the mesh network`);
  const mesh = regionToImage(mergeAttention(base, rows), region, cropSide, 3);
  const points = applyLinearMap(MESH_TO_88, mesh.subarray(0, MESH_POINTS * 3), { stride: 3 }) as Float32Array;
  visibleOutline(mesh, points);
  return { points, mesh, score: 1 / (1 + Math.exp(-logit)) };
}
