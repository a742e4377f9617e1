import type { Box } from "@face88/points";
import type { Region } from "./crop/region.js";
import type { Detection } from "./detect/detection.js";
import type { RgbaImage } from "./image/rgba.js";

/** What a landmark network says of one region. */
export interface FaceShape {
  /** The 88 points as x,y pairs in pixels of the image, length 176. */
  readonly points: Float32Array;
  /** Confidence that the region holds a face, 0 to 1. */
  readonly score: number;
  /** Confidence of each point, 0 to 1, length 88, where the network says it. */
  readonly confidence?: Float32Array;
  /** The network's own mesh as x,y,z triples in pixels of the image (z towards the back), where it has one. */
  readonly mesh?: Float32Array;
}

/** How a network looks at a region. */
export interface LookOptions {
  /**
   * Whether it looks at the mirror image of the crop as well, so that what it says is the mean of both: a little more
   * exact, for twice the time. Default false. Networks that gain nothing by it leave it out.
   */
  readonly mirrored?: boolean;
}

/**
 * A landmark network with the knowledge of where it wants to look. What it holds (a session of the runtime) is freed by
 * `dispose`.
 */
export interface LandmarkModel {
  /** Short name, as `--model` takes it. */
  readonly name: string;
  /** Runs the network on every region: one shape a region, in order. */
  landmarks(image: RgbaImage, regions: readonly Region[], options?: LookOptions): Promise<FaceShape[]>;
  /** Where to look first for a face that a detector found. */
  regionOfDetection(detection: Detection): Region;
  /** Where to look first for a face whose box is tight around brows and chin, as results and `--boxes` have it. */
  regionOfBox(box: Box): Region;
  /** Where to look again, or in the next frame, for a face that the network has seen. */
  regionOfShape(shape: FaceShape): Region;
  /** Frees the session; a second call does nothing. */
  dispose(): void;
}

/** Times that the network looks at a face in a photo: once where the detector says, once where its own points say. */
const passes = 2;

/**
 * The face in each of the regions, refined: the second look is centred and turned upright by the points of the first, and
 * taken in the mirror as well.
 * @returns one shape a region, in order
 */
export async function refinedLandmarks(
  model: LandmarkModel,
  image: RgbaImage,
  regions: readonly Region[],
): Promise<FaceShape[]> {
  let shapes = await model.landmarks(image, regions);
  for (let pass = 1; pass < passes; pass++) {
    shapes = await model.landmarks(
      image,
      shapes.map((shape) => model.regionOfShape(shape)),
      { mirrored: pass === passes - 1 },
    );
  }
  return shapes;
}
