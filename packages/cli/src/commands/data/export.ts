import { EXPORT_FORMATS, exportFaces, PICTURE_KINDS, SPLITS } from "@face88/train/data";
import { choice, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput, folderOption } from "./folder-option.js";

/** `face88 data export`: faces with their points for other programs. */
export const exportData: Command = {
  summary: "write faces with their points as COCO keypoints, .pts or JSON Lines",
  help: `face88 data export DATASET --format coco|pts|jsonl -o OUT [options]

Writes the pictures as JPEG files into OUT/pictures and the points, in pixels of these pictures, beside them. Names,
lines and mirror pairs of the points are written too. \`face88 data import OUT -o DATASET\` reads all of it again and loses
nothing: ids, groups, licences, tiers, boxes, points. What cleaning removed, or has no label, is left out.

Options:
  -o, --output FOLDER  new folder; appears whole or not at all
  --format NAME        coco: annotations.json; pts: one file a face; jsonl: faces.jsonl
  --labels NAME        labels to write; default: the points that came with the photos
  --split NAME         only ${SPLITS.join("|")}; default: all
  --pictures NAME      stored: the part of the photo that the dataset holds (default); crop: the 160x160 crop;
                       photo: the whole photo, from --photos
  --photos FOLDER      folder that the dataset was imported from

Examples:
  face88 data export faces --format coco -o faces-coco --labels open --split train
  face88 data export faces --format pts -o crops --labels open --pictures crop
`,
  async run(words, signal) {
    const text = { type: "string" } as const;
    const options = { format: text, labels: text, split: text, pictures: text, photos: text };
    const parsed = parse(words, { ...options, output: { type: "string", short: "o" } });
    const output = folderOption(parsed, "output");
    const format = choice(parsed, "format", EXPORT_FORMATS);
    if (format === undefined) throw new UsageError(`--format: expected ${EXPORT_FORMATS.join("|")}, got none`);
    const pictures = choice(parsed, "pictures", PICTURE_KINDS);
    const photos = word(parsed, "photos");
    if ((pictures === "photo") !== (photos !== undefined)) {
      throw new UsageError("expected --pictures photo and --photos FOLDER together, got one of them");
    }
    const progress = new Progress("data export");
    try {
      const faces = await exportFaces({
        dataset: datasetInput(parsed),
        output,
        format,
        labels: word(parsed, "labels"),
        split: choice(parsed, "split", SPLITS),
        pictures,
        photos,
        onFace: (done, total) => progress.update(done / total, `${done} of ${total}`),
        signal,
      });
      progress.clear();
      process.stdout.write(`${output}: ${faces} faces\n`);
    } finally {
      progress.clear();
    }
    return 0;
  },
};
