import { posix } from 'node:path';

/** What a page needs to know of the repository for its links. */
export interface Repository {
  /** Where its files are read on the web. */
  readonly url: string;
  /** Files that the site has as pages. */
  readonly pages: ReadonlySet<string>;
  /** What a path is; `undefined` where nothing is. */
  readonly kindOf: (path: string) => 'file' | 'folder' | undefined;
}

const PICTURE = /\.(svg|png)$/;
const API = 'API.md';

/**
 * Where a file of the repository is among the pages: a README is its folder's index, what is under docs/ comes to the top,
 * and what stood at the top goes into a folder.
 */
export function placeOf(file: string): string {
  return file
    .replace(/(^|\/)README\.md$/, '$1index.md')
    .replace(/^(?!index)\w+\.md$/, (name) => `project/${name.toLowerCase()}`)
    .replace(/^docs\//, '');
}

export function titleOf(text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) {
    throw new Error('a page needs a title: its first line starts with "# "');
  }
  return title.replaceAll('`', '');
}

/** The pictures that a page shows, as files of the repository. */
export function picturesOf(file: string, text: string): string[] {
  return linksOf(text)
    .map((link) => resolved(file, link).path)
    .filter((path) => PICTURE.test(path));
}

/**
 * The text of a file as a page of the site: the same, with links that lead to the site's pages, or to the repository
 * where the site does not have them.
 *
 * @throws if a link leads nowhere
 */
export function pageOf(file: string, text: string, repository: Repository): string {
  return outsideFences(text, (part) =>
    part.replace(/(\]\()([^)\s]+)(\))/g, (_, before, link, after) => before + linkOf(file, link, repository) + after),
  );
}

function linkOf(file: string, link: string, { url, pages, kindOf }: Repository): string {
  if (isElsewhere(link)) {
    return link;
  }
  const { path, heading } = resolved(file, link);
  if (path === API) {
    return apiLink(file, heading);
  }
  if (pages.has(path) || PICTURE.test(path)) {
    const relative = posix.relative(posix.dirname(placeOf(file)), placeOf(path));
    return (relative.startsWith('.') ? relative : `./${relative}`) + heading;
  }
  const kind = kindOf(path);
  if (kind === undefined) {
    throw new Error(`${file} links to ${link}, which does not exist`);
  }
  return `${url}/${kind === 'file' ? 'blob' : 'tree'}/main/${path}${heading}`;
}

/** `API.md#cdk-spice-refresh.TYPE.member` is on the page of the type. */
function apiLink(file: string, heading: string): string {
  const type = /^#cdk-spice-refresh\.(\w+)/.exec(heading)?.[1];
  const relative = posix.relative(posix.dirname(placeOf(file)), 'api/typescript') || '.';
  return `${relative.startsWith('.') ? relative : `./${relative}`}/${type ?? 'index'}.md${type ? heading : ''}`;
}

function linksOf(text: string): string[] {
  const links: string[] = [];
  outsideFences(text, (part) => {
    links.push(...[...part.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string));
    return part;
  });
  return links.filter((link) => !isElsewhere(link));
}

const isElsewhere = (link: string): boolean => /^([a-z]+:|#)/.test(link);

function resolved(file: string, link: string): { readonly path: string; readonly heading: string } {
  const [path = '', heading] = link.split('#');
  return {
    path: posix.join(posix.dirname(file), path).replace(/\/$/, ''),
    heading: heading === undefined ? '' : `#${heading}`,
  };
}

/** Changes what is not an example. */
export function outsideFences(text: string, change: (part: string) => string): string {
  return text
    .split(/^(```.*?^```$)/ms)
    .map((part) => (part.startsWith('```') ? part : change(part)))
    .join('');
}
