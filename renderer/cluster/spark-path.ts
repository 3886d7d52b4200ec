/** A line through values, oldest at the left, zero at the bottom, `most` at the top. Empty below two values. */
export function sparkPath(values: readonly number[], width: number, height: number, most: number): string {
  if (values.length < 2) return '';
  const scale = most <= 0 ? 0 : height / most;
  return values
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${((index / (values.length - 1)) * width).toFixed(1)} ${(height + 2 - value * scale).toFixed(1)}`,
    )
    .join('');
}
