// YuNet, another single-shot detector, to compare with: its ONNX takes blue, green, red from 0 to 255, both sides multiples
// of 32, and answers by strides of 8, 16 and 32. See Wu et al., YuNet: A Tiny Millisecond-level Face Detector, 2023.
import { readFileSync } from "node:fs";
import { weightedSuppression } from "face88";

const strides = [8, 16, 32];

export async function loadYunet(runtime, path, minScore) {
  const session = await runtime.load(readFileSync(path));
  return {
    name: "yunet",
    async detect(image) {
      const width = Math.ceil(image.width / 32) * 32;
      const height = Math.ceil(image.height / 32) * 32;
      const data = new Float32Array(3 * width * height);
      for (let y = 0; y < image.height; y++) {
        for (let x = 0; x < image.width; x++) {
          const from = (y * image.width + x) * 4;
          const to = y * width + x;
          for (let c = 0; c < 3; c++) data[c * width * height + to] = image.data[from + 2 - c];
        }
      }
      const answer = await session.run({ [session.inputNames[0]]: { data, dims: [1, 3, height, width] } });
      const found = [];
      for (const stride of strides) {
        const [cls, obj, box, points] = ["cls", "obj", "bbox", "kps"].map((name) => answer[`${name}_${stride}`].data);
        const columns = width / stride;
        for (let i = 0; i < cls.length; i++) {
          const score = Math.sqrt(clamp(cls[i]) * clamp(obj[i]));
          if (score < minScore) continue;
          const column = i % columns;
          const row = Math.floor(i / columns);
          const w = Math.exp(box[4 * i + 2]) * stride;
          const h = Math.exp(box[4 * i + 3]) * stride;
          const x = (column + box[4 * i]) * stride - w / 2;
          const y = (row + box[4 * i + 1]) * stride - h / 2;
          const keypoints = Float32Array.from({ length: 10 }, (_, k) => {
            return (points[10 * i + k] + (k % 2 === 0 ? column : row)) * stride - 0.5;
          });
          found.push({ box: [x - 0.5, y - 0.5, w, h], score, keypoints });
        }
      }
      return weightedSuppression(found, 0.3);
    },
    dispose: () => session.dispose(),
  };
}

const clamp = (value) => Math.min(1, Math.max(0, value));
