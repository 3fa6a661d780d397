import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { App } from 'aws-cdk-lib';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { glueJobStateChange, s3ObjectCreated } from '../../sim/samples';
import { type ClientConfiguration, type DeployedStack, deployStack } from '../emulator/stack';
import type { Judge } from '../judge';
import { type Landing, land, physicalId } from './landing';
import { startMoto } from './moto-server';

/** Resource types that moto's CloudFormation does not know. What they would do is left out of the judgement. */
const LACKING = [
  'AWS::CDK::Metadata',
  'AWS::Glue::Job',
  'AWS::QuickSight::DataSet',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3BucketNotifications',
];

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/** An independent model of AWS's services: the examples are deployed into it, and landings go all the way. */
export const moto: Judge = {
  name: 'moto',
  needs: ['python'],
  async judge() {
    const server = await startMoto();
    try {
      const configuration = {
        endpoint: server.endpoint,
        region: REGION,
        credentials: { accessKeyId: 'AKIAMOTO', secretAccessKey: 'moto' },
      };
      const outdir = mkdtempSync(join(tmpdir(), 'outside-moto-'));
      const app = new App({ outdir });
      new DashboardsStack(app, 'Dashboards');
      const assembly = app.synth();
      const { template } = assembly.getStackByName('Dashboards');
      const dashboards = await deployStack('Dashboards', template, configuration, ACCOUNT, LACKING);
      const accounts = await deployAccounts(configuration, join(outdir, 'accounts'));
      const inventory: Landing = {
        stack: dashboards,
        template,
        account: ACCOUNT,
        event: glueJobStateChange('load-inventory', 'SUCCEEDED'),
        dataSetId: 'inventory',
        dataSetAccount: ACCOUNT,
      };
      const landed = await Promise.all(
        [inventory, accounts.bookings].map((landing) => land(server, configuration, landing)),
      );
      const stacks = [dashboards, ...accounts.stacks];
      const created = stacks.reduce((sum, { resources }) => sum + resources.length, 0);
      const left = [...new Set(stacks.flatMap((stack) => stack.left))].sort();
      return {
        figures: `${stacks.length} stacks, ${created} resources (not in moto: ${left.join(', ')}); ${landed.map(({ figures }) => figures).join('; ')}`,
        findings: landed.flatMap(({ findings }) => findings),
      };
    } finally {
      await server.stop();
    }
  },
};

/**
 * The app with two accounts: moto keeps apart what the credentials of another account's role make. The finance team's data
 * set is refreshed by the function of the platform, with the role of the finance team's account.
 */
async function deployAccounts(
  configuration: ClientConfiguration,
  outdir: string,
): Promise<{ readonly stacks: readonly DeployedStack[]; readonly bookings: Landing }> {
  const { app, platform, finance } = accountsApp(new App({ outdir }));
  const assembly = app.synth();
  const sts = new STSClient(configuration);
  const RoleArn = `arn:aws:iam::${finance.account}:role/deploy`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'outside' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const templateOf = ({ artifactId }: { artifactId: string }) => assembly.getStackArtifact(artifactId).template;
  const template = templateOf(platform);
  const stack = await deployStack('Platform', template, configuration, platform.account, LACKING);
  const there = { ...configuration, region: finance.region, credentials };
  const neighbour = await deployStack('Finance', templateOf(finance), there, finance.account, LACKING);
  const event = s3ObjectCreated(physicalId(stack, 'LandingBucket'), 'bookings/part-0.parquet');
  const [dataSetId, dataSetAccount] = ['bookings', finance.account];
  return {
    stacks: [stack, neighbour],
    bookings: { stack, template, account: platform.account, event, dataSetId, dataSetAccount, transformedHere: true },
  };
}
