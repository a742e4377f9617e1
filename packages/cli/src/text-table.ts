/**
 * Rows as aligned lines of text: words to the left, figures to the right.
 * @param rows  the first one holds the titles
 * @param words  columns that hold words; default the first one
 */
export function textTable(rows: readonly (readonly string[])[], words: readonly number[] = [0]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (words.includes(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  return `${rows.map((row) => line(row).trimEnd()).join("\n")}\n`;
}
