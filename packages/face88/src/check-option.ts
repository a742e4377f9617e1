/** @throws RangeError when a value is no whole number of at least 1 */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name}: expected a whole number of at least 1, got ${value}`);
  }
}

/** @throws RangeError when a value is no number from 0 to 1 */
export function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name}: expected a number from 0 to 1, got ${value}`);
}
