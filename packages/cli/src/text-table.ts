/**
 * Rows as aligned lines of text: the first column to the left, the others, figures, to the right.
 * @param rows  the first one holds the titles
 */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  return `${rows.map((row) => line(row).trimEnd()).join("\n")}\n`;
}
