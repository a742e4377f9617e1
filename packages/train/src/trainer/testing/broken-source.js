// Sources with a fault, for the trainer's tests. Plain JavaScript, because loader threads import it as it is.
import toySource from "@face88/train/toy";

/** Gives a picture without a number in it for one sample. */
export function notANumber({ bad, ...options }) {
  const toy = toySource(options);
  return {
    ...toy,
    fill(index, random, sample) {
      toy.fill(index, random, sample);
      if (index === bad) sample.image.fill(Number.NaN);
    },
  };
}

/** Cannot read one sample. */
export function unreadable({ bad, ...options }) {
  const toy = toySource(options);
  return {
    ...toy,
    fill(index, random, sample) {
      if (index === bad) throw new Error("expected a picture, got nothing");
      toy.fill(index, random, sample);
    },
  };
}

/** Has weights that leave all but the first point out, and a teacher that is the truth. */
export function weighted(options) {
  const toy = toySource(options);
  const [, points] = toy.fields;
  return {
    ...toy,
    fields: [...toy.fields, { name: "weights", dims: [18] }, { ...points, name: "teacher" }],
    fill(index, random, sample) {
      toy.fill(index, random, sample);
      sample.weights.fill(0);
      sample.weights[0] = 1;
      sample.teacher.set(sample.points);
    },
  };
}

/** Is no function. */
export const constant = 1;
