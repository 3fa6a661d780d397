import { join } from 'node:path';
import type { Judge } from '../judge';
import { writeTemplates } from '../templates';
import { pythonPackages } from '../tools/install';
import { run } from '../tools/run';

/** What cfn-lint says of templates that are right all the same. */
const BY_DESIGN: Readonly<Record<string, string>> = {
  W3005: 'a DependsOn that an intrinsic function implies already: the CDK writes both',
};

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Filename: string;
  readonly Location: { readonly Path: readonly string[] };
}

/** AWS's linter of templates: do the resources and their properties hold by the schemas of their types? */
export const cfnLint: Judge = {
  name: 'cfn-lint',
  needs: ['python'],
  async judge() {
    const commands = await pythonPackages('moto');
    const templates = writeTemplates();
    const paths = templates.map(({ path }) => path);
    const { stdout } = await run(
      join(commands, 'cfn-lint'),
      ['--format', 'json', '--regions', 'eu-west-1', '--', ...paths],
      {
        // bits for errors, warnings and infos
        exitCodes: [0, 2, 4, 6, 8, 10, 12, 14],
        timeout: 240,
      },
    );
    const matches = (JSON.parse(stdout || '[]') as Match[]).filter(({ Rule }) => !(Rule.Id in BY_DESIGN));
    const resources = templates.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0);
    return {
      figures: `${templates.length} templates, ${resources} resources`,
      findings: matches.map(
        ({ Rule, Message, Filename, Location }) =>
          `${Rule.Id} ${Filename.split('/').at(-1)} ${Location.Path.join('/')}: ${Message}`,
      ),
    };
  },
};
