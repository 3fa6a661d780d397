import { App, Duration, RemovalPolicy, Stack, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  DataSetRefresh,
  type IDataSetRefresh,
  LandingEvent,
  type RefreshNetworkOptions,
  SpiceDataSet,
  SpiceRefresh,
  SpiceRefreshMonitoring,
} from 'cdk-spice-refresh';
import type { Construct } from 'constructs';

const ACCOUNT = '123456789012';
const IRELAND = { account: ACCOUNT, region: 'eu-west-1' };
const VIRGINIA = { account: ACCOUNT, region: 'us-east-1' };

/** Pages the person on call: the incident team's topic, to which an on-call tool is subscribed. */
class Pager implements IAlarmAction {
  public bind(scope: Construct): { alarmActionArn: string } {
    return { alarmActionArn: Stack.of(scope).formatArn({ service: 'sns', resource: 'on-call' }) };
  }
}

/** The network team's VPC, which has the endpoints of docs/network.md; looked up in real life. */
function companyNetwork(stack: Stack): RefreshNetworkOptions {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [`${stack.region}a`, `${stack.region}b`],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  return { vpc, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'ToAwsApis', 'sg-0123456789abcdef0')] };
}

/** The rule that is left to every user: a decision, with its reason. */
function withoutBackup(refresh: SpiceRefresh): void {
  Validations.of(refresh.ledgerTable).acknowledge({
    id: 'NIST.800.53.R5-DynamoDBInBackupPlan',
    reason: 'point-in-time recovery is on; a ledger of last week is of no use, and a lost one costs a refresh or two',
  });
}

/**
 * The data platform's app, once in each region: the function in the company's VPC, everything under a key of its own, alarms
 * to the pager and messages in Slack.
 */
export class RegionStack extends Stack {
  public readonly sales: IDataSetRefresh;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const encryptionKey = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

    const refresh = new SpiceRefresh(this, 'SpiceRefresh', {
      ...companyNetwork(this),
      encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    withoutBackup(refresh);
    this.sales = refresh.addDataSet('Sales', {
      dataSet: SpiceDataSet.fromDataSetId('sales'),
      refreshOn: [LandingEvent.fromPattern({ source: ['com.example.warehouse'], detail: { table: ['sales'] } })],
      refreshAtLeastEvery: Duration.days(1),
    });

    const chatTopic = new Topic(this, 'Chat', { masterKey: encryptionKey, enforceSSL: true });
    new SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: `spice-${this.region}`,
      slackWorkspaceId: 'T0123456789',
      slackChannelId: 'C0123456789',
      notificationTopics: [chatTopic],
    });
    const monitoring = new SpiceRefreshMonitoring(this, 'Monitoring', {
      refresh,
      alarmActions: [new Pager()],
      alarmNamePrefix: `spice-${this.region}`,
      builtInAlarms: { rowsDropped: { threshold: 100 } },
      chatTopic,
      spiceCapacity: { alarmAbovePercent: 85, regions: [IRELAND.region, VIRGINIA.region] },
      freshnessObjective: Duration.hours(2),
    });
    monitoring.watch(this.sales, { freshnessObjective: Duration.hours(1), fewerRowsThanUsual: 3 });
  }
}

/** Another team's app in the same account: its data set is refreshed after the platform's. */
export class MarketingStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const sales = DataSetRefresh.fromDataSetRefreshAttributes(this, 'Sales', {
      dataSetArn: this.formatArn({ service: 'quicksight', resource: 'dataset', resourceName: 'sales' }),
    });
    const refresh = new SpiceRefresh(this, 'SpiceRefresh', {
      ...companyNetwork(this),
      encryptionKey: new Key(this, 'Key', { enableKeyRotation: true }),
    });
    withoutBackup(refresh);
    refresh.addDataSet('Campaigns', {
      dataSet: SpiceDataSet.fromDataSetId('campaigns'),
      refreshOn: [LandingEvent.refreshSucceeded(sales)],
    });
  }
}

/** Two regions of the platform, and the app that follows them in one. */
export function platformApps(platform = new App(), marketing = new App()): { platform: App; marketing: App } {
  new RegionStack(platform, 'SpiceIreland', { env: IRELAND });
  new RegionStack(platform, 'SpiceVirginia', { env: VIRGINIA });
  new MarketingStack(marketing, 'Marketing', { env: IRELAND });
  for (const stack of [...platform.node.children, ...marketing.node.children]) {
    Tags.of(stack).add('cost-centre', 'data');
    PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'team-boundary'));
  }
  return { platform, marketing };
}

if (require.main === module) {
  platformApps();
}
