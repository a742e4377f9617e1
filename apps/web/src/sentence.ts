/** What the browser calls an error of the camera, in a sentence that says what to do. */
const cameraSentences: Readonly<Record<string, string>> = {
  NotAllowedError: "The camera may not be used. Allow it in the browser's address bar, then start it again.",
  NotFoundError: "No camera was found. Plug one in, or choose a photo or a video.",
  OverconstrainedError: "No camera was found that fits. Plug one in, or choose a photo or a video.",
  NotReadableError: "The camera is in use by another program. Close that, then start it again.",
  AbortError: "The camera could not be started. Try once more.",
  CameraLostError: "The camera was lost. Plug it in, then start it again.",
};

/**
 * What went wrong, in a sentence for who uses the page.
 * @param what  name of the file, or "the camera"
 */
export function sentenceOf(error: unknown, what: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (Object.hasOwn(cameraSentences, name)) return cameraSentences[name];
  switch (name) {
    case "UnreadableInputError":
      return message.includes("video")
        ? `This browser cannot play ${what}. Videos in H.264 (MP4) and VP9 (WebM) work in most browsers.`
        : `${what} is no photo that this browser can show. JPEG, PNG, WebP, AVIF and GIF work.`;
    case "WorkerLostError":
      return "The worker that finds the faces was stopped. Try once more.";
    case "MissingDependencyError":
      return `The networks could not be loaded: ${message}.`;
    case "DamagedModelError":
      return `The networks came damaged: ${message}.`;
    default:
      return `${what}: ${message}`;
  }
}
