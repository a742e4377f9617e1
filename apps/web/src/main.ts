import { PART_COLOURS } from "face88/web";
import { elements } from "./elements.js";
import { watchPoints } from "./inspect.js";
import { networks } from "./networks.js";
import { alarm, say } from "./notice.js";
import { stayOffline } from "./offline.js";
import { closeCamera, openCamera } from "./open-camera.js";
import { openPhoto } from "./open-photo.js";
import { openVideo } from "./open-video.js";
import { sentenceOf } from "./sentence.js";
import { showSettings } from "./settings.js";
import { mirrorCamera, redraw } from "./stage.js";
import { current } from "./viewing.js";

function open(file: File | null | undefined): void {
  if (!file) return;
  const isVideo = file.type.startsWith("video/") || /\.(mp4|m4v|mov|webm|mkv|avi|wmv|mpe?g|3gp|ogv)$/i.test(file.name);
  void (isVideo ? openVideo(file) : openPhoto(file));
}

/** Loads the networks at once, so that the first picture does not wait. */
function prepare(): void {
  say("Loading the networks …");
  networks().then(
    () => current() ?? say("Ready."),
    (error) => current() ?? alarm(sentenceOf(error, "The networks"), prepare),
  );
}

/** Shows which colour is which part. */
function showLegend(): void {
  const parts = { face_profile: "outline", left_eyebrow: "brows", left_eye: "eyes", nose: "nose", mouth: "mouth" };
  for (const [part, name] of Object.entries(parts)) {
    const item = document.createElement("li");
    const dot = document.createElement("i");
    dot.style.background = PART_COLOURS[part as keyof typeof PART_COLOURS];
    item.append(dot, name);
    elements.legend.append(item);
  }
}

elements.file.addEventListener("change", () => {
  open(elements.file.files?.[0]);
  // So that the same file can be chosen again.
  elements.file.value = "";
});
elements.camera.addEventListener("click", () => (current()?.stream?.active ? closeCamera() : void openCamera()));
for (const type of ["dragenter", "dragover"] as const) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
    elements.stage.classList.add("over");
  });
}
document.addEventListener("dragleave", ({ relatedTarget }) => {
  if (relatedTarget === null) elements.stage.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  elements.stage.classList.remove("over");
  open(event.dataTransfer?.files[0]);
});
document.addEventListener("paste", (event) => open(event.clipboardData?.files[0]));
elements.saveLines.addEventListener("click", () => void current()?.saveLines?.());
elements.savePicture.addEventListener("click", () => void current()?.savePicture?.());
elements.smoothing.addEventListener("input", showSettings);
elements.wipe.addEventListener("input", showSettings);
elements.mirror.addEventListener("change", () => {
  mirrorCamera();
  redraw();
});
for (const style of elements.styles) style.addEventListener("change", redraw);

showLegend();
showSettings();
watchPoints();
stayOffline();
prepare();
