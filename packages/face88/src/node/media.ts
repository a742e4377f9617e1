import { registerMediabunnyServer } from "@mediabunny/server";
import { AV_LOG_FATAL, Log } from "node-av";

let registered = false;

/** Gives mediabunny the codecs of its server package, once, and keeps FFmpeg's own messages off the terminal. */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  // Software alone: the search for hardware prints what it does not find, and the same file would give other pixels on
  // other machines.
  registerMediabunnyServer({ hardwareContext: null });
  Log.setLevel(AV_LOG_FATAL);
}
