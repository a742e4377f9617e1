import { nodeRuntime } from "face88/node";
import { cachedTeacher } from "./cached-teacher.js";
import { ensembleTeacher } from "./ensemble.js";
import { type MeshNetwork, meshTeacher } from "./mesh-teacher.js";
import { isNet, netTeacher } from "./net-teacher.js";
import { onnxTeacher } from "./onnx/onnx-teacher.js";
import type { LabelEstimate, Teacher } from "./teacher.js";
import { tencentTeacher } from "./tencent/tencent-teacher.js";
import { youtuTeacher } from "./youtu/youtu-teacher.js";

const meshes: readonly MeshNetwork[] = ["mesh-v2", "mesh-attention", "mesh-468"];

/** A teacher in plain words, so that any thread can open it. */
export interface TeacherReference {
  /**
   * `mesh-v2`, `mesh-attention`, `mesh-468`, `youtu-net`, `tencent`, or the path of an `.onnx` file, of `face88 export` or
   * with an {@link OnnxDescription}; several are averaged.
   */
  readonly names: readonly string[];
  /** Weight of each in the mean, > 0; default all 1. */
  readonly weights?: readonly number[] | undefined;
  /** Boxes that each is shown, jittered ones after the first, >= 1; default 1. */
  readonly boxes?: number | undefined;
  /** Whether each sees the face flipped as well; default true. */
  readonly flip?: boolean | undefined;
}

/**
 * Opens a teacher by words. Answers are kept on disk, each member's by itself, so that another mix of the same members
 * asks nothing again.
 * @throws RangeError when a name is unknown or a number out of its range
 * @throws MissingDependencyError when a network's files are not there
 */
export async function openTeacher({ names, weights, boxes = 1, flip = true }: TeacherReference): Promise<Teacher> {
  if (weights !== undefined && weights.length !== names.length) {
    throw new RangeError(`weights: expected ${names.length} numbers, got ${weights.length}`);
  }
  const members: Teacher[] = [];
  try {
    for (const name of names) {
      const alone = await openMember(name);
      members.push(alone.estimate ? ensemble(cachedTeacher(alone)) : cachedTeacher(ensemble(alone)));
    }
    return members.length === 1
      ? members[0]
      : ensembleTeacher(members, { flip: false, ...(weights !== undefined && { weights }) });
  } catch (error) {
    for (const member of members) member.dispose();
    throw error;
  }

  /** All views of one teacher as one. A service's answers are paid for, so they are kept one by one. */
  function ensemble(alone: Teacher): Teacher {
    return boxes === 1 && !flip ? alone : ensembleTeacher([alone], { boxes, flip });
  }
}

/** Whether answers cost calls of a service: such a teacher is asked by one thread. */
export function isService({ names }: TeacherReference): boolean {
  return names.includes("tencent");
}

/** What it takes to label so many faces; undefined where no service is asked. */
export async function estimateLabels(reference: TeacherReference, faces: number): Promise<LabelEstimate | undefined> {
  if (!isService(reference)) return undefined;
  const views = (reference.boxes ?? 1) * (reference.flip === false ? 1 : 2);
  return (await tencentTeacher()).estimate?.(faces * views);
}

async function openMember(name: string): Promise<Teacher> {
  const mesh = meshes.find((known) => known === name);
  if (mesh) return meshTeacher(await nodeRuntime(), mesh);
  if (name === "youtu-net") return youtuTeacher(await nodeRuntime());
  if (name === "tencent") return tencentTeacher();
  if (name.endsWith(".onnx")) {
    const teacher = (await isNet(name)) ? netTeacher : onnxTeacher;
    return teacher(await nodeRuntime(), name);
  }
  throw new RangeError(`teacher: expected ${meshes.join(", ")}, youtu-net, tencent or FILE.onnx, got ${name}`);
}
