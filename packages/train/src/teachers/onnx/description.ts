import { readFile } from "node:fs/promises";
import { FACE_88, type LinearMap, linearMap, POINT_COUNT, POINTS } from "@face88/points";

/** What the JSON file beside a network says of its input and of its points. */
export interface OnnxDescription {
  /** The picture that the network wants. */
  readonly input: {
    /** Name of the input; default the first. */
    readonly name?: string;
    /** Side of the square picture, pixels. */
    readonly side: number;
    /** Order of the axes; default `nchw`. */
    readonly layout?: "nchw" | "nhwc";
    /** Order of the colours; default `rgb`. */
    readonly channels?: "rgb" | "bgr" | "grey";
    /** Number for a channel value of 0; default 0. */
    readonly low?: number;
    /** Number for a channel value of 255; default 1. */
    readonly high?: number;
  };
  /** The part of the image that it wants. */
  readonly crop: {
    /** Side over the longer side of a box that is tight around brows and chin. */
    readonly scale: number;
    /** How far the crop's centre lies below the box's, in parts of the box's height; default 0. */
    readonly shift?: number;
    /** Turns the second look upright by the outer corners of the eyes; default true. */
    readonly upright?: boolean;
    /** Number of looks, each after the first cropped by the points of the one before; default 2. */
    readonly passes?: number;
  };
  /** The numbers that come out. */
  readonly output: {
    /** Name of the output with the points; default the first. */
    readonly name?: string;
    /** Numbers for a point: 2 for x, y, 3 for x, y, z; default 2. */
    readonly stride?: 2 | 3;
    /** What x and y count: `pixels` of the crop, `unit` 0 to 1 over its side, `centred` -1 to 1; default `unit`. */
    readonly range?: "pixels" | "unit" | "centred";
    /**
     * The 88 points in those of the network: an index, or pairs of an index and a weight that sum to 1; default the
     * network has the 88 themselves.
     */
    readonly points?: readonly (number | readonly (readonly [index: number, weight: number])[])[];
    /** Number of the network's points; needed where `points` is there. */
    readonly count?: number;
  };
}

/** Where the description of a network is looked for: beside it, under the same name. */
export const descriptionBeside = (model: string): string => model.replace(/\.onnx$/, ".json");

/**
 * Reads a description.
 * @throws TypeError when the file is no JSON or a field is missing or wrong; the message names file and field
 */
export async function readDescription(file: string): Promise<OnnxDescription> {
  let description: unknown;
  try {
    description = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new TypeError(`${file}: expected the JSON description of a network, got ${(cause as Error).message}`, {
      cause,
    });
  }
  check(file, description as OnnxDescription);
  return description as OnnxDescription;
}

/** The 88 points in those of the network. @throws RangeError when the table does not fit */
export function pointTable({ output }: OnnxDescription): LinearMap {
  const { points = POINTS.map((_, i) => i), count = POINT_COUNT } = output;
  return linearMap({
    from: { name: "network", count },
    to: FACE_88,
    rules: points.map((source, i) => ({
      target: POINTS[i]?.name ?? "",
      terms: typeof source === "number" ? [[source, 1]] : source,
      reason: "the network's description",
    })),
  });
}

function check(file: string, { input, crop, output }: OnnxDescription): void {
  const expect = (holds: boolean, field: string, expected: string, came: unknown) => {
    if (!holds)
      throw new TypeError(`${file}: ${field}: expected ${expected}, got ${JSON.stringify(came) ?? "nothing"}`);
  };
  const oneOf = (field: string, value: unknown, choices: readonly unknown[]) =>
    expect(value === undefined || choices.includes(value), field, `one of ${choices.join(", ")}`, value);
  expect(Number.isInteger(input?.side) && input.side > 0, "input.side", "a positive integer", input?.side);
  oneOf("input.layout", input.layout, ["nchw", "nhwc"]);
  oneOf("input.channels", input.channels, ["rgb", "bgr", "grey"]);
  for (const end of ["low", "high"] as const) {
    expect(Number.isFinite(input[end] ?? 0), `input.${end}`, "a number", input[end]);
  }
  expect(crop?.scale > 0, "crop.scale", "a number above 0", crop?.scale);
  expect(Number.isFinite(crop.shift ?? 0), "crop.shift", "a number", crop.shift);
  oneOf("crop.upright", crop.upright, [true, false]);
  const passes = crop.passes ?? 2;
  expect(Number.isInteger(passes) && passes > 0, "crop.passes", "a positive integer", crop.passes);
  expect(typeof output === "object" && output !== null, "output", "an object", output);
  oneOf("output.stride", output.stride, [2, 3]);
  oneOf("output.range", output.range, ["pixels", "unit", "centred"]);
  const { points, count } = output;
  expect(points === undefined || points.length === POINT_COUNT, "output.points", "88 entries", points?.length);
  expect(points === undefined || Number.isInteger(count), "output.count", "an integer beside points", count);
}
