import { resultLine } from "face88";
import { Landmarker, VideoReader } from "face88/node";
import { workThrough } from "../batch.js";
import { type BoxList, readBoxes } from "../boxes.js";
import { findInputs, type InputFile } from "../inputs.js";
import { parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { refuseAsResults, type WriteLine, writeLines } from "../result-file.js";
import type { Command } from "./command.js";
import { faceOptions, finderHelp, finderOptions, loadOptions } from "./finder-options.js";

/** `face88 detect`: faces and points as JSON Lines. */
export const detect: Command = {
  summary: "find faces and their 88 points, write them as JSON Lines",
  help: `face88 detect INPUT... [options]

Finds the faces in photos and videos and puts 88 points on each. INPUT is a photo, a video, a folder or a pattern.
One line of JSON a photo or frame:
  {"image":"a.jpg","width":640,"height":480,"faces":[{"box":[x,y,w,h],"score":0.99,"points":[[x,y], ... 88]}]}
Lines of a video have "video", "frame", "time" (seconds) and the "id" of each face. Pixels of the upright image; 0 is
the centre of the first pixel.

Options:
  --jsonl FILE         where to write; default standard output
  --boxes FILE         known faces as JSON Lines {"image","box":[x,y,w,h]}, tight around brows and chin: no detection
${finderHelp}

Examples:
  face88 detect photo.jpg
  face88 detect photos/ --jsonl faces.jsonl
  face88 detect "shots/*.png" clip.mp4 --max-faces 1 --jsonl faces.jsonl
  face88 detect photos/ --boxes boxes.jsonl --jsonl faces.jsonl
`,
  async run(words, signal) {
    const parsed = parse(words, { ...finderOptions, jsonl: { type: "string" }, boxes: { type: "string" } });
    const options = faceOptions(parsed);
    const loading = loadOptions(parsed);
    const boxFile = word(parsed, "boxes");
    const boxes = boxFile === undefined ? undefined : await readBoxes(boxFile);
    const named = parsed.inputs.length === 0 && boxes ? boxes.images : parsed.inputs;
    const inputs = await findInputs(named);
    const jsonl = word(parsed, "jsonl");
    await refuseAsResults(jsonl, [...inputs.map(({ path }) => path), ...(boxFile === undefined ? [] : [boxFile])]);
    using landmarker = await Landmarker.load(loading);
    const progress = new Progress("detect");
    const result = await writeLines(jsonl, (write) =>
      workThrough(inputs, progress, signal, async (input, index) => {
        const show = (done: number) => progress.update((index + done) / inputs.length, input.path);
        if (input.kind === "video") await detectVideo(landmarker, input, options, write, show, signal);
        else await detectPhoto(landmarker, input, options, write, boxes);
        show(1);
      }),
    );
    progress.clear();
    return result.failed > 0 ? 1 : 0;
  },
};

type Options = ReturnType<typeof faceOptions>;

async function detectPhoto(
  landmarker: Landmarker,
  { path }: InputFile,
  options: Options,
  write: WriteLine,
  boxes: BoxList | undefined,
): Promise<void> {
  const { maxFaces, minScore } = options;
  const photo = await landmarker.detect(path, {
    ...(maxFaces !== undefined && { maxFaces }),
    ...(minScore !== undefined && { minScore }),
    ...(boxes && { boxes: boxes.boxesOf(path) }),
  });
  await write(resultLine({ image: path }, photo, photo.faces));
}

async function detectVideo(
  landmarker: Landmarker,
  { path }: InputFile,
  options: Options,
  write: WriteLine,
  show: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  using reader = await VideoReader.open(path);
  for await (const { index, time, image, faces } of landmarker.track(reader.frames(), options)) {
    signal.throwIfAborted();
    await write({ video: path, ...resultLine({ frame: index, time }, image, faces) });
    show(Math.min(1, time / reader.duration));
  }
}
