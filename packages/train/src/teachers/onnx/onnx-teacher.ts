import { readFile } from "node:fs/promises";
import { applyLinearMap, type Box, boundingBox, indexOf, type LinearMap } from "@face88/points";
import {
  cropInto,
  leaning,
  MissingDependencyError,
  type Region,
  type RgbaImage,
  type Runtime,
  regionToImage,
  type Session,
  squareAround,
} from "face88";
import { digest } from "../digest.js";
import { evenLabel, type Label, type Teacher, TeacherError } from "../teacher.js";
import { descriptionBeside, type OnnxDescription, pointTable, readDescription } from "./description.js";

/** Counts up whenever the same network and description give other points. */
const REVISION = 1;
/** Shares of red, green and blue in a grey value (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * Any ONNX landmark network as a teacher, by a JSON description of its input, crop and points.
 * @param model        path of the `.onnx` file
 * @param description  path of its description, see {@link OnnxDescription}; default the same name with `.json`
 * @throws MissingDependencyError when the network is not there, TypeError when the description is wrong
 */
export async function onnxTeacher(
  runtime: Runtime,
  model: string,
  description: string = descriptionBeside(model),
): Promise<Teacher> {
  const bytes = await readFile(model).catch((cause: unknown) => {
    throw new MissingDependencyError(`${model}: expected an ONNX network, got no such file`, { cause });
  });
  const described = await readDescription(description);
  const table = pointTable(described);
  const id = `onnx-${REVISION}-${digest(bytes, JSON.stringify(described)).slice(0, 12)}`;
  return new OnnxTeacher(await runtime.load(bytes), described, table, id);
}

class OnnxTeacher implements Teacher {
  readonly id: string;
  readonly #session: Session;
  readonly #description: OnnxDescription;
  readonly #table: LinearMap;

  constructor(session: Session, description: OnnxDescription, table: LinearMap, id: string) {
    this.#session = session;
    this.#description = description;
    this.#table = table;
    this.id = id;
  }

  async label(image: RgbaImage, box: Box): Promise<Label> {
    const { passes = 2 } = this.#description.crop;
    let points = await this.#look(image, this.#region(box, 0));
    for (let pass = 1; pass < passes; pass++)
      points = await this.#look(image, this.#region(boundingBox(points), lean(points)));
    return evenLabel(points, 1);
  }

  dispose(): void {
    this.#session.dispose();
  }

  #region(box: Box, angle: number): Region {
    const { scale, shift = 0, upright = true } = this.#description.crop;
    return { ...squareAround(box, scale, shift), angle: upright ? angle : 0 };
  }

  async #look(image: RgbaImage, region: Region): Promise<Float32Array> {
    const { input, output } = this.#description;
    const { side, low = 0, high = 1, layout = "nchw", channels = "rgb" } = input;
    const colours = cropInto(image, region, { side, low, high, outside: "edge" });
    const planes = channels === "grey" ? 1 : 3;
    const dims = layout === "nchw" ? [1, planes, side, side] : [1, side, side, planes];
    const data = arrange(colours, side, layout, channels);
    const answer = await this.#session.run({ [input.name ?? this.#session.inputNames[0]]: { data, dims } });
    const name = output.name ?? this.#session.outputNames[0];
    const numbers = answer[name]?.data;
    const { stride = 2, range = "unit" } = output;
    const expected = stride * this.#table.from.count;
    if (numbers?.length !== expected) {
      throw new TeacherError(`onnx: expected ${expected} numbers as output ${name}, got ${numbers?.length ?? "none"}`);
    }
    const points = applyLinearMap(this.#table, Float32Array.from(numbers), { stride }) as Float32Array;
    return regionToImage(points.map(toPixels(range, side)), region, side);
  }
}

/** Turns a coordinate into pixels of the crop, 0 at its edge. */
function toPixels(range: NonNullable<OnnxDescription["output"]["range"]>, side: number): (value: number) => number {
  switch (range) {
    case "pixels":
      return (value) => value + 0.5;
    case "unit":
      return (value) => value * side;
    case "centred":
      return (value) => ((value + 1) / 2) * side;
    default:
      throw new Error(`internal: unknown range ${range satisfies never}`);
  }
}

/** Pixels with their three colours beside each other, in the order that the network wants. */
function arrange(
  colours: Float32Array,
  side: number,
  layout: "nchw" | "nhwc",
  channels: "rgb" | "bgr" | "grey",
): Float32Array {
  const count = side * side;
  if (channels === "grey") {
    return Float32Array.from({ length: count }, (_, i) =>
      luma.reduce((sum, share, channel) => sum + share * colours[3 * i + channel], 0),
    );
  }
  const order = channels === "rgb" ? [0, 1, 2] : [2, 1, 0];
  const data = new Float32Array(3 * count);
  order.forEach((from, to) => {
    for (let i = 0; i < count; i++) data[layout === "nchw" ? to * count + i : 3 * i + to] = colours[3 * i + from];
  });
  return data;
}

/** Lean of the line between the outer corners of the eyes, radians. */
function lean(points: Float32Array): number {
  const [left, right] = [indexOf("left_eye_0"), indexOf("right_eye_0")];
  return leaning(points[2 * left], points[2 * left + 1], points[2 * right], points[2 * right + 1]);
}
