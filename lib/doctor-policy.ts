import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeReads } from './private/access/nag-acknowledgements';
import { dataSetArnIn, eventBusArnIn, ruleArnIn } from './private/arn';
import type { SpiceRefresh } from './spice-refresh';

/** Properties of a `DoctorPolicy`. */
export interface DoctorPolicyProps {
  /** The construct that is checked. */
  readonly refresh: SpiceRefresh;

  /**
   * Name of the policy, by which permission sets of IAM Identity Center refer to it.
   *
   * @default - a name that CloudFormation makes
   */
  readonly managedPolicyName?: string;
}

/**
 * Managed policy with what `cdk-spice-refresh doctor` needs to check a `SpiceRefresh`, all of it read-only: attach it to
 * the role that runs the command, by hand, in a pipeline or on a schedule.
 *
 * It reads the stack, its ledger, function, rules, event buses, queues and key; the names, tags, schedules and ingestions of every data set of
 * the account and region, since one check is whether something is refreshed by nothing; whether buckets send their events;
 * and metrics. It reads no data. `doctor --fix` also needs `quicksight:TagResource`.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const operators: iam.Role;
 *
 * operators.addManagedPolicy(new DoctorPolicy(this, 'Doctor', { refresh }).managedPolicy);
 */
export class DoctorPolicy extends Construct {
  /** The policy, to be attached to a role, a group or a user. */
  public readonly managedPolicy: iam.IManagedPolicy;

  constructor(scope: Construct, id: string, props: DoctorPolicyProps) {
    super(scope, id);
    const statements = statementsFor(props.refresh);
    const managedPolicy = new iam.ManagedPolicy(this, 'Policy', {
      managedPolicyName: props.managedPolicyName,
      description: 'Lets cdk-spice-refresh doctor check a SpiceRefresh: read-only',
      statements,
    });
    const resources = statements.flatMap((statement) => statement.resources);
    this.managedPolicy = managedPolicy;
    acknowledgeReads(
      managedPolicy,
      resources.filter((resource) => resource.endsWith('*')),
    );
  }
}

function statementsFor(refresh: SpiceRefresh): iam.PolicyStatement[] {
  const { queue, deadLetterQueue, undeliveredQueue, ledgerTable } = refresh;
  const stack = Stack.of(refresh);
  const key = queue.encryptionMasterKey;
  const allow = (actions: string[], ...resources: string[]): iam.PolicyStatement =>
    new iam.PolicyStatement({ actions, resources });
  return [
    allow(
      ['cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
      stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stack.stackName}/*` }),
    ),
    // by the table alone, CloudFormation is asked for a stack that is not known yet; the others take no resources
    allow(
      [
        'cloudformation:DescribeStackResources',
        'cloudwatch:GetMetricData',
        'events:ListRuleNamesByTarget',
        'lambda:ListEventSourceMappings',
        'quicksight:ListDataSets',
      ],
      '*',
    ),
    allow(
      [
        'quicksight:DescribeDataSet',
        'quicksight:DescribeDataSetRefreshProperties',
        'quicksight:ListIngestions',
        'quicksight:ListRefreshSchedules',
        'quicksight:ListTagsForResource',
      ],
      dataSetArnIn(refresh, '*'),
    ),
    allow(['dynamodb:Scan'], ledgerTable.tableArn),
    allow(['events:DescribeEventBus', 'events:DescribeRule'], eventBusArnIn(refresh, '*'), ruleArnIn(refresh, '*')),
    allow(['lambda:GetFunctionConcurrency'], refresh.refreshFunction.functionArn),
    allow(['sqs:GetQueueAttributes'], queue.queueArn, deadLetterQueue.queueArn, undeliveredQueue.queueArn),
    ...(key ? [allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:GetKeyPolicy'], key.keyArn)] : []),
    allow(
      ['s3:GetBucketNotification'],
      stack.formatArn({ service: 's3', region: '', account: '', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    ),
  ];
}
