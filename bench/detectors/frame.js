// node bench/detectors/frame.js [DETECTOR ...]: milliseconds of a frame of 640x480, minimum face 40, on one thread: median and
// least of 200 after 20, and how much of it the networks took. A detector is a name or a folder of MTCNN's weights.
import { loadDetector, nodeRuntime, readPhoto } from "face88/node";
import sharp from "sharp";

const names = process.argv.slice(2);
const [warmUp, count] = [20, 200];
// Five people on a staircase.
const photo = "node_modules/@vladmandic/face-api/demo/sample5.jpg";
const frame = await readPhoto(await sharp(photo).resize(640, 480, { fit: "cover" }).png().toBuffer());

for (const name of names.length > 0 ? names : ["mtcnn", "blazeface"]) {
  const spent = new Map();
  const detector = await loadDetector(metered(await nodeRuntime({ threads: 1 }), spent), name, { minFace: 40 });
  const times = [];
  let faces = 0;
  for (let i = 0; i < warmUp + count; i++) {
    if (i === warmUp) spent.clear();
    const began = performance.now();
    faces = (await detector.detect(frame)).length;
    times.push(performance.now() - began);
  }
  detector.dispose();
  const sorted = times.slice(warmUp).sort((a, b) => a - b);
  const networks = [...spent].map(([size, ms]) => `${size} ${(ms / count).toFixed(1)}`).join(", ");
  const [least, median] = [sorted[0], sorted[count >> 1]].map((time) => time.toFixed(1));
  console.log(
    `${name}: median ${median} ms, least ${least} ms, ${faces} faces; mean of the networks by input: ${networks}`,
  );
}

/** A runtime that adds up what each network's runs took, by the size of its input. */
function metered(runtime, spent) {
  return {
    async load(model) {
      const session = await runtime.load(model);
      return {
        inputNames: session.inputNames,
        outputNames: session.outputNames,
        async run(inputs) {
          const began = performance.now();
          const outputs = await session.run(inputs);
          const [{ dims }] = Object.values(inputs);
          const size = dims.slice(1).join("x");
          spent.set(size, (spent.get(size) ?? 0) + performance.now() - began);
          return outputs;
        },
        dispose: () => session.dispose(),
      };
    },
  };
}
