import { TnnImportError } from "./error.js";

/** An input of the network with its sizes, NCHW. */
export interface TnnInput {
  readonly name: string;
  readonly dims: readonly number[];
}

/** One layer of the `.tnnproto`. */
export interface TnnLayer {
  readonly type: string;
  readonly name: string;
  /** Names of the blobs that it reads. */
  readonly inputs: readonly string[];
  /** Names of the blobs that it makes. */
  readonly outputs: readonly string[];
  /** What stands after the blobs: the layer's own parameters. */
  readonly parameters: readonly number[];
}

/** What the `.tnnproto` says; the weights are in the `.tnnmodel`. */
export interface TnnProto {
  readonly file: string;
  readonly inputs: readonly TnnInput[];
  readonly outputs: readonly string[];
  /** In the order in which they run. */
  readonly layers: readonly TnnLayer[];
}

/** First line's fourth number: inputs are a name and sizes. */
const VERSION_1 = 0xfabc0002;
/** The same of the newer form: inputs are a name, the number of sizes, the sizes and a type. */
const VERSION_2 = 0xfabc0003;
/** Lines before the first layer: version, inputs, blobs, outputs, number of layers. */
const HEADER_LINES = 5;

/**
 * Reads a `.tnnproto`: lines that end in a comma, each in quotes, words apart by spaces.
 * @throws TnnImportError when the text is not of that form
 * @see Tencent/TNN source/tnn/interpreter/tnn/model_interpreter.cc
 */
export function readProto(text: string, file: string): TnnProto {
  const lines = text
    .replaceAll(/["\r\n]/g, "")
    .split(",")
    .map((line) => line.trim())
    .filter((line, i) => i < HEADER_LINES || line !== "");
  const version = Number(words(lines[0] ?? "")[3]);
  if (version !== VERSION_1 && version !== VERSION_2) {
    const magic = `${VERSION_1} or ${VERSION_2}`;
    throw new TnnImportError(`${file}: not a .tnnproto (expected ${magic} as fourth word, got ${version})`);
  }
  if (lines.length <= HEADER_LINES) throw new TnnImportError(`${file}: expected layers after the header, got none`);
  const inputs = lines[1].split(":").map((input) => readInput(words(input), version, file));
  const outputs = words(lines[3]);
  const layers = lines.slice(HEADER_LINES).map((line) => readLayer(words(line), file));
  return { file, inputs, outputs, layers };
}

function readInput([name = "", ...rest]: readonly string[], version: number, file: string): TnnInput {
  const numbers = rest.map(Number);
  const dims = version === VERSION_1 ? numbers : numbers.slice(1, 1 + numbers[0]);
  if (dims.length === 0 || !dims.every((dim) => Number.isInteger(dim) && dim > 0)) {
    throw new TnnImportError(`${file}: input "${name}": expected sizes above 0, got [${rest.join(" ")}]`);
  }
  return { name, dims };
}

function readLayer(
  [type = "", name = "", inputCount, outputCount, ...rest]: readonly string[],
  file: string,
): TnnLayer {
  const [reads, makes] = [Number(inputCount), Number(outputCount)];
  if (!(reads >= 0 && makes >= 1 && rest.length >= reads + makes)) {
    throw new TnnImportError(
      `${file}: layer ${type} "${name}": expected the numbers and names of its blobs, got ${inputCount} ${outputCount} ${rest.join(" ")}`,
    );
  }
  return {
    type,
    name,
    inputs: rest.slice(0, reads),
    outputs: rest.slice(reads, reads + makes),
    parameters: rest.slice(reads + makes).map(Number),
  };
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== "");
}
