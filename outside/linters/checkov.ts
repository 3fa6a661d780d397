import { join } from 'node:path';
import type { Judge } from '../judge';
import { writeTemplates } from '../templates';
import { pythonPackages } from '../tools/install';
import { run } from '../tools/run';

/** What checkov finds and is left so, each with the reason. docs/security.md has what is left to the user. */
const BASELINE: Readonly<Record<string, string>> = {
  CKV_AWS_18: "access logs of the example's bucket are the user's to decide",
  CKV_AWS_21: "versions of the example's bucket are the user's to decide",
  CKV_AWS_53: "the example's bucket; the account's block on public access is the default since 2023",
  CKV_AWS_54: 'as CKV_AWS_53',
  CKV_AWS_55: 'as CKV_AWS_53',
  CKV_AWS_56: 'as CKV_AWS_53',
  CKV_AWS_115: 'the event source mapping bounds concurrency; reserved concurrency would throttle batches',
  CKV_AWS_116: 'the function is invoked by its queue alone, and that has a dead-letter queue',
  CKV_AWS_117: 'the function calls public AWS endpoints only: a VPC would add nothing but a NAT gateway',
  CKV_AWS_119: 'a customer managed key of the table is an option (encryptionKey)',
  CKV_AWS_158: 'a customer managed key of the log group is an option (encryptionKey)',
  CKV_AWS_173: 'the environment holds names of resources, no secrets',
  CKV_AWS_195: "Glue's security configuration in the example is the user's to decide",
  CKV_AWS_27: 'queues are encrypted with keys that SQS manages; a customer managed key is an option (encryptionKey)',
};

interface Report {
  readonly results: { readonly failed_checks: readonly Failed[] };
  readonly summary: { readonly passed: number };
}

interface Failed {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
  readonly file_path: string;
}

/** A linter of security settings. */
export const checkov: Judge = {
  name: 'checkov',
  needs: ['python'],
  async judge() {
    const commands = await pythonPackages('checkov');
    // a thousand data sets have the resources of a hundred, and take it minutes
    const templates = writeTemplates().filter(({ name }) => name !== 'Thousand');
    const files = templates.flatMap(({ path }) => ['--file', path]);
    const args = ['--framework', 'cloudformation', '--output', 'json', '--compact', '--quiet', '--skip-download'];
    const { stdout } = await run(join(commands, 'python'), [join(commands, 'checkov'), ...args, ...files], {
      exitCodes: [0, 1],
      timeout: 240,
    });
    const { results, summary } = JSON.parse(stdout) as Report;
    const { failed_checks } = results;
    const findings = failed_checks.filter(({ check_id }) => !(check_id in BASELINE));
    const unused = Object.keys(BASELINE).filter((id) => !failed_checks.some(({ check_id }) => check_id === id));
    return {
      figures:
        `${templates.length} templates, ${summary.passed} checks hold, ` +
        `${failed_checks.length - findings.length} findings in ${Object.keys(BASELINE).length} classes of the baseline`,
      findings: [
        ...findings.map(
          ({ check_id, check_name, resource, file_path }) => `${check_id} ${file_path} ${resource}: ${check_name}`,
        ),
        ...unused.map((id) => `${id} is in the baseline, and nothing has it: delete it`),
      ],
    };
  },
};
