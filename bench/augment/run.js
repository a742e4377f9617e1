// How many augmented crops one core makes in a second: `node bench/augment/run.js` after `npm run build`.
// Time is that of the processor, so that other work on the machine counts less. The pictures are drawn, 300x300 as the stored ones are; nothing is decoded, as in training after the first epoch.
import { transformPoints } from "@face88/points";
import { random } from "@face88/train";
import { Augmenter, augmentation, DEFAULT_AUGMENTATION, viewTransform } from "@face88/train/data";

const side = 160;
const goal = 1500;
const rounds = 5;
const crops = 1000;

const size = 300;
const data = new Uint8Array(size * size * 4);
for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : (i * 2654435761) >>> 24;
const image = { width: size, height: size, data };
const region = { centreX: 150, centreY: 150, side: 214, angle: 0 };
const points = Float64Array.from({ length: 176 }, (_, i) => 60 + i);
const planes = new Float32Array(3 * side * side);

/** Crops a second with these options, the median of several rounds. */
function measure(options) {
  const augmenter = new Augmenter(side, augmentation(options));
  const speeds = [];
  for (let round = 0; round <= rounds; round++) {
    const started = process.cpuUsage();
    for (let i = 0; i < crops; i++) {
      const view = augmenter.crop(image, region, random(round * crops + i), planes);
      transformPoints(viewTransform(view, side), points);
    }
    // The first round warms up.
    const { user, system } = process.cpuUsage(started);
    if (round > 0) speeds.push((1e6 * crops) / (user + system));
  }
  return speeds.sort((a, b) => a - b)[rounds >> 1];
}

const off = { mirror: 0, colour: 0, grey: 0, blur: 0, noise: 0, jpeg: 0, lowResolution: 0, occluder: 0 };
const whole = measure({});
console.log(`all effects, default chances: ${whole.toFixed(0)} crops/s on one core (goal ${goal})`);
console.log(`geometry alone: ${measure(off).toFixed(0)} crops/s`);
for (const effect of ["mirror", "colour", "blur", "noise", "jpeg", "lowResolution", "occluder"]) {
  const always = effect === "colour" ? { colour: DEFAULT_AUGMENTATION.colour } : { [effect]: 1 };
  console.log(`with ${effect} on every crop: ${measure({ ...off, ...always }).toFixed(0)} crops/s`);
}
process.exitCode = whole >= goal ? 0 : 1;
