import type { Section } from './section';

/** One measured number, and what it should be. */
export interface Figure {
  /** Its name for machines. */
  readonly key: string;
  /** Its name for people. */
  readonly what: string;
  readonly value: number;
  /** Of the value: `ms`, `MB`, `$`; by default it is a ratio or a count. */
  readonly unit?: string;
  /** At most this. */
  readonly goal?: number;
}

export interface Findings {
  readonly title: string;
  /** How it was measured, and what was assumed. */
  readonly method: string;
  readonly figures: readonly Figure[];
  readonly breaches?: readonly string[];
}

/** Figures side by side with their goals. */
export function sectionOf({ title, method, figures, breaches = [] }: Findings): Section {
  return {
    text: [`${title}: ${method}`, '', ...figures.map(line)].join('\n'),
    markdown: [
      `### ${title}`,
      '',
      method,
      '',
      ...markdownTable(
        ['figure', '', 'measured', 'goal'],
        figures.map((figure) => [`\`${figure.key}\``, figure.what, shown(figure), goalOf(figure)]),
      ),
    ].join('\n'),
    figures: Object.fromEntries(figures.map(({ key, value }) => [key, rounded(value)])),
    breaches,
  };
}

/** Four significant digits: no clock here is better than that. */
export function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

export const isMissed = ({ value, goal }: Figure): boolean => goal !== undefined && value > goal;

function shown({ value, unit }: Figure): string {
  const number = rounded(value).toLocaleString('en-US', { maximumFractionDigits: 20 });
  return unit === undefined ? number : unit === '$' ? `$${number}` : `${number} ${unit}`;
}

function goalOf(figure: Figure): string {
  return figure.goal === undefined
    ? ''
    : `≤ ${shown({ ...figure, value: figure.goal })}${isMissed(figure) ? ', missed' : ''}`;
}

const line = (figure: Figure): string =>
  [figure.what.padEnd(72), shown(figure).padStart(16), `   ${goalOf(figure)}`].join('').trimEnd();

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const render = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`;
  return [render(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(render)];
}
