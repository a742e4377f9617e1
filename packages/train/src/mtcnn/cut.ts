import type { Box } from "@face88/points";
import { Mipmaps, type MtcnnCandidates, type RgbaImage, resample } from "face88";
import { random } from "../networks/random.js";
import { mix } from "../trainer/order.js";
import type { KnownFaces } from "./known-face.js";
import { PatchWriter, TARGETS } from "./patch-file.js";
import { composeScene, type Scene } from "./scene.js";
import { anywhere, aroundFaces, judge, targetsOf, type Window } from "./windows.js";

/** What {@link cutPatches} works on. */
export interface CutOptions {
  /** Faces to paste. */
  readonly faces: KnownFaces;
  /** Photos without faces. */
  readonly backgrounds: readonly RgbaImage[];
  /** Pixels of a patch: 12, 24 or 48. */
  readonly side: number;
  /**
   * The networks before the one that is to be trained; absent for P-Net, which sees everything. In a second round of its
   * training it is P-Net itself: its false alarms are what it has to learn.
   */
  readonly candidates?: MtcnnCandidates;
  /** Number of scenes, >= 1. */
  readonly scenes: number;
  /** Seed of every random choice, a whole number. */
  readonly seed: number;
  /** Called after each scene. */
  readonly onScene?: (done: number) => void;
  /** Ends the work with its reason. */
  readonly signal?: AbortSignal;
}

/** Scenes without a face: one in so many. */
const emptyEvery = 4;
/** Most candidates of a scene that are no face, and of one without faces: there are many more of them than of faces. */
const mostNegatives = 12;
const mostOfEmpty = 30;

/**
 * Patches for the training of one of MTCNN's networks: faces pasted into photos, then windows around and beside them, and,
 * for R-Net and O-Net, what the networks before let through.
 */
export async function cutPatches(options: CutOptions): Promise<PatchWriter> {
  const { faces, backgrounds, side, scenes, seed } = options;
  const writer = new PatchWriter(side);
  const planes = new Float32Array(3 * side * side);
  const targets = new Float32Array(TARGETS);
  for (let i = 0; i < scenes; i++) {
    options.signal?.throwIfAborted();
    const next = random(mix(seed, i));
    const wanted = i % emptyEvery === 0 ? 0 : 1 + Math.floor(4 * next());
    const chosen = [];
    for (let k = 0; k < wanted; k++) chosen.push(await faces.face(faces.choose(next)));
    const scene = composeScene(backgrounds, chosen, next);
    const mipmaps = new Mipmaps(scene.image);
    const windows = aroundFaces(scene, options.candidates ? 4 : 8, next);
    if (side === 12) windows.push(...anywhere(scene, options.candidates ? 6 : 16, next));
    if (options.candidates) windows.push(...(await passed(options.candidates, mipmaps, scene)));
    for (const window of windows) {
      cut(mipmaps, window.square, side, planes);
      writer.add(window.kind, planes, targetsOf(window, targets));
    }
    options.onScene?.(i + 1);
  }
  return writer;
}

/** What the networks before let through: faces, parts, and the false alarms that they were surest of. */
async function passed(candidates: MtcnnCandidates, mipmaps: Mipmaps, scene: Scene): Promise<Window[]> {
  const { count, edges } = await candidates.of(scene.image, mipmaps);
  const windows: Window[] = [];
  const most = scene.faces.length === 0 ? mostOfEmpty : mostNegatives;
  let negatives = 0;
  for (let i = 0; i < count; i++) {
    const [left, top, right, bottom] = edges.subarray(4 * i, 4 * i + 4);
    const window = judge([left, top, right - left, bottom - top], scene);
    if (window === undefined || (window.kind === "negative" && negatives++ >= most)) continue;
    windows.push(window);
  }
  return windows;
}

function cut(mipmaps: Mipmaps, [left, top, width, height]: Box, side: number, planes: Float32Array): void {
  const { image, factor } = mipmaps.for(width / side);
  const from = { left: left / factor, top: top / factor, width: width / factor, height: height / factor };
  const into = { data: planes, offset: 0, stride: side, plane: side * side, width: side, height: side };
  resample(image, from, into);
}
