import { readFile } from "node:fs/promises";
import { MissingDependencyError, NetModel, type Runtime, readNetDescription } from "face88";
import { digest } from "./digest.js";
import { LandmarkTeacher } from "./landmark-teacher.js";
import { descriptionBeside } from "./onnx/description.js";
import type { Teacher } from "./teacher.js";

/** Counts up whenever the same weights give other points: another first crop, another second look. */
const REVISION = 1;

/**
 * A network that `face88 export` wrote as a teacher: what distillation takes its labels from (Hinton et al., 2015). Its
 * confidence of each point is the label's.
 * @param model        path of the `.onnx` file
 * @param description  path of its description; default the same name with `.json`
 * @throws MissingDependencyError when one of the files is not there, UnreadableInputError when the description is wrong
 */
export async function netTeacher(
  runtime: Runtime,
  model: string,
  description: string = descriptionBeside(model),
): Promise<Teacher> {
  const [bytes, text] = await Promise.all(
    [model, description].map((file) =>
      readFile(file).catch((cause: unknown) => {
        throw new MissingDependencyError(`${file}: expected a network of face88 export, got no such file`, { cause });
      }),
    ),
  );
  const described = readNetDescription(text.toString(), description);
  const id = `net-${REVISION}-${digest(bytes, JSON.stringify(described)).slice(0, 12)}`;
  return new LandmarkTeacher(await NetModel.load(runtime, bytes, described), id);
}

/** Whether what lies beside a network is the description that `face88 export` writes; false where it cannot be read as one. */
export async function isNet(model: string): Promise<boolean> {
  try {
    return (
      (JSON.parse(await readFile(descriptionBeside(model), "utf8")) as { format?: unknown }).format ===
      "face88-landmarks"
    );
  } catch {
    return false;
  }
}
