import { LiveView } from "./live.js";
import { networks } from "./networks.js";
import { alarm, say } from "./notice.js";
import { annotatedPicture, save, saveLines } from "./save.js";
import { onStage, showCamera } from "./stage.js";
import { begin, current, fail, offer, sayChanges } from "./viewing.js";

/** Starts the camera and follows the faces that it sees. */
export async function openCamera(): Promise<void> {
  let view = begin("camera");
  try {
    if (navigator.mediaDevices === undefined) {
      alarm("The camera works on https pages only. Choose a photo or a video instead.");
      return;
    }
    say("Starting the camera …");
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...size, facingMode: "user" }, audio: false });
    if (view !== current()) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    view = begin("camera", stream);
    const video = await showCamera(stream);
    const landmarker = await networks();
    if (view !== current()) return;
    const live = new LiveView(video, view.stop.signal);
    offer(view, "Download the annotated picture", {
      saveLines: () => saveLines(live.lines, view.name),
      savePicture: async () => save(await annotatedPicture(video, onStage()?.faces ?? []), `${view.name}-face88.jpg`),
    });
    await live.run(landmarker, sayChanges());
  } catch (error) {
    fail(view, error, "The camera", openCamera);
  }
}

/** Stops the camera. */
export function closeCamera(): void {
  begin("picture");
  say("The camera is off.");
}
