/** An SVG element; its content is SVG already, its attributes are not. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...content: readonly string[]
): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return content.length === 0
    ? `<${name}${given.join('')}/>`
    : `<${name}${given.join('')}>${content.join('')}</${name}>`;
}

/** Text as XML may hold it. */
export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return [...text]
    .filter((character) => character >= ' ' || character === '\n' || character === '\t')
    .map((character) => entities[character] ?? character)
    .join('');
}

/** A text at its baseline. */
export function text(x: number, y: number, content: string, style: string, anchor = 'start'): string {
  return element('text', { x: px(x), y: px(y), class: style, 'text-anchor': anchor }, escaped(content));
}

interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** Screen readers say it. */
  readonly title: string;
  readonly style: string;
}

/** A whole picture. */
export function document({ width, height, title, style }: PictureOptions, ...content: readonly string[]): string {
  const xmlns = 'http://www.w3.org/2000/svg';
  return `${element(
    'svg',
    { xmlns, viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-labelledby': 'title' },
    element('title', { id: 'title' }, escaped(title)),
    element('style', {}, style),
    ...content,
  )}\n`;
}

/** A coordinate: a tenth of a pixel is enough. */
export const px = (value: number): number => Math.round(value * 10) / 10;
