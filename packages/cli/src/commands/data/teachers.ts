import {
  cachedTeacher,
  ensembleTeacher,
  type LabelEstimate,
  type MeshNetwork,
  meshTeacher,
  onnxTeacher,
  type Teacher,
  tencentTeacher,
  youtuTeacher,
} from "@face88/train";
import { nodeRuntime } from "face88/node";
import { UsageError } from "../../usage-error.js";

const meshes: readonly MeshNetwork[] = ["mesh-v2", "mesh-attention", "mesh-468"];

/** Lines of a help text on what a teacher may be called. */
export const teacherHelp = `  mesh-v2              MediaPipe Face Landmarker v2; FACE88_FACE_LANDMARKER names its .tflite
  mesh-attention       MediaPipe Face Mesh with attention
  mesh-468             MediaPipe Face Mesh
  youtu-net            Tencent YouTu's alignment network; FACE88_YOUTU names the folder of its files
  tencent              Tencent Cloud's AnalyzeFace; credentials from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY
  FILE.onnx            any landmark network with a description beside it, FILE.json`;

/** How several teachers are asked. */
export interface EnsembleWords {
  /** Boxes that each is shown. */
  readonly boxes: number;
  /** Whether each sees the face flipped as well. */
  readonly flip: boolean;
}

/** Teachers as one, and what it costs to ask them. */
export interface OpenTeachers {
  readonly teacher: Teacher;
  /** There where a service is asked; by the number of faces. */
  readonly estimate?: (faces: number) => LabelEstimate | undefined;
}

/**
 * Opens teachers by their names; several, or several looks of one, become an ensemble. Answers are kept on disk: those
 * of a service one by one, since they are paid for, else the whole one's.
 * @throws UsageError when a name is unknown
 */
export async function openTeachers(names: readonly string[], { boxes, flip }: EnsembleWords): Promise<OpenTeachers> {
  const opened: Teacher[] = [];
  try {
    for (const name of names) opened.push(await openTeacher(name));
    const views = boxes * (flip ? 2 : 1);
    const whole = opened.length === 1 && views === 1 ? opened[0] : ensembleTeacher(opened, { boxes, flip });
    const service = opened.find(({ estimate }) => estimate !== undefined);
    return {
      teacher: cachedTeacher(whole),
      ...(service && { estimate: (faces: number) => service.estimate?.(faces * views) }),
    };
  } catch (error) {
    for (const teacher of opened) teacher.dispose();
    throw error;
  }
}

async function openTeacher(name: string): Promise<Teacher> {
  const mesh = meshes.find((known) => known === name);
  if (mesh) return meshTeacher(await nodeRuntime(), mesh);
  if (name === "youtu-net") return youtuTeacher(await nodeRuntime());
  if (name === "tencent") return cachedTeacher(await tencentTeacher());
  if (name.endsWith(".onnx")) return onnxTeacher(await nodeRuntime(), name);
  throw new UsageError(`--teacher: expected ${meshes.join(", ")}, youtu-net, tencent or FILE.onnx, got ${name}`);
}
