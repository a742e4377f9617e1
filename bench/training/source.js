// Samples for the benchmark: the same few random images over and over, as PyTorch's side has one batch of them. A sample
// costs a copy and nothing else, so that training is what is measured.
const POINTS = 176;

/** Options: `size`, pixels of the image's side; `length`, number of samples; `distinct`, how many differ. */
export default function randomSource({ size, length, distinct }) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const numbers = (count, least) => {
    const filled = new Float32Array(count);
    for (let i = 0; i < count; i++) filled[i] = random() + least;
    return filled;
  };
  const samples = Array.from({ length: distinct }, () => ({
    image: numbers(3 * size * size, -0.5),
    points: numbers(POINTS, 0),
  }));
  return {
    length,
    fields: [
      { name: "image", dims: [3, size, size] },
      { name: "points", dims: [POINTS] },
    ],
    fingerprint: `random ${size} ${length} ${distinct}`,
    unit: size,
    normalisation: { mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] },
    id: (index) => `random ${index}`,
    fill(index, _, { image, points }) {
      const sample = samples[index % distinct];
      image.set(sample.image);
      points.set(sample.points);
    },
  };
}
