/** An element of the page by its id. */
function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`internal: expected ${type.name} #${id} on the page`);
  return found;
}

/** Everything on the page that the scripts touch. */
export const elements = {
  stage: byId("stage", HTMLDivElement),
  empty: byId("empty", HTMLDivElement),
  photo: byId("photo", HTMLImageElement),
  video: byId("video", HTMLVideoElement),
  overlay: byId("overlay", HTMLCanvasElement),
  divider: byId("divider", HTMLElement),
  ring: byId("ring", HTMLElement),
  label: byId("label", HTMLParagraphElement),
  file: byId("file", HTMLInputElement),
  camera: byId("camera", HTMLButtonElement),
  status: byId("status", HTMLParagraphElement),
  error: byId("error", HTMLParagraphElement),
  progress: byId("progress", HTMLProgressElement),
  retry: byId("retry", HTMLButtonElement),
  cancel: byId("cancel", HTMLButtonElement),
  wipe: byId("wipe", HTMLInputElement),
  wipeValue: byId("wipe-value", HTMLElement),
  smoothing: byId("smoothing", HTMLInputElement),
  smoothingValue: byId("smoothing-value", HTMLElement),
  mirror: byId("mirror", HTMLInputElement),
  faces: byId("faces", HTMLElement),
  ms: byId("ms", HTMLElement),
  fps: byId("fps", HTMLElement),
  legend: byId("legend", HTMLUListElement),
  walk: byId("walk", HTMLInputElement),
  point: byId("point", HTMLParagraphElement),
  saveLines: byId("save-lines", HTMLButtonElement),
  savePicture: byId("save-picture", HTMLButtonElement),
  styles: [...document.querySelectorAll<HTMLInputElement>('input[name="style"]')],
};
