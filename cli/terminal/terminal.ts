import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';
import { printable, UNPRINTABLE } from '../../lambda/printable';

/** Where a command writes. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Nothing that AWS or a message sends can contain it: only what `paint` has styled is coloured. */
const MARK = randomBytes(9).toString('base64url');
const MARKED = new RegExp(`<${MARK}:(\\w+)>(.*?)</${MARK}>`, 'gs');

/** Styles a text, where there is a terminal to show it. */
export function paint(style: Style, text: string): string {
  return text === '' ? '' : `<${MARK}:${style}>${text}</${MARK}>`;
}

/** A text that AWS or a message brought, on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}

/** How wide it is on the terminal: without what styles it. */
export function widthOf(text: string): number {
  return text.replace(MARKED, '$2').length;
}

/** As it is written to a pipe. */
export function plain(text: string): string {
  return printable(text.replace(MARKED, '$2'));
}

/** Two streams and what may be done with them: text is stripped of what a terminal would act upon before it is written. */
export class Terminal {
  constructor(
    private readonly stdout: Sink,
    private readonly stderr: Sink,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  static ofProcess(): Terminal {
    return new Terminal(process.stdout, process.stderr);
  }

  /** The result: text for people. */
  print(text: string): void {
    this.stdout.write(`${this.render(text, this.stdout)}\n`);
  }

  /** The result for programs: one line. */
  json(value: unknown): void {
    this.stdout.write(`${escaped(JSON.stringify(value))}\n`);
  }

  /** A file's content, as it is. */
  raw(text: string): void {
    this.stdout.write(text);
  }

  /** What is not the result: warnings, errors, what is waited for. */
  note(text: string): void {
    this.stderr.write(`${this.render(text, this.stderr)}\n`);
  }

  /** A line that the next one replaces, where there is a terminal; nothing otherwise. */
  progress(text: string): void {
    if (this.stderr.isTTY) {
      this.stderr.write(`\r\u001b[2K${this.render(text, this.stderr).replace(/\n/g, ' ')}`);
    }
  }

  /** Takes the progress line away. */
  endProgress(): void {
    if (this.stderr.isTTY) {
      this.stderr.write('\r\u001b[2K');
    }
  }

  /** Starts the screen again, for what is shown over and over. */
  clear(): void {
    if (this.stdout.isTTY) {
      this.stdout.write('\u001b[H\u001b[2J');
    }
  }

  private render(text: string, sink: Sink): string {
    const { NO_COLOR, FORCE_COLOR } = this.environment;
    const coloured = NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : sink.isTTY === true;
    return printable(text).replace(MARKED, (_, style: Style, inner: string) =>
      coloured ? styleText(style, inner, { validateStream: false }) : inner,
    );
  }
}

/** JSON escapes the control characters of ASCII only. */
function escaped(json: string): string {
  return json.replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      const unit = character.charCodeAt(at).toString(16);
      return `\\u${unit.padStart(4, '0')}`;
    }).join(''),
  );
}
