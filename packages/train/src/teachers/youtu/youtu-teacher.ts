import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { importTnn, TNN_IMPORTER_VERSION, writeOnnx } from "@face88/graph";
import { applyLinearMap, type Box } from "@face88/points";
import { MissingDependencyError, type RgbaImage, type Runtime } from "face88";
import { cachedConversion } from "face88/node";
import { digest } from "../digest.js";
import { evenLabel, type Label, type Teacher } from "../teacher.js";
import { YOUTU_117_TO_88 } from "./points-117.js";
import { YoutuNet } from "./youtu-net.js";

/** Counts up whenever the same weights give other points. */
const REVISION = 1;
/** Looks at the face: where the box says, then where the points of the look before say. */
const passes = 3;
const name = "youtu_face_alignment_phase1";

/** Options of {@link youtuTeacher}. */
export interface YoutuTeacherOptions {
  /**
   * Folder with `youtu_face_alignment_phase1.tnnproto`, `.tnnmodel` and `youtu_mean_pts_phase1.txt`; default the
   * environment's FACE88_YOUTU.
   */
  readonly folder?: string | undefined;
}

/**
 * Tencent YouTu's own alignment network as a teacher: its 117 points hold the 88.
 * @throws MissingDependencyError when a file is not there
 */
export async function youtuTeacher(runtime: Runtime, options: YoutuTeacherOptions = {}): Promise<Teacher> {
  const folder = options.folder ?? process.env.FACE88_YOUTU ?? "";
  const read = (file: string) =>
    readFile(join(folder, file)).catch((cause: unknown) => {
      const message = `youtu-net: expected ${file} in the folder given or in FACE88_YOUTU, got "${folder}"`;
      throw new MissingDependencyError(message, { cause });
    });
  const [proto, weights, mean] = [
    await read(`${name}.tnnproto`),
    await read(`${name}.tnnmodel`),
    await read("youtu_mean_pts_phase1.txt"),
  ];
  const both = digest(proto, weights);
  const onnx = await cachedConversion(weights, `tnn ${TNN_IMPORTER_VERSION} ${both}`, () =>
    writeOnnx(importTnn(proto.toString(), weights, { file: name })),
  );
  const net = await YoutuNet.load(runtime, onnx, mean.toString().trim().split(/\s+/).map(Number));
  return new YoutuTeacher(net, `youtu-net-${REVISION}-${both.slice(0, 8)}`);
}

class YoutuTeacher implements Teacher {
  readonly id: string;
  readonly #net: YoutuNet;

  constructor(net: YoutuNet, id: string) {
    this.#net = net;
    this.id = id;
  }

  async label(image: RgbaImage, box: Box): Promise<Label> {
    let shape = await this.#net.look(image, this.#net.regionOfBox(box));
    for (let pass = 1; pass < passes; pass++) {
      shape = await this.#net.look(image, this.#net.regionOfPoints(shape.points));
    }
    return evenLabel(applyLinearMap(YOUTU_117_TO_88, shape.points) as Float32Array, shape.score);
  }

  dispose(): void {
    this.#net.dispose();
  }
}
