import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { platformApps } from '../../examples/typescript/platform';
import { DataSetAccessRole, SpiceRefresh } from '../../lib';

const SECURITY = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');

/** A pack that also says what it was shown. */
const counting = <T extends typeof AwsSolutionsChecks | typeof NIST80053R5Checks>(Pack: T) =>
  class extends (Pack as typeof AwsSolutionsChecks) {
    readonly seen: CfnResource[] = [];

    protected override checkResource(node: CfnResource): void {
      this.seen.push(node);
      // biome-ignore lint/suspicious/noExplicitAny: it is there, and protected
      (super.checkResource as any)(node);
    }
  };

const PACKS = { AwsSolutions: counting(AwsSolutionsChecks), 'NIST.800.53.R5': counting(NIST80053R5Checks) };

const EXAMPLES: Record<string, () => App> = {
  'app.ts': () => {
    const app = new App();
    new DashboardsStack(app, 'Dashboards');
    return app;
  },
  'accounts.ts': () => accountsApp().app,
};

/** The constructs of this library in an app. The rest is the example's own. */
function ours(app: App): IConstruct[] {
  return app.node.findAll().filter((node) => node instanceof SpiceRefresh || node instanceof DataSetAccessRole);
}

/** What a pack finds in constructs of this library: rule and where. */
function check(app: App, pack: keyof typeof PACKS) {
  const checks = new PACKS[pack](app);
  const roots = ours(app).map((construct) => `${construct.node.path}/`);
  const isOurs = (path = ''): boolean => roots.some((root) => path.startsWith(root));
  const findings = checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources
        .filter(({ constructPath }) => isOurs(constructPath))
        .map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
  return { findings, seen: checks.seen.filter(({ node }) => isOurs(node.path)).map((node) => node.cfnResourceType) };
}

/** What is left to the deploying team, and explained in docs/security.md. */
const LEFT_TO_THE_USER = [
  'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
  'NIST.800.53.R5-DynamoDBInBackupPlan',
  'NIST.800.53.R5-LambdaInsideVPC',
];

describe.each(Object.entries(EXAMPLES))('the example %s', (name, synthesize) => {
  const app = synthesize();

  test.each(Object.keys(PACKS) as (keyof typeof PACKS)[])(
    'the example has no finding of %s that is not accounted for',
    (pack) => {
      const rules = check(app, pack).findings.map((finding) => finding.split(' ')[0]);
      expect(rules.filter((rule) => !LEFT_TO_THE_USER.includes(rule as string))).toEqual([]);
    },
  );

  test('the example was looked at: every kind of resource that may have findings', () => {
    const { seen } = check(app, 'AwsSolutions');
    expect(seen).toEqual(
      expect.arrayContaining([
        'AWS::SQS::Queue',
        'AWS::SQS::QueuePolicy',
        'AWS::DynamoDB::Table',
        'AWS::Logs::LogGroup',
        'AWS::IAM::Role',
        'AWS::IAM::Policy',
        'AWS::Lambda::Function',
        'AWS::Events::Rule',
      ]),
    );
    expect(seen.length).toBeGreaterThanOrEqual(15);
  });

  test('the example would have findings without the reasons that the construct gives', () => {
    const bare = synthesize();
    for (const { node } of bare.node.findAll()) {
      const metadata = node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
      for (const { data } of metadata) {
        for (const id of Object.keys(data)) {
          expect(String(data[id]).length).toBeGreaterThan(30);
          delete data[id];
        }
      }
    }
    const rules = check(bare, 'AwsSolutions').findings.map((finding) => finding.replace(/[[ ].*/, ''));
    expect(new Set(rules)).toEqual(new Set(['AwsSolutions-IAM5', 'AwsSolutions-SQS3']));
  });

  test(`the example synthesizes with the CDK's own template rules as errors`, () => {
    expect(app.synth().stacks.length).toBeGreaterThan(name === 'app.ts' ? 0 : 1);
  });
});

test.each(LEFT_TO_THE_USER)('%s is explained to the user, and still found', (rule) => {
  expect(SECURITY).toContain(rule);
  const found = Object.values(EXAMPLES).flatMap((synthesize) => check(synthesize(), 'NIST.800.53.R5').findings);
  expect(found.filter((finding) => finding.startsWith(rule)).length).toBeGreaterThan(0);
});

describe.each(['platform', 'marketing'] as const)('the app %s of the example platform.ts', (which) => {
  test.each(Object.keys(PACKS) as (keyof typeof PACKS)[])(
    'an app of the example platform.ts has no finding of %s at all',
    (pack) => {
      const app = platformApps()[which];
      const { violations } = new PACKS[pack](app).validateScope(app);
      expect(
        violations.flatMap(({ ruleName, violatingResources }) =>
          violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
        ),
      ).toEqual([]);
    },
  );

  test('an app of the example platform.ts synthesizes', () => {
    expect(platformApps()[which].synth().stacks.length).toBe(which === 'platform' ? 2 : 1);
  });
});
