import { execFileSync } from 'node:child_process';

const PRINT =
  "import { planTemplate } from './sim/template/plan-template'; console.log(JSON.stringify(planTemplate()));";

/**
 * `plan` needs neither the AWS CDK nor a simulator of IAM where it is installed: the template that it plans with is
 * synthesized here, and its policies, which allow what it does, are not asked.
 */
export function preparedPlan() {
  const stood = new Set();
  const standIn = (id, code) => {
    stood.add(id);
    return { code, moduleSideEffects: false };
  };
  return {
    name: 'prepared-plan',
    load(id) {
      if (id.endsWith('/sim/template/plan-template.ts')) {
        const template = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', PRINT]);
        return standIn('template', `const template = ${template};\nexport const planTemplate = () => template;`);
      }
      return id.endsWith('/sim/aws/iam.ts')
        ? standIn('iam', 'export class Policies { async allows() { return true; } }')
        : null;
    },
    buildEnd(error) {
      if (!error && stood.size < 2) {
        this.error(`of what plan does without, only ${[...stood].join(', ') || 'nothing'} was found`);
      }
    },
  };
}
