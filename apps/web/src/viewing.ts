import { elements } from "./elements.js";
import { clearFigures } from "./figures.js";
import { alarm, say, showProgress } from "./notice.js";
import { sentenceOf } from "./sentence.js";
import { clearStage } from "./stage.js";

/** What is being looked at, and how its results are saved. */
export interface Viewing {
  /** Aborted when something else is looked at. */
  readonly stop: AbortController;
  /** Beginning of the names of saved files. */
  readonly name: string;
  /** The camera, while it runs. */
  readonly stream?: MediaStream;
  saveLines?: () => Promise<void> | void;
  savePicture?: () => Promise<void>;
}

let viewing: Viewing | undefined;

/** What is being looked at; undefined before the first time. */
export const current = (): Viewing | undefined => viewing;

/** Ends what was looked at before, and begins with something else. */
export function begin(name: string, stream?: MediaStream): Viewing {
  viewing?.stop.abort();
  stopCamera(viewing);
  clearStage();
  clearFigures();
  showProgress(undefined);
  if (stream) elements.camera.textContent = "Stop the camera";
  elements.saveLines.disabled = elements.savePicture.disabled = true;
  viewing = { stop: new AbortController(), name, ...(stream && { stream }) };
  return viewing;
}

/** Lets results be saved. @param picture  what the second button says */
export function offer(
  view: Viewing,
  picture: string,
  saves: Required<Pick<Viewing, "saveLines" | "savePicture">>,
): void {
  Object.assign(view, saves);
  elements.savePicture.textContent = picture;
  elements.saveLines.disabled = elements.savePicture.disabled = false;
}

/** Says what went wrong, and makes room for the next try. */
export function fail(view: Viewing, error: unknown, what: string, again: () => void): void {
  if (view !== viewing) return;
  stopCamera(view);
  clearStage();
  elements.saveLines.disabled = elements.savePicture.disabled = true;
  // The same file is as unreadable the next time.
  const unreadable = error instanceof Error && error.name === "UnreadableInputError";
  alarm(sentenceOf(error, what), unreadable ? undefined : again);
}

/** Says how many faces there are. */
export function sayCount(faces: number): void {
  say(faces === 0 ? "No face found." : faces === 1 ? "One face." : `${faces} faces.`);
}

/** {@link sayCount} only when the number changes, so that screen readers are not kept busy. */
export function sayChanges(): (faces: number) => void {
  let before: number | undefined;
  return (faces) => {
    if (faces !== before) sayCount(faces);
    before = faces;
  };
}

function stopCamera(view: Viewing | undefined): void {
  for (const track of view?.stream?.getTracks() ?? []) track.stop();
  elements.camera.textContent = "Start the camera";
}
