import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slug } from 'github-slugger';

const REPOSITORY = 'https://github.com/cdk-spice-refresh/cdk-spice-refresh';
const { sidebar, languages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '.pages', 'contents.json'), 'utf8'),
);
const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='none' stroke='%230969da' stroke-width='2' d='M13 8a5 5 0 1 1-2-4M11 1v3.5H7.5'/></svg>";

/** Of the API, its types are found by the names of their members; a hit for every heading would be five hundred. */
function searchable(source, environment, md) {
  const html = md.render(source, environment);
  if (!environment.relativePath.startsWith('api/')) {
    return html;
  }
  const [, language, type] = /^api\/(\w+)\/(\w+)\.md$/.exec(environment.relativePath);
  const members = [...source.matchAll(/^### (?:~~)?`([^`]+)`/gm)].map(([, name]) => name);
  return type === 'index'
    ? ''
    : md.render(`# ${type} (${languages[language]})\n\n${[...new Set(members)].join(', ')}`, environment);
}

export default {
  title: 'cdk-spice-refresh',
  description: 'Refreshes Amazon QuickSight SPICE data sets soon after their data lands: an AWS CDK construct library',
  base: '/cdk-spice-refresh/',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${ICON}` }]],
  srcDir: '.pages',
  outDir: 'dist/cdk-spice-refresh',
  cacheDir: 'node_modules/.cache/vitepress',
  cleanUrls: true,
  markdown: {
    // headings are linked to as GitHub names them
    anchor: { slugify: (heading) => slug(heading) },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        _render: searchable,
        // a page that explains a word comes before the types that have it as a member
        miniSearch: { searchOptions: { boostDocument: (id) => (id.includes('/api/') ? 0.3 : 1) } },
      },
    },
    nav: [
      { text: 'Landing events', link: '/landing-events' },
      { text: 'Settings', link: '/settings' },
      { text: 'Runbook', link: '/runbook' },
      {
        text: 'API',
        items: Object.entries(languages).map(([language, text]) => ({ text, link: `/api/${language}/` })),
      },
    ],
    sidebar,
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    externalLinkIcon: false,
  },
};
