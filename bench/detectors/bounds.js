// node bench/detectors/bounds.js [MTCNN]: what pictures cost in which very much looks like a face, one thread. MTCNN is a name
// or a folder of weights. 500 faces in rows, then noise of three sizes in which, at a least score of 0, every window counts.
import { loadDetector, nodeRuntime, readPhoto } from "face88/node";
import sharp from "sharp";
import { randomNumbers } from "./pictures.js";

const [name = "mtcnn"] = process.argv.slice(2);
const runtime = await nodeRuntime({ threads: 1 });
const clock = async (what, image, options) => {
  const detector = await loadDetector(runtime, name, options);
  const times = [];
  let found = 0;
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    found = (await detector.detect(image)).length;
    times.push(performance.now() - began);
  }
  detector.dispose();
  const told = Object.entries(options).map(([option, value]) => `${option} ${value}`);
  console.log(`${what}, ${told.join(", ")}: ${found} faces, ${Math.min(...times).toFixed(0)} ms`);
};

// A face with its surroundings, 50 x 50 pixels, 25 times beside and 20 times below itself.
const photo = await sharp("node_modules/@vladmandic/face-api/demo/sample5.jpg").resize(960).png().toBuffer();
const finder = await loadDetector(runtime, "blazeface");
const [face] = await finder.detect(await readPhoto(photo));
finder.dispose();
const [x, y, w, h] = face.box;
const around = {
  left: Math.round(x - w / 3),
  top: Math.round(y - h / 3),
  width: Math.round((w * 5) / 3),
  height: Math.round((h * 5) / 3),
};
const portrait = await sharp(photo).extract(around).resize(50, 50, { fit: "fill" }).png().toBuffer();
const rows = sharp({ create: { width: 1250, height: 1000, channels: 3, background: "#000" } });
await clock(
  "500 faces in rows",
  await readPhoto(
    await rows
      .composite([{ input: portrait, tile: true }])
      .png()
      .toBuffer(),
  ),
  { minFace: 20 },
);

for (const [width, height] of [
  [640, 480],
  [1920, 1080],
  [6000, 4000],
]) {
  const next = randomNumbers(3);
  const image = { width, height, data: new Uint8Array(width * height * 4) };
  for (let i = 0; i < image.data.length; i++) image.data[i] = 256 * next();
  for (const minFace of [40, 12]) await clock(`noise, ${width}x${height}`, image, { minFace, minScore: 0 });
}
