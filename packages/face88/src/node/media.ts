import { registerMediabunnyServer } from "@mediabunny/server";
import { AV_LOG_FATAL, Log } from "node-av";

let registered = false;

/** Gives mediabunny the codecs of its server package, once, and keeps FFmpeg's own messages off the terminal. */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  Log.setLevel(AV_LOG_FATAL);
  registerMediabunnyServer();
}
