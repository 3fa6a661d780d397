interface Section {
  readonly title: string;
  /** Files of the repository, in the order of the sidebar. */
  readonly pages: readonly string[];
}

/** What the site has, beside the records of decisions and the API, which are many and have an order of their own. */
export const CONTENTS: readonly Section[] = [
  {
    title: 'Start',
    pages: [
      'README.md',
      'docs/languages.md',
      'examples/README.md',
      'docs/alternatives.md',
      'docs/cost.md',
      'CHANGELOG.md',
    ],
  },
  {
    title: 'Build',
    pages: [
      'docs/landing-events.md',
      'docs/settings.md',
      'docs/monitoring.md',
      'docs/events/README.md',
      'docs/security.md',
      'docs/network.md',
    ],
  },
  { title: 'Operate', pages: ['docs/commands.md', 'docs/runbook.md', 'docs/local.md'] },
  {
    title: 'Inside',
    pages: ['docs/design.md', 'docs/failures.md', 'docs/adr/README.md', 'docs/performance.md', 'docs/verified.md'],
  },
  {
    title: 'Contribute',
    pages: [
      'CONTRIBUTING.md',
      'docs/testing.md',
      'docs/outside.md',
      'docs/mutants.md',
      'docs/releasing.md',
      'SECURITY.md',
      'CODE_OF_CONDUCT.md',
    ],
  },
];
