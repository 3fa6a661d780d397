import { outsideFences } from './page';

/** A language of the API, by jsii-docgen's name of it. */
export const API_LANGUAGES: Readonly<Record<string, string>> = {
  typescript: 'TypeScript',
  python: 'Python',
  java: 'Java',
  go: 'Go',
  csharp: '.NET',
};

interface ApiPage {
  /** Such as "Constructs". */
  readonly kind: string;
  /** The type, in every language the same. */
  readonly name: string;
  readonly text: string;
}

const FENCE = /^```/;

/** What jsii-docgen writes of a language, in one file, as a page for each type. */
export function apiPages(reference: string, language: string): ApiPage[] {
  const parts: { kind: string; name: string; lines: string[] }[] = [];
  let kind = '';
  let fenced = false;
  for (const line of reference.split('\n')) {
    fenced = FENCE.test(line) !== fenced;
    const heading = fenced ? undefined : /^(##|###) (.+?) <a /.exec(line);
    if (heading?.[1] === '##') {
      kind = heading[2] as string;
    } else if (heading?.[1] === '###') {
      parts.push({ kind, name: /id="[^."]+\.([^"]+)"/.exec(line)?.[1] as string, lines: [line] });
    } else {
      parts.at(-1)?.lines.push(line);
    }
  }
  return parts.map(({ kind, name, lines }) => ({ kind, name, text: page(name, language, lines.join('\n')) }));
}

/** The types in their order, under what they are. */
export function byKind(pages: readonly ApiPage[]): [kind: string, types: readonly ApiPage[]][] {
  const kinds = new Set(pages.map(({ kind }) => kind));
  return [...kinds].map((kind) => [kind, pages.filter((page) => page.kind === kind)]);
}

/** The types of a language, by kind, each with its first sentence. */
export function apiIndex(pages: readonly ApiPage[], language: string): string {
  const tables = byKind(pages).map(([kind, types]) =>
    [`## ${kind}`, '', '| type | |', '| --- | --- |', ...types.map(row)].join('\n'),
  );
  return [`# API in ${API_LANGUAGES[language]}`, switchTo('index', language), ...tables].join('\n\n');
}

function row({ name, text }: ApiPage): string {
  // after the title and the languages: the first line that is neither a list nor a heading
  const [, , ...paragraphs] = text.split(/\n{2,}/);
  const said = paragraphs.find((paragraph) => !/^[-#*`|]/.test(paragraph)) ?? '';
  return `| [${name}](./${name}.md) | ${said.replaceAll('\n', ' ')} |`;
}

function page(name: string, language: string, text: string): string {
  const body = outsideFences(text, (part) =>
    part
      .replace(/^##(#+ )/gm, '$1')
      .replace(/<sup>/g, ' <sup>')
      .replace(/^(#+ .*?) <a name="[^"]*" (id="[^"]*")>/gm, '$1 <a $2>')
      .replace(/href="(#[^."]+\.(\w+)[^"]*)"/g, (_, link, type) => `href="${type === name ? '' : `./${type}`}${link}"`)
      .split(/(`[^`\n]*`)/)
      .map((piece) => (piece.startsWith('`') ? piece : piece.replace(/<(?!\/?(?:a|code|sup)\b)/g, '&lt;')))
      .join(''),
  );
  const [title = '', ...rest] = body.split('\n');
  return [title, '', switchTo(name, language), ...rest].join('\n');
}

/** The same page in the other languages. */
function switchTo(name: string, language: string): string {
  return Object.entries(API_LANGUAGES)
    .map(([other, title]) => (other === language ? `**${title}**` : `[${title}](../${other}/${name}.md)`))
    .join(' · ');
}
