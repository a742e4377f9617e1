import { PART_COLOURS, resultLine } from "face88/web";
import { elements } from "./elements.js";
import { clearFigures, showFigures } from "./figures.js";
import { watchPoints } from "./inspect.js";
import { LiveView } from "./live.js";
import { networks } from "./networks.js";
import { alarm, say, showProgress } from "./notice.js";
import { stayOffline } from "./offline.js";
import { annotatedPicture, save, saveLines } from "./save.js";
import { sentenceOf } from "./sentence.js";
import { showSettings } from "./settings.js";
import { clearStage, drawFaces, mirrorCamera, onStage, redraw, showCamera, showPhoto, showVideo } from "./stage.js";

/** What is being looked at, and how its results are saved. */
interface Viewing {
  readonly stop: AbortController;
  /** Beginning of the names of saved files. */
  readonly name: string;
  readonly live?: LiveView;
  readonly stream?: MediaStream;
  saveLines?: () => Promise<void> | void;
  savePicture?: () => Promise<void> | void;
}

let viewing: Viewing | undefined;

/** Ends what was looked at before, and begins with something else. */
function begin(name: string, more: Partial<Viewing> = {}): Viewing {
  viewing?.stop.abort();
  for (const track of viewing?.stream?.getTracks() ?? []) track.stop();
  clearStage();
  clearFigures();
  showProgress(undefined);
  elements.camera.textContent = more.stream ? "Stop the camera" : "Start the camera";
  viewing = { stop: new AbortController(), name, ...more };
  elements.saveLines.disabled = elements.savePicture.disabled = true;
  return viewing;
}

/** Lets results be saved. @param picture  what the second button says */
function offer(
  view: Viewing,
  picture: string,
  lines: () => Promise<void> | void,
  annotated: () => Promise<void>,
): void {
  view.saveLines = lines;
  view.savePicture = annotated;
  elements.savePicture.textContent = picture;
  elements.saveLines.disabled = elements.savePicture.disabled = false;
}

async function openPhoto(file: File): Promise<void> {
  const view = begin(stem(file.name));
  try {
    say("Looking for faces …");
    const photo = await showPhoto(file).catch(() => undefined);
    // Decoded by the library, which says what is wrong with it.
    const landmarker = await networks();
    const found = await landmarker.detect(file);
    if (view !== viewing || !photo) return;
    drawFaces(found.faces);
    showFigures(found.faces.length, found.elapsed, false);
    say(countOf(found.faces.length));
    const save1 = () => saveLines([resultLine({ image: file.name }, found, found.faces)], view.name);
    offer(view, "Download the annotated picture", save1, async () =>
      save(await annotatedPicture(photo, found.faces), `${view.name}-face88.jpg`),
    );
  } catch (error) {
    fail(view, error, `“${file.name}”`, () => openPhoto(file));
  }
}

async function openVideo(file: File): Promise<void> {
  const view = begin(stem(file.name));
  try {
    const video = await showVideo(file).catch((cause) => {
      if (!elements.video.error) throw cause;
      throw new DOMException("video", "EncodingError");
    });
    await follow(view, video);
    if (view !== viewing) return;
  } catch (error) {
    const undecodable = (error as Error).name === "EncodingError" || elements.video.error !== null;
    if (!undecodable) return fail(view, error, `“${file.name}”`, () => openVideo(file));
    if (view !== viewing) return;
    clearStage();
    alarm(`This browser cannot play “${file.name}”. Videos in H.264 (MP4) and VP9 (WebM) work in most browsers.`);
  }

  /** Follows the faces while the video is shown; saving makes a pass of its own over every frame. */
  async function follow(view: Viewing, video: HTMLVideoElement): Promise<void> {
    say("Loading the networks …");
    const landmarker = await networks();
    if (view !== viewing) return;
    const live = new LiveView(video, view.stop.signal);
    viewing = Object.assign(view, { live });
    offer(
      view,
      "Download the annotated video",
      () =>
        pass(view, video, async (pass) => {
          const { videoLines } = await import("./export-video.js");
          saveLines(await videoLines(landmarker, file, pass), view.name);
        }),
      () =>
        pass(view, video, async (pass) => {
          const { annotatedVideo } = await import("./export-video.js");
          const { content, ending } = await annotatedVideo(landmarker, file, pass);
          save(content, `${view.name}-face88.${ending}`);
        }),
    );
    await live.run(landmarker, sayFaces());
  }
}

async function openCamera(): Promise<void> {
  let view = begin("camera");
  try {
    if (!navigator.mediaDevices?.getUserMedia) {
      alarm("The camera works on https pages only. Choose a photo or a video instead.");
      return;
    }
    say("Starting the camera …");
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...size, facingMode: "user" }, audio: false });
    if (view !== viewing) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    view = begin("camera", { stream });
    const video = await showCamera(stream);
    const landmarker = await networks();
    if (view !== viewing) return;
    const live = new LiveView(video, view.stop.signal);
    viewing = Object.assign(view, { live });
    offer(
      view,
      "Download the annotated picture",
      () => saveLines(live.lines, view.name),
      async () => save(await annotatedPicture(video, onStage()?.faces ?? []), `${view.name}-face88.jpg`),
    );
    await live.run(landmarker, sayFaces());
  } catch (error) {
    fail(view, error, "The camera", openCamera);
  }
}

/** Says how many faces there are, only when that changes, so that screen readers are not kept busy. */
function sayFaces(): (count: number) => void {
  let before: number | undefined;
  return (count) => {
    if (count !== before) say(countOf(count));
    before = count;
  };
}

/** A pass over a whole video, with progress and a button that cancels it; the video on the stage waits. */
async function pass(
  view: Viewing,
  video: HTMLVideoElement,
  work: (pass: { onProgress: (share: number) => void; signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  const cancel = new AbortController();
  const signal = AbortSignal.any([cancel.signal, view.stop.signal]);
  const onCancel = () => cancel.abort();
  const buttons = [elements.saveLines, elements.savePicture];
  for (const button of buttons) button.disabled = true;
  elements.cancel.hidden = false;
  elements.cancel.addEventListener("click", onCancel);
  video.pause();
  say("Looking at every frame …");
  try {
    await work({ onProgress: showProgress, signal });
    say("Saved.");
  } catch (error) {
    if (!signal.aborted) alarm(sentenceOf(error, "The video"));
    else if (view === viewing) say("Cancelled.");
  } finally {
    elements.cancel.hidden = true;
    elements.cancel.removeEventListener("click", onCancel);
    showProgress(undefined);
    if (view === viewing) for (const button of buttons) button.disabled = false;
  }
}

function fail(view: Viewing, error: unknown, what: string, again: () => void): void {
  if (view !== viewing) return;
  for (const track of view.stream?.getTracks() ?? []) track.stop();
  elements.camera.textContent = "Start the camera";
  clearStage();
  const unreadable = (error as Error).name === "UnreadableInputError";
  alarm(sentenceOf(error, what), unreadable ? undefined : again);
}

const countOf = (faces: number) => (faces === 0 ? "No face found." : faces === 1 ? "One face." : `${faces} faces.`);
const stem = (name: string) => name.replace(/\.[^.]+$/, "") || "picture";
const isVideo = (file: File) => file.type.startsWith("video/") || /\.(mp4|m4v|mov|webm|mkv)$/i.test(file.name);
const open = (file: File | null | undefined) => file && void (isVideo(file) ? openVideo(file) : openPhoto(file));

const { stage } = elements;
elements.file.addEventListener("change", () => {
  open(elements.file.files?.[0]);
  // So that the same file can be chosen again.
  elements.file.value = "";
});
elements.camera.addEventListener("click", () => {
  if (!viewing?.stream) return void openCamera();
  begin("picture");
  say("The camera is off.");
});
for (const type of ["dragenter", "dragover"] as const) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
    stage.classList.add("over");
  });
}
document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget ?? stage.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  stage.classList.remove("over");
  open(event.dataTransfer?.files[0]);
});
document.addEventListener("paste", (event) => open(event.clipboardData?.files[0]));
elements.saveLines.addEventListener("click", () => void viewing?.saveLines?.());
elements.savePicture.addEventListener("click", () => void viewing?.savePicture?.());
elements.smoothing.addEventListener("input", showSettings);
elements.smoothing.addEventListener("change", () => viewing?.live?.restart());
elements.wipe.addEventListener("input", showSettings);
elements.mirror.addEventListener("change", () => {
  mirrorCamera();
  redraw();
});
for (const style of elements.styles) style.addEventListener("change", redraw);

const partNames = { face_profile: "outline", left_eyebrow: "brows", left_eye: "eyes", nose: "nose", mouth: "mouth" };
for (const [part, name] of Object.entries(partNames)) {
  const item = document.createElement("li");
  const dot = document.createElement("i");
  dot.style.background = PART_COLOURS[part as keyof typeof PART_COLOURS];
  item.append(dot, name);
  elements.legend.append(item);
}

showSettings();
watchPoints();
stayOffline();
/** Loads the networks at once, so that the first picture does not wait. */
function prepare(): void {
  say("Loading the networks …");
  networks().then(
    () => viewing ?? say("Ready."),
    (error) => viewing ?? alarm(sentenceOf(error, "The networks"), prepare),
  );
}
prepare();
