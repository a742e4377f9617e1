import type { Box } from "@face88/points";
import type { RgbaImage } from "face88";
import sharp from "sharp";
import { evenLabel, type LabelEstimate, NoFaceError, type Teacher, TeacherError } from "../teacher.js";
import { type AnalyzeFaceClient, codeOf, isPassing, openClient, type TencentAccount } from "./client.js";
import { faceInBox, pointsOfFaceShape } from "./face-shape.js";
import { rateLimit } from "./rate-limit.js";
import { retry } from "./retry.js";

/** Options of {@link tencentTeacher}. */
export interface TencentTeacherOptions extends TencentAccount {
  /** Most calls a second, > 0; default 5. */
  readonly requestsPerSecond?: number;
  /** Most attempts of one call, >= 1; default 6. */
  readonly attempts?: number;
  /** Seconds before the second attempt, then twice as long each time; default 1. */
  readonly firstDelay?: number;
  /** Price of a thousand calls, as the account's contract says, for the estimate; default unknown. */
  readonly pricePerThousand?: number;
  /** Currency of the price; default CNY. */
  readonly currency?: string;
}

/** Counts up whenever the same answer of the service gives another label. */
const REVISION = 1;
/** Side of the picture that is sent over the longer side of the face's box: the service looks for the face in it. */
const margin = 2;
/** Sides of the picture that the service takes, pixels. */
const sides = { least: 64, most: 1024 } as const;
/** Codes that say that there is no face, or none that can be found. */
const noFace = ["InvalidParameterValue.NoFaceInPhoto", "FailedOperation.ImageFacedetectFailed"];

/**
 * The API that labelled the seed's data: AnalyzeFace of Tencent Cloud, 88 points and two pupils. Each call sends the
 * part of the image around the face as a PNG. Calls are limited by rate and repeated with longer and longer waits when
 * the service is throttling or in trouble. Put `cachedTeacher` around it: then no face is paid for twice.
 * @throws TeacherError when there are no credentials, MissingDependencyError when the SDK is not installed
 */
export async function tencentTeacher(options: TencentTeacherOptions = {}): Promise<Teacher> {
  const { requestsPerSecond = 5, attempts = 6, firstDelay = 1, pricePerThousand, currency = "CNY" } = options;
  const client = await openClient(options);
  const admit = rateLimit(requestsPerSecond);
  const ask = (picture: string) =>
    retry(
      async () => {
        await admit();
        return client.analyze(picture);
      },
      { attempts, firstDelay, isPassing },
    );
  return {
    id: `tencent-AnalyzeFace-3.0-${REVISION}`,
    async label(image, box) {
      const { picture, left, top, scale } = await pictureOf(image, box);
      const faces = (await answerOf(ask, picture, attempts)).map(pointsOfFaceShape);
      const [x, y, width, height] = box;
      const shown: Box = [(x - left) * scale, (y - top) * scale, width * scale, height * scale];
      const points = faceInBox(faces, shown);
      if (points === undefined) throw new NoFaceError(`AnalyzeFace: ${faces.length} faces, none of them in the box`);
      const half = (scale - 1) / 2;
      for (let i = 0; i < points.length; i += 2) {
        points[i] = (points[i] - half) / scale + left;
        points[i + 1] = (points[i + 1] - half) / scale + top;
      }
      return evenLabel(points, 1);
    },
    estimate: (faces): LabelEstimate => ({
      calls: faces,
      seconds: faces / requestsPerSecond,
      ...(pricePerThousand !== undefined && { cost: (faces * pricePerThousand) / 1000, currency }),
    }),
    dispose: () => undefined,
  };
}

/** One line that says what a run will take, to be shown before it starts. */
export function estimateText({ calls, seconds, cost, currency }: LabelEstimate): string {
  const price = cost === undefined ? "price unknown" : `about ${cost.toFixed(2)} ${currency}`;
  return `${calls} calls, ${price}, at least ${Math.ceil(seconds / 60)} min`;
}

async function answerOf(
  ask: (picture: string) => ReturnType<AnalyzeFaceClient["analyze"]>,
  picture: string,
  attempts: number,
): ReturnType<AnalyzeFaceClient["analyze"]> {
  try {
    return await ask(picture);
  } catch (error) {
    const code = codeOf(error);
    const what = `${code ?? "no answer"}: ${(error as Error).message}`;
    if (code !== undefined && noFace.includes(code)) throw new NoFaceError(`AnalyzeFace: ${what}`, { cause: error });
    const tries = isPassing(error) ? ` after ${attempts} attempts` : "";
    throw new TeacherError(`AnalyzeFace: expected a face's points, got ${what}${tries}`, { cause: error });
  }
}

/** The part of an image around a face as a PNG in base64, and where it lies in the image. */
async function pictureOf(image: RgbaImage, [x, y, width, height]: Box) {
  const reach = (Math.max(width, height) * margin) / 2;
  const clamp = (value: number, most: number) => Math.max(0, Math.min(Math.round(value), most));
  const left = clamp(x + width / 2 - reach, image.width - 1);
  const top = clamp(y + height / 2 - reach, image.height - 1);
  const columns = clamp(x + width / 2 + reach, image.width) - left;
  const rows = clamp(y + height / 2 + reach, image.height) - top;
  if (columns < 1 || rows < 1) throw new NoFaceError(`box: expected one in the image, got [${[x, y, width, height]}]`);
  const enlarge = Math.max(1, sides.least / Math.min(columns, rows));
  const scale = Math.max(columns, rows) > sides.most ? sides.most / Math.max(columns, rows) : enlarge;
  const png = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 4 } })
    .extract({ left, top, width: columns, height: rows })
    .resize({ width: Math.round(columns * scale), height: Math.round(rows * scale), fit: "fill" })
    .removeAlpha()
    .png()
    .toBuffer();
  return { picture: png.toString("base64"), left, top, scale };
}
