// Pictures for the docs: lines through points, on the paper of docs/layout88.svg.
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 380, 64, 96, 40, 52];
const COLOURS = ["#c2743a", "#56677f", "#3c8a6e", "#9a5b86"];
const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";

/**
 * An SVG of lines.
 * @param {readonly {name: string, x: readonly number[], y: readonly number[], labels?: readonly (string | number)[]}[]} lines
 *   rising in x; points with labels are dots
 * @param {{title: string, xTitle: string, yTitle: string, logarithmic?: boolean}} words  `logarithmic`: both axes by powers
 *   of two
 */
export function plot(lines, { title, xTitle, yTitle, logarithmic = false }) {
  const scaled = (/** @type {number} */ value) => (logarithmic ? Math.log2(value) : value);
  const axis = (/** @type {number[]} */ values, /** @type {number} */ from, /** @type {number} */ to) => {
    const [low, high] = [Math.min(...values.map(scaled)), Math.max(...values.map(scaled))];
    const sizes = logarithmic ? [0.5, 1, 2] : [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];
    const size = sizes.find((each) => (high - low) / each <= 8) ?? 100;
    const [first, last] = [Math.floor(low / size + 1e-9), Math.ceil(high / size - 1e-9)];
    const at = (/** @type {number} */ value) =>
      from + ((value / size - first) / Math.max(1, last - first)) * (to - from);
    return {
      place: (/** @type {number} */ value) => at(scaled(value)),
      ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * size).map((value) => ({
        place: at(value),
        label: Number((logarithmic ? 2 ** value : value).toPrecision(3)),
      })),
    };
  };
  const all = (/** @type {"x" | "y"} */ key) => lines.flatMap((line) => [...line[key]]);
  const x = axis(all("x"), LEFT, WIDTH - RIGHT);
  const y = axis(all("y"), HEIGHT - BOTTOM, TOP);
  const text = (
    /** @type {number} */ left,
    /** @type {number} */ at,
    /** @type {string | number} */ words,
    more = "",
  ) => `<text x="${left.toFixed(1)}" y="${at.toFixed(1)}" ${more}>${words}</text>`;
  const parts = [
    ...y.ticks.flatMap(({ place, label }) => [
      `<path d="M${LEFT} ${place.toFixed(1)}H${WIDTH - RIGHT}" stroke="#e4e0d8"/>`,
      text(LEFT - 10, place + 4, label, 'text-anchor="end"'),
    ]),
    ...x.ticks.map(({ place, label }) => text(place, HEIGHT - BOTTOM + 20, label, 'text-anchor="middle"')),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, xTitle, 'text-anchor="middle"'),
    text(16, 24, yTitle),
  ];
  lines.forEach(({ name, labels, ...line }, k) => {
    const colour = COLOURS[k % COLOURS.length];
    const points = line.x.map((value, i) => /** @type {const} */ ([x.place(value), y.place(line.y[i])]));
    const path = points.map(([left, at]) => `${left.toFixed(1)},${at.toFixed(1)}`).join(" ");
    parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`);
    labels?.forEach((label, i) => {
      const [left, at] = points[i];
      parts.push(`<circle cx="${left.toFixed(1)}" cy="${at.toFixed(1)}" r="3.5" fill="${colour}"/>`);
      parts.push(text(left, at - 9, label, `text-anchor="middle" font-size="11" fill="${colour}"`));
    });
    const [left, at] = points[points.length - 1];
    parts.push(text(left + 12, at + 4, name, `fill="${colour}"`));
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title" font-family="${FONT}" font-size="13" fill="#3d4450">
<title id="title">${title}</title>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="18" fill="#fbfaf7" stroke="#e4e0d8"/>
${parts.join("\n")}
</svg>
`;
}
