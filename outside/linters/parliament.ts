import { join } from 'node:path';
import { deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import type { Judge } from '../judge';
import { type TemplateFile, writeTemplates } from '../templates';
import { pythonPackages } from '../tools/install';
import { run } from '../tools/run';

/** Asks for each policy of a list, one per line, and answers with a list of findings for each. */
const PROGRAM = `
import json, sys
from parliament import analyze_policy_string
for line in sys.stdin:
    policy = analyze_policy_string(line)
    print(json.dumps([{"issue": f.issue, "detail": str(f.detail)} for f in policy.findings]))
`;

interface Found {
  readonly issue: string;
  readonly detail: string;
}

/** A linter of IAM policies: do actions exist, and do they know the resources and condition keys that they are given? */
export const parliament: Judge = {
  name: 'parliament',
  needs: ['python'],
  async judge() {
    const commands = await pythonPackages('moto');
    const policies = writeTemplates().flatMap(policiesOf);
    const input = policies.map(({ policy }) => `${JSON.stringify(policy)}\n`).join('');
    const { stdout } = await run(join(commands, 'python'), ['-W', 'ignore', '-c', PROGRAM], { input });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Found[]);
    const statements = policies.reduce((sum, { policy }) => sum + policy.Statement.length, 0);
    return {
      figures: `${policies.length} policies of roles, ${statements} statements`,
      findings: policies.flatMap(({ name }, at) =>
        (answers[at] ?? [{ issue: 'no answer', detail: '' }]).map(({ issue, detail }) => `${name}: ${issue} ${detail}`),
      ),
    };
  },
};

interface Policy {
  readonly Statement: readonly unknown[];
}

/** The policies of the roles of a template, as they are once deployed. */
function policiesOf({ name, template }: TemplateFile): { name: string; policy: Policy }[] {
  const { roles } = deploy(template, ENVIRONMENT);
  return roles.flatMap(({ policies }) => policies.map((policy) => ({ name, policy: policy as Policy })));
}
