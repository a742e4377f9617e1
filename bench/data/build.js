// The two datasets from the shared data, each step by the command that a user would call, with its time.
//   npm run build && FACE88_DATA=... node bench/data/build.js DATASET
// FACE88_DATA is the folder with open/, human68/ and models/, as its README lays them out; DATASET is made or gone on with.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [dataset] = process.argv.slice(2);
const shared = process.env.FACE88_DATA;
if (!shared || !dataset) {
  console.error("usage: FACE88_DATA=FOLDER node bench/data/build.js DATASET");
  process.exit(2);
}
const main = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const env = {
  ...process.env,
  FACE88_FACE_LANDMARKER: join(shared, "models", "mediapipe", "face_landmarks_detector.tflite"),
  FACE88_YOUTU: join(shared, "models", "youtu"),
};

// The best ensembles of docs/teachers.md: `open` may train weights for any use, `research` only research.
const steps = [
  ["import", shared, "-o", dataset],
  ["label", dataset, "--labels", "open", "--teacher", "mesh-attention,mesh-v2", "--weights", "1,2"],
  ["label", dataset, "--labels", "all", "--teacher", "mesh-attention,mesh-v2,youtu-net"],
  ["label", dataset, "--fuse", "all", "--labels", "research"],
  ["split", dataset],
  ["clean", dataset, "--labels", "open"],
  ["clean", dataset, "--labels", "research"],
  ["stats", dataset, "--labels", "open"],
];

const began = performance.now();
for (const words of steps) {
  const stepBegan = performance.now();
  console.log(`\n$ face88 data ${words.join(" ").replaceAll(shared, "$FACE88_DATA")}`);
  const { status } = spawnSync(process.execPath, [main, "data", ...words], {
    env,
    stdio: ["ignore", "inherit", "ignore"],
  });
  if (status !== 0) {
    console.error(`face88 data ${words[0]} ended with code ${status}; run it again: it goes on where it was`);
    process.exit(1);
  }
  console.log(`(${((performance.now() - stepBegan) / 1000).toFixed(0)} s)`);
}
console.log(`\nall: ${((performance.now() - began) / 60000).toFixed(1)} min`);
