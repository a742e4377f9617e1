/** Colours of the lines of a chart, on light and on dark. */
const COLOURS = [
  ["#0a58ca", "#7ab0ff"],
  ["#c2410c", "#ffa36b"],
  ["#0f766e", "#5eead4"],
  ["#7e22ce", "#d8a4ff"],
  ["#4d7c0f", "#bef264"],
  ["#be123c", "#ff8fa3"],
] as const;

const STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 720px; margin: 2rem auto; padding: 0 1rem; background: light-dark(#fff, #161616); color: light-dark(#222, #ddd); }
h1 { font-size: 1.4rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
table { border-spacing: 0; } th { text-align: left; font-weight: normal; opacity: .7; padding-right: 1.5rem; }
svg { width: 100%; height: auto; } text { fill: currentColor; font-size: 11px; }
.grid { stroke: currentColor; opacity: .15; fill: none; } polyline { fill: none; stroke: var(--c); stroke-width: 1.5; }
circle { fill: var(--c); opacity: 0; } circle:hover, .dots circle { opacity: 1; }
.bar { fill: var(--c); opacity: .75; }
.whisker { stroke: var(--c); stroke-width: 1.5; opacity: .6; }
.axis { margin: 0; text-align: center; font-size: 12px; opacity: .7; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0 0; padding: 0; font-size: 13px; }
.legend li::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .4em; border-radius: 50%; background: var(--c); }
pre { overflow: auto; padding: .75rem; background: light-dark(#f4f4f4, #222); }
${COLOURS.map(([light, dark], k) => `.c${k} { --c: light-dark(${light}, ${dark}); }`).join("\n")}`;

/**
 * A page that needs no other file, light or dark as its reader has it.
 * @param title  plain text
 * @param body  HTML below the title
 * @param style  further rules of CSS
 */
export function page(title: string, body: string, style = ""): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
${STYLE}
${style}</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`;
}

/** Text that stands in HTML as it is. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] as string);
