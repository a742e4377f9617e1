import { elements } from "./elements.js";
import type { Pass } from "./export-video.js";
import { LiveView } from "./live.js";
import { networks } from "./networks.js";
import { alarm, say, showProgress } from "./notice.js";
import { save, saveLines, stem } from "./save.js";
import { sentenceOf } from "./sentence.js";
import { showVideo } from "./stage.js";
import { begin, current, fail, offer, sayChanges, type Viewing } from "./viewing.js";

/** Plays a video and follows its faces; saving makes a pass of its own over every frame. */
export async function openVideo(file: File): Promise<void> {
  const view = begin(stem(file.name));
  try {
    say("Opening the video …");
    const video = await showVideo(file);
    const landmarker = await networks();
    if (view !== current()) return;
    const live = new LiveView(video, view.stop.signal);
    offer(view, "Download the annotated video", {
      saveLines: () =>
        passOver(view, video, async (pass) => {
          const { videoLines } = await import("./export-video.js");
          saveLines(await videoLines(landmarker, file, pass), view.name);
        }),
      savePicture: () =>
        passOver(view, video, async (pass) => {
          const { annotatedVideo } = await import("./export-video.js");
          const { content, ending } = await annotatedVideo(landmarker, file, pass);
          save(content, `${view.name}-face88.${ending}`);
        }),
    });
    await live.run(landmarker, sayChanges());
  } catch (error) {
    fail(view, error, `“${file.name}”`, () => openVideo(file));
  }
}

/** A pass over a whole video, with progress and a button that cancels it; the video on the stage waits. */
async function passOver(view: Viewing, video: HTMLVideoElement, work: (pass: Pass) => Promise<void>): Promise<void> {
  const cancel = new AbortController();
  const signal = AbortSignal.any([cancel.signal, view.stop.signal]);
  const onCancel = () => cancel.abort();
  const buttons = [elements.saveLines, elements.savePicture];
  const pressed = buttons.find((button) => button === document.activeElement);
  for (const button of buttons) button.disabled = true;
  elements.cancel.hidden = false;
  // What has the focus must not go away under it: screen readers would begin at the top of the page.
  if (pressed) elements.cancel.focus();
  elements.cancel.addEventListener("click", onCancel);
  video.pause();
  say("Looking at every frame …");
  try {
    await work({ onProgress: showProgress, signal });
    say("Saved.");
  } catch (error) {
    if (!signal.aborted) alarm(sentenceOf(error, "The video"));
    else if (view === current()) say("Cancelled.");
  } finally {
    const focused = elements.cancel === document.activeElement;
    elements.cancel.removeEventListener("click", onCancel);
    showProgress(undefined);
    if (view === current()) for (const button of buttons) button.disabled = false;
    if (focused) (pressed?.disabled === false ? pressed : elements.status).focus();
    elements.cancel.hidden = true;
  }
}
