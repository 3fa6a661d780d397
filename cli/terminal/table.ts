import { oneLine, paint, widthOf } from './terminal';

/** A column: its heading, and whether it holds numbers, which are read from the right. */
export interface Column {
  readonly heading: string;
  readonly right?: boolean;
}

/** Rows under headings, aligned, two spaces apart. Cells may be painted. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, at) =>
    Math.max(heading.length, ...rows.map((row) => widthOf(row[at] as string))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const space = ' '.repeat((widths[at] as number) - widthOf(cell));
        return columns[at]?.right ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ heading }) => paint('dim', heading))), ...rows.map(line)].join('\n');
}

/** `12,345` */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** `12.3 MB`, as QuickSight counts SPICE: powers of 1,024. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 0), units.length - 1);
  const value = bytes / 1_024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** A cell of what AWS says; a dash if it says nothing. */
export function cell(text: string | undefined): string {
  return text === undefined || text === '' ? '–' : oneLine(text);
}
