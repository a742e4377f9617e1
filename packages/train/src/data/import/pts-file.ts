/**
 * Reads the text of a 300-W `.pts` file. Its coordinates count from 1, as Matlab does; ours from 0.
 * @returns x,y pairs, 0 = centre of the first pixel
 * @throws RangeError when the text is no `.pts` file, or `n_points` is not the number of its points
 * @see https://ibug.doc.ic.ac.uk/resources/facial-point-annotations/
 */
export function parsePts(text: string): number[] {
  const match = /n_points:\s*(\d+)[^{]*\{([^}]*)\}/.exec(text);
  if (match === null) throw new RangeError("expected n_points and points in braces, got neither");
  const numbers = match[2].trim().split(/\s+/).map(Number);
  const count = Number(match[1]);
  if (numbers.length !== 2 * count) {
    throw new RangeError(`expected n_points: ${count} points, got ${numbers.length / 2}`);
  }
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`expected finite coordinates, got NaN at point ${bad >> 1}`);
  return numbers.map((value) => shifted(value, -1));
}

/** Writes points as the text of a `.pts` file; `parsePts` gives them back exactly, to a billionth of a pixel. */
export function formatPts(points: ArrayLike<number>): string {
  const lines: string[] = ["version: 1", `n_points: ${points.length / 2}`, "{"];
  for (let i = 0; i < points.length; i += 2) lines.push(`${shifted(points[i], 1)} ${shifted(points[i + 1], 1)}`);
  return `${lines.join("\n")}\n}\n`;
}

/** Adding 1 and taking it away again must give the same number, which binary fractions alone do not. */
function shifted(value: number, by: 1 | -1): number {
  return Math.round((value + by) * 1e9) / 1e9;
}
