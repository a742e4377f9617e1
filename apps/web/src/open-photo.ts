import { resultLine } from "face88/web";
import { showFigures } from "./figures.js";
import { networks } from "./networks.js";
import { say } from "./notice.js";
import { annotatedPicture, save, saveLines, stem } from "./save.js";
import { drawFaces, showPhoto } from "./stage.js";
import { begin, current, fail, offer, sayCount } from "./viewing.js";

/** Shows a photo with its faces. */
export async function openPhoto(file: File): Promise<void> {
  const view = begin(stem(file.name));
  try {
    say("Looking for faces …");
    const photo = await showPhoto(file);
    const landmarker = await networks();
    const found = await landmarker.detect(file);
    if (view !== current()) return;
    drawFaces(found.faces);
    showFigures(found.faces.length, found.elapsed, false);
    sayCount(found.faces.length);
    offer(view, "Download the annotated picture", {
      saveLines: () => saveLines([resultLine({ image: file.name }, found, found.faces)], view.name),
      savePicture: async () => save(await annotatedPicture(photo, found.faces), `${view.name}-face88.jpg`),
    });
  } catch (error) {
    fail(view, error, `“${file.name}”`, () => openPhoto(file));
  }
}
