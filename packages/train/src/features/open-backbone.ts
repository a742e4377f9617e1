import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Graph, GraphBuilder, inlineGraph, OnnxFormatError, readOnnx, type Value } from "@face88/graph";
import { importReference, type SourceReference } from "../data/source.js";
import { ConfigError } from "../trainer/errors.js";
import { FEATURES } from "./feature-file.js";

/** A frozen network in a config: the path of an ONNX file, or a module's export from `{size, ...options}` to a graph. */
export type BackboneReference = string | SourceReference;

/**
 * The frozen network of a config for images of a size: input `image` `[N, 3, size, size]`, its first output as `features`
 * `[N, K]`. Nothing of it is trainable.
 * @param folder  from where relative paths start, absolute
 * @throws ConfigError when it cannot be read, or does not take one such image; ModuleReferenceError when there is no such
 *   module
 */
export async function openBackbone(reference: BackboneReference, size: number, folder: string): Promise<Graph> {
  const name = typeof reference === "string" ? reference : reference.module;
  const given = await (typeof reference === "string" ? readGraph(reference, folder) : build(reference, size, folder));
  const [input, ...more] = given.inputs;
  const b = new GraphBuilder(given.name);
  const image = b.input("image", "float32", ["N", 3, size, size]);
  const fits = input?.dims.every((dim, i) => typeof dim === "string" || i === 0 || dim === image.dims[i]);
  if (more.length > 0 || !fits || input.type !== "float32" || input.dims.length !== 4) {
    const got = given.inputs.map(({ type, dims }) => `${type} [${dims.join(", ")}]`).join(" and ");
    throw new ConfigError(
      `network.backbone ${name}: expected one input float32 [N, 3, ${size}, ${size}], got ${got || "none"}`,
    );
  }
  const edges = inlineGraph(b, { ...given, parameters: [] }, { bindings: new Map([[input.name, image]]) });
  const output = edges.get(given.outputs[0].name) as Value;
  const features = output.dims.length === 2 ? output : b.flatten(output);
  if (typeof features.dims[1] !== "number") {
    throw new ConfigError(`network.backbone ${name}: expected features of fixed length, got [${output.dims}]`);
  }
  b.output(features, FEATURES);
  return b.build();
}

async function readGraph(path: string, folder: string): Promise<Graph> {
  const bytes = await readFile(resolve(folder, path)).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`network.backbone: expected an ONNX file, got ${path} (${cause.code})`, { cause });
  });
  try {
    return readOnnx(bytes);
  } catch (cause) {
    if (!(cause instanceof OnnxFormatError)) throw cause;
    throw new ConfigError(`network.backbone ${path}: ${cause.message}`, { cause });
  }
}

async function build(reference: SourceReference, size: number, folder: string): Promise<Graph> {
  const make = await importReference(reference, folder);
  return (await make({ size, ...(reference.options as object) } as never)) as Graph;
}
