import { drawFace, type Face } from "face88/web";
import { settings } from "./settings.js";

/** Longest side of a picture that is drawn, pixels: beyond it, browsers' canvases give up. */
const longest = 8192;

/** Name of a file without its ending, for the names of files made from it. */
export const stem = (name: string) => name.replace(/\.[^.]+$/, "") || "picture";

/** Lets the user save a file. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: the browser has yet to begin reading it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Saves lines as a JSON Lines file. */
export function saveLines(lines: readonly object[], name: string): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  save(new Blob([text], { type: "application/jsonl" }), `${name}.jsonl`);
}

/** A picture with its faces drawn over it, as a JPEG. */
export async function annotatedPicture(
  picture: HTMLImageElement | HTMLVideoElement,
  faces: readonly Face[],
): Promise<Blob> {
  const [width, height] =
    picture instanceof HTMLImageElement
      ? [picture.naturalWidth, picture.naturalHeight]
      : [picture.videoWidth, picture.videoHeight];
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error(`expected a canvas of ${canvas.width}x${canvas.height} pixels, got none`);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const face of faces) drawFace(context, face, { styles: settings.styles, scale });
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
