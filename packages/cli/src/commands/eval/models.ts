import { meteredRuntime, type TestedModel } from "@face88/train/evaluate";
import { landmarkModel, nodeRuntime } from "face88/node";

/**
 * Loads landmark networks, each with a meter of its own.
 * @param into  gets them one by one, so that those before one that fails can be freed
 */
export async function loadModels(names: readonly string[], into: TestedModel[]): Promise<void> {
  for (const name of names) {
    const { runtime, meter } = meteredRuntime(await nodeRuntime());
    into.push({ name, model: await landmarkModel(name).load(runtime, {}), meter });
  }
}
