/**
 * Splits faces into two halves so that all faces of a photo stand in the same one: what is measured on one half may then
 * be used on the other. The same groups always split alike, in whatever order they come.
 * @param groups  key of each face's photo (or person)
 * @returns 0 or 1 for each face
 */
export function halves(groups: readonly string[]): number[] {
  const distinct = [...new Set(groups)].sort((a, b) => hash(a) - hash(b) || (a < b ? -1 : 1));
  const half = new Map(distinct.map((group, i) => [group, i % 2]));
  return groups.map((group) => half.get(group) as number);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
