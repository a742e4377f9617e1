import { type Parsed, word } from "../../options.js";
import { UsageError } from "../../usage-error.js";

/** @throws UsageError when the option, which must name a folder or file, is missing */
export function folderOption(parsed: Parsed, name: string): string {
  const value = word(parsed, name);
  if (!value) throw new UsageError(`--${name}: expected a folder or file, got none`);
  return value;
}

/** The dataset that a command is about. @throws UsageError when none or several are named */
export function datasetInput({ inputs }: Parsed): string {
  if (inputs.length !== 1) throw new UsageError(`expected one dataset, got ${inputs.length}`);
  return inputs[0];
}
