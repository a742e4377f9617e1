import { escaped } from "../../report/page.js";

/** A row of {@link dataTable}; the first cell is its name. */
export type Row = readonly (string | number)[];

/**
 * A table of figures: names to the left, figures to the right.
 * @param best  columns of which the lowest figure is set in bold, by their place
 */
export function dataTable(heads: readonly string[], rows: readonly Row[], best: readonly number[] = []): string {
  const lowest = new Map(
    best.map((column) => [
      column,
      Math.min(...rows.flatMap((row) => (row[column] === "" ? [] : [Number(row[column])]))),
    ]),
  );
  const cells = (row: Row) =>
    row.map((cell, i) => {
      const strong = rows.length > 1 && lowest.get(i) === Number(cell);
      const text = escaped(String(cell));
      return i === 0 ? `<th>${text}</th>` : `<td>${strong ? `<b>${text}</b>` : text}</td>`;
    });
  const line = (row: Row) => `<tr>${cells(row).join("")}</tr>`;
  const head = heads.map((title) => `<th>${escaped(title)}</th>`).join("");
  return `<div class="wide"><table class="data"><thead><tr>${head}</tr></thead><tbody>\n${rows.map(line).join("\n")}\n</tbody></table></div>`;
}

/** A share in per cent, without the sign. */
export const percent = (share: number): string => (100 * share).toFixed(2);

/** A section of the page. */
export const section = (title: string, ...parts: readonly string[]): string =>
  `<section><h2>${escaped(title)}</h2>\n${parts.join("\n")}</section>`;

/** A paragraph of plain text. */
export const note = (text: string): string => `<p class="note">${escaped(text)}</p>`;
