import { type Face, FaceOverlay, UnreadableInputError } from "face88/web";
import { elements } from "./elements.js";
import { settings } from "./settings.js";

const { stage, empty, photo, video, overlay: canvas } = elements;

/** What the stage shows at the moment. */
export interface Shown {
  readonly element: HTMLImageElement | HTMLVideoElement;
  readonly overlay: FaceOverlay;
  readonly faces: readonly Face[];
}

let shown: Shown | undefined;
let address: string | undefined;

/** What the stage shows; undefined while it is empty. */
export const onStage = (): Shown | undefined => shown;

/** Clears the stage. */
export function clearStage(): void {
  shown?.overlay.draw([]);
  shown = undefined;
  photo.hidden = true;
  video.hidden = true;
  video.controls = false;
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  video.load();
  video.classList.remove("mirrored");
  photo.removeAttribute("src");
  if (address) URL.revokeObjectURL(address);
  address = undefined;
  empty.hidden = false;
  tellDrawn();
}

/** Shows a photo. @throws UnreadableInputError when the browser cannot decode it */
export async function showPhoto(file: Blob): Promise<HTMLImageElement> {
  photo.src = address = URL.createObjectURL(file);
  await photo.decode().catch((cause: unknown) => {
    throw new UnreadableInputError("expected a photo that this browser can decode, got one that it cannot", { cause });
  });
  reveal(photo);
  return photo;
}

/** Shows a video file, and begins to play it. @throws UnreadableInputError when the browser cannot decode it */
export async function showVideo(file: Blob): Promise<HTMLVideoElement> {
  video.src = address = URL.createObjectURL(file);
  video.controls = true;
  await started();
  return video;
}

/** Shows a camera. */
export async function showCamera(stream: MediaStream): Promise<HTMLVideoElement> {
  video.srcObject = stream;
  mirrorCamera();
  await started();
  return video;
}

/** Mirrors the camera, or no longer, as the settings say. */
export function mirrorCamera(): void {
  const mirrored = settings.mirror && video.srcObject !== null;
  video.classList.toggle("mirrored", mirrored);
  if (shown?.element === video) shown.overlay.mirror = mirrored;
}

/** Draws faces over what is shown. */
export function drawFaces(faces: readonly Face[]): void {
  if (!shown) return;
  shown = { ...shown, faces };
  redraw();
  const count = faces.length === 1 ? "one face" : `${faces.length} faces`;
  if (shown.element === photo) photo.alt = `Photo with ${count}`;
  else video.ariaLabel = `${video.srcObject ? "Camera" : "Video"} with ${count}`;
}

/** Draws the same faces again, after a change of size or settings. */
export function redraw(): void {
  if (!shown) return;
  shown.overlay.styles = settings.styles;
  shown.overlay.draw(shown.faces);
  tellDrawn();
}

/** Calls a function whenever faces were drawn, moved on the page, or cleared away. */
export function onDrawn(listener: () => void): void {
  stage.addEventListener("drawn", listener);
}

function tellDrawn(): void {
  stage.dispatchEvent(new Event("drawn"));
}

new ResizeObserver(redraw).observe(stage);

function reveal(element: HTMLImageElement | HTMLVideoElement): void {
  empty.hidden = true;
  element.hidden = false;
  if (element === photo) photo.alt = "Photo";
  else video.ariaLabel = video.srcObject ? "Camera" : "Video";
  const mirror = element === video && video.classList.contains("mirrored");
  shown = { element, overlay: new FaceOverlay(canvas, element, { mirror }), faces: [] };
}

async function started(): Promise<void> {
  // Shown at once: browsers put off what is hidden.
  reveal(video);
  await video.play().catch((cause: unknown) => {
    if (video.error === null) throw cause;
    throw new UnreadableInputError("expected a video that this browser can decode, got one that it cannot", { cause });
  });
}
