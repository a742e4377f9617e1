import { stat } from "node:fs/promises";
import { basename, extname, join, sep } from "node:path";
import { DRAW_STYLES, type DrawStyle, resultLine, UnwritableOutputError } from "face88";
import {
  type AnnotateReport,
  annotatePhoto,
  annotateVideo,
  Landmarker,
  PHOTO_OUTPUT_ENDINGS,
  VIDEO_OUTPUT_ENDINGS,
} from "face88/node";
import { workThrough } from "../batch.js";
import { findInputs, type InputFile } from "../inputs.js";
import { choices, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { refuseAsResults, type WriteLine, writeLines } from "../result-file.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";
import { faceOptions, finderHelp, finderOptions, loadOptions } from "./finder-options.js";

/** `face88 annotate`: photos and videos with the points drawn over them. */
export const annotate: Command = {
  summary: "draw the points on photos and videos; a video stays a video",
  help: `face88 annotate INPUT... -o OUT [options]

Writes photos and videos with their faces drawn over them. OUT is a file for one INPUT, or a folder that exists. Sound,
length and the times of the frames are kept; rotated video comes out upright.

Options:
  -o, --output OUT     file or folder to write to
  --draw WHAT          points (default), mesh, box, or several: points,box
  --jsonl FILE         write the numbers too, as face88 detect does
${finderHelp}

Examples:
  face88 annotate photo.jpg -o annotated.jpg
  face88 annotate clip.mp4 -o annotated.mp4 --draw mesh
  face88 annotate photos/ -o annotated/ --draw points,box
`,
  async run(words, signal) {
    const parsed = parse(words, {
      ...finderOptions,
      output: { type: "string", short: "o" },
      draw: { type: "string" },
      jsonl: { type: "string" },
    });
    const output = word(parsed, "output");
    if (output === undefined) throw new UsageError("-o: expected a file or folder to write to, got none");
    const options = faceOptions(parsed);
    const loading = loadOptions(parsed);
    const styles = choices(parsed, "draw", DRAW_STYLES) ?? ["points"];
    const targets = await withOutputs(await findInputs(parsed.inputs), output);
    const jsonl = word(parsed, "jsonl");
    const files = targets.flatMap((target) => [target.path, target.output]);
    await refuseAsResults(jsonl, files);
    using landmarker = await Landmarker.load(loading);
    const progress = new Progress("annotate");
    const write = (body: (write: WriteLine) => Promise<number>) =>
      jsonl === undefined ? body(async () => {}) : writeLines(jsonl, body);
    return await write(async (writeLine) => {
      const { failed } = await workThrough(targets, progress, signal, async (target, index) => {
        const show = (done: number, detail = target.path) => progress.update((index + done) / targets.length, detail);
        const run = { landmarker, styles, options, writeLine, show, signal };
        if (target.kind === "video") {
          const report = await video(run, target);
          progress.clear();
          process.stderr.write(`${target.output}: ${summary(report)}\n`);
        } else {
          await photo(run, target);
        }
        show(1);
      });
      progress.clear();
      return failed > 0 ? 1 : 0;
    });
  },
};

interface Target extends InputFile {
  readonly output: string;
}

interface Run {
  readonly landmarker: Landmarker;
  readonly styles: readonly DrawStyle[];
  readonly options: ReturnType<typeof faceOptions>;
  readonly writeLine: WriteLine;
  readonly show: (done: number, detail?: string) => void;
  readonly signal: AbortSignal;
}

async function photo({ landmarker, styles, options, writeLine }: Run, { path, output }: Target): Promise<void> {
  const found = await annotatePhoto(landmarker, path, output, { ...options, styles });
  await writeLine(resultLine({ image: path }, found, found.faces));
}

async function video(run: Run, { path, output }: Target): Promise<AnnotateReport> {
  // Lines are written in order; the last one is waited for at the end.
  let written = Promise.resolve();
  const started = performance.now();
  const report = await annotateVideo(run.landmarker, path, output, {
    ...run.options,
    styles: run.styles,
    signal: run.signal,
    onFrame: ({ index, time, image, faces }, done) => {
      const line = { video: path, ...resultLine({ frame: index, time }, image, faces) };
      written = written.then(() => run.writeLine(line));
      const speed = (index + 1) / ((performance.now() - started) / 1000);
      run.show(done, `${Math.round(speed)} frames/s`);
    },
  });
  await written;
  return report;
}

function summary({ frames, seconds, stages }: AnnotateReport): string {
  const each = Object.entries(stages).map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`);
  const speed = (frames / seconds).toFixed(1);
  return `${frames} frames in ${seconds.toFixed(1)} s, ${speed} frames/s; ms a frame: ${each.join(", ")}`;
}

/** Where each input goes. */
async function withOutputs(inputs: readonly InputFile[], output: string): Promise<Target[]> {
  const found = await stat(output).catch(() => undefined);
  if (!found?.isDirectory()) {
    if (inputs.length > 1 || output.endsWith(sep) || output.endsWith("/")) {
      throw new UnwritableOutputError(
        `${output}: expected a folder that exists, for ${inputs.length} inputs, got none`,
      );
    }
    return [{ ...inputs[0], output }];
  }
  const taken = new Map<string, string>();
  return inputs.map((input) => {
    const target = join(output, outputName(input));
    const other = taken.get(target);
    if (other !== undefined) {
      throw new UsageError(`${target}: expected one input for it, got ${other} and ${input.path}`);
    }
    taken.set(target, input.path);
    return { ...input, output: target };
  });
}

/** The input's own name; its ending only changes where that format cannot be written. */
function outputName({ path, kind }: InputFile): string {
  const ending = extname(path);
  const writable = kind === "video" ? VIDEO_OUTPUT_ENDINGS : PHOTO_OUTPUT_ENDINGS;
  if (writable.includes(ending.toLowerCase())) return basename(path);
  return `${basename(path, ending)}${kind === "video" ? ".mp4" : ".png"}`;
}
