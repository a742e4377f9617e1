import { UnreadableInputError } from "../errors.js";

/** What one has to know to use a landmark network of face88: the `.json` beside its `.onnx`. */
export interface NetDescription {
  /** `face88-landmarks`, so that another file is not taken for one. */
  readonly format: "face88-landmarks";
  /** Short name. */
  readonly name: string;
  /** What it is, in a line, with its licence. */
  readonly description: string;
  /** Side of the crop that goes in, pixels. */
  readonly side: number;
  /** Side of the crop over that of the mean shape's frame, as `regionOfPoints` takes it. */
  readonly margin: number;
  /**
   * Spread of a point over the `log_scale` that the network says of it, measured on validation faces: 1 where the network
   * is neither too sure nor too doubtful.
   */
  readonly spread: number;
  /** Logistic curve from the mean spread of the points, in hundredths of the crop's side, to the score. */
  readonly score: {
    /** Mean spread at which the score is 0.5. */
    readonly middle: number;
    /** How much more spread brings the odds down by e, > 0. */
    readonly width: number;
  };
}

/**
 * Reads the description of a network.
 * @param text  JSON
 * @param where  what messages call it
 * @throws UnreadableInputError that names the entry, what was expected and what came
 */
export function readNetDescription(text: string, where: string): NetDescription {
  let value: Partial<NetDescription>;
  try {
    value = Object(JSON.parse(text)) as Partial<NetDescription>;
  } catch {
    throw new UnreadableInputError(`${where}: expected the JSON of a landmark network, got ${text.slice(0, 60)}`);
  }
  const need = (entry: string, sound: boolean, expected: string, came: unknown) => {
    if (!sound) throw new UnreadableInputError(`${where}: ${entry}: expected ${expected}, got ${JSON.stringify(came)}`);
  };
  need("format", value.format === "face88-landmarks", "face88-landmarks", value.format);
  for (const entry of ["name", "description"] as const)
    need(entry, typeof value[entry] === "string", "a text", value[entry]);
  need("side", Number.isInteger(value.side) && Number(value.side) >= 16, "a whole number from 16", value.side);
  for (const entry of ["margin", "spread"] as const)
    need(entry, Number(value[entry]) > 0, "a number above 0", value[entry]);
  need("score.middle", Number.isFinite(value.score?.middle), "a number", value.score?.middle);
  need("score.width", Number(value.score?.width) > 0, "a number above 0", value.score?.width);
  return value as NetDescription;
}
