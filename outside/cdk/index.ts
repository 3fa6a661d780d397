import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  ListStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ClientConfiguration } from '../emulator/stack';
import type { Judge } from '../judge';
import { startMoto } from '../moto/moto-server';
import { run } from '../tools/run';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const STACK = 'Small';
const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const APP = `${join(ROOT, 'node_modules', '.bin', 'tsx')} ${join(__dirname, 'app.ts')}`;

/** What moto's CloudFormation does not know: it takes such a resource, and fails at its update. */
const LACKING = 'AWS::SQS::QueuePolicy';

/** `cdk diff --fail` where there is a difference. */
const DIFFERENT = 1;

/** The CDK's own CLI, against moto: what it bootstraps, deploys, compares, updates and destroys is what a user's would. */
export const cdk: Judge = {
  name: 'cdk',
  needs: ['python'],
  async judge() {
    const server = await startMoto();
    const credentials = { accessKeyId: 'AKIAMOTO', secretAccessKey: 'moto' };
    const user = new User({ endpoint: server.endpoint, region: REGION, credentials });
    try {
      return await user.live();
    } finally {
      user.leave();
      await server.stop();
    }
  },
};

/** A user with an account, which is moto's, and a small app. */
class User {
  private readonly folder = mkdtempSync(join(tmpdir(), 'outside-cdk-'));
  private readonly findings: string[] = [];
  private readonly cloudFormation: CloudFormationClient;
  private readonly s3: S3Client;
  private readonly sqs: SQSClient;

  constructor(private readonly configuration: ClientConfiguration) {
    this.cloudFormation = new CloudFormationClient(configuration);
    this.s3 = new S3Client({ ...configuration, forcePathStyle: true });
    this.sqs = new SQSClient(configuration);
  }

  async live() {
    await this.cdk('sales', ['bootstrap', `aws://${ACCOUNT}/${REGION}`]);
    await this.cdk('sales', ['deploy', '--require-approval', 'never']);
    const first = await this.resources();
    const bytes = await this.codeBytes(first);
    await this.cdk('sales', ['diff', '--fail']);
    // of what would be replaced moto's change sets say nothing, and the schemas of the resources say all
    const difference = await this.cdk('sales,stock', ['diff', '--fail', '--method', 'template'], DIFFERENT);
    this.expect('diff lists the rule of the second data set', /\[\+\] AWS::Events::Rule/.test(difference));
    const replacements = difference.split('\n').filter((line) => /replace/i.test(line));
    this.expect(`diff replaces nothing: ${replacements.join()}`, replacements.length === 0);
    // by default the CLI deletes the change set of the time before, which moto does not find
    await this.cdk('sales,stock', ['deploy', '--require-approval', 'never', '--method', 'direct']);
    const second = await this.resources();
    const kept = first.filter(({ LogicalResourceId: id, PhysicalResourceId: physical }) =>
      second.some((now) => now.LogicalResourceId === id && now.PhysicalResourceId === physical),
    );
    this.expect('an update replaces nothing', kept.length === first.length);
    this.expect('an update makes one rule', second.length === first.length + 1);
    await this.cdk('sales,stock', ['destroy', '--force']);
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({}));
    this.expect('destroy leaves no queue', QueueUrls.length === 0);
    this.expect('destroy leaves no stack', !(await this.stacks()).includes(STACK));
    return {
      figures:
        `bootstrap, deploy, diff, update, destroy: ${second.length} resources, ${kept.length} kept by an update, ` +
        `${Math.round(bytes / 1_024)} KiB of code uploaded (not in moto: ${LACKING})`,
      findings: this.findings,
    };
  }

  /** What the CLI wrote. An exit code other than the one that is expected is the failure of the judge. */
  private async cdk(dataSets: string, command: readonly string[], exitCode = 0): Promise<string> {
    const [verb = '', ...options] = command;
    const target = verb === 'bootstrap' ? [] : [STACK];
    const args = [verb, ...target, ...options, '--app', APP, '--output', join(this.folder, 'cdk.out'), '--no-notices'];
    const { endpoint, credentials } = this.configuration;
    const env = {
      DATA_SETS: dataSets,
      LACKING,
      // moto finds a template's bucket in the path of its address only if that names localhost
      AWS_ENDPOINT_URL: endpoint.replace('127.0.0.1', 'localhost'),
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CDK_HOME: this.folder,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
    };
    const { stdout, stderr } = await run(process.execPath, [CLI, ...args], {
      cwd: this.folder,
      env,
      exitCodes: [exitCode],
      timeout: 180,
    });
    return stdout + stderr;
  }

  private async resources(): Promise<readonly StackResource[]> {
    const { StackResources = [] } = await this.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: STACK }),
    );
    return StackResources;
  }

  /** Size of the function's code at the place that the template names. */
  private async codeBytes(resources: readonly StackResource[]): Promise<number> {
    const { TemplateBody = '{}' } = await this.cloudFormation.send(new GetTemplateCommand({ StackName: STACK }));
    const [id] = resources.filter(({ ResourceType }) => ResourceType === 'AWS::Lambda::Function');
    const { S3Key } = JSON.parse(TemplateBody).Resources[id?.LogicalResourceId ?? ''].Properties.Code;
    const Bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
    const { ContentLength = 0 } = await this.s3.send(new HeadObjectCommand({ Bucket, Key: S3Key }));
    return ContentLength;
  }

  private async stacks(): Promise<readonly string[]> {
    const { StackSummaries = [] } = await this.cloudFormation.send(new ListStacksCommand({}));
    return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
      ({ StackName = '' }) => StackName,
    );
  }

  private expect(what: string, holds: boolean): void {
    if (!holds) {
      this.findings.push(`expected: ${what}`);
    }
  }

  leave(): void {
    for (const client of [this.cloudFormation, this.s3, this.sqs]) {
      client.destroy();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
