/** Where a command writes: people's lines or, with `--json`, one JSON value per line. Logs go to stderr. */
export interface Output {
  readonly json: boolean;
  /** One JSON value per line; nothing without `--json`. */
  value(value: unknown): void;
  /** A line for people; nothing with `--json`. */
  line(text: string): void;
}

export function stdout(json: boolean): Output {
  return {
    json,
    value: (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`)),
    line: (text) => void (!json && process.stdout.write(`${text}\n`)),
  };
}

/** Columns padded to their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
