import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { toItem } from '../../lambda/aws/ledger-item';
import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { actionOf, denial, refusal } from './action';
import { json, xml } from './answers';
import type { AccountDescription, DescribedQueue } from './description';
import { answerEvents } from './event-reads';
import { answerLambda } from './function-reads';
import { LogsInsightsServer } from './logs-insights-server';
import { answerQuickSight } from './quick-sight-reads';
import { answerCloudFormation } from './stack-reads';

/** The services that it speaks for, by the name under which a request is signed. */
type Answer = (account: AccountDescription, request: HttpRequest) => HttpAnswer | undefined;

const SERVICES: Readonly<Record<string, Answer>> = {
  quicksight: answerQuickSight,
  glue: answerGlue,
  s3: answerS3,
  sts: answerSts,
  cloudformation: answerCloudFormation,
  cloudcontrolapi: answerCloudControl,
  dynamodb: answerDynamoDb,
  events: answerEvents,
  kms: answerKms,
  lambda: answerLambda,
  monitoring: answerCloudWatch,
};

/** The calls of an account that only read, over HTTP on one port of this machine: `AWS_ENDPOINT_URL`. */
export class AccountServer {
  /** `service METHOD /path` of each request. */
  readonly requests: string[] = [];
  /** The IAM actions that were needed so far. */
  readonly actions = new Set<string>();
  /** Bodies of the messages that were sent to queues. */
  readonly sent: string[] = [];
  /** `source destination` of each redrive that was started. */
  readonly moves: string[] = [];
  /** Queues whose messages are hidden, since they were received. */
  readonly received = new Set<string>();
  /** How a call is refused for now, if it is. */
  trouble: (action: string) => { readonly code: string; readonly message: string } | undefined = () => undefined;
  private readonly server: Server;
  private readonly logs = new LogsInsightsServer();

  constructor(public account: AccountDescription) {
    this.server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url = '', headers } = incoming;
        const [, service = ''] = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
        this.requests.push(`${service} ${method} ${url}`);
        const request = { method, path: url, headers, body: Buffer.concat(chunks) };
        const answer = this.answer(service, request) ?? {
          status: 501,
          headers: {},
          body: `the local account does not answer ${service} ${method} ${url}`,
        };
        response.writeHead(answer.status, { ...answer.headers });
        response.end(answer.body);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answer(service: string, request: HttpRequest): HttpAnswer | undefined {
    const action = actionOf(service, request);
    if (action !== undefined) {
      this.actions.add(action);
      if (this.account.denied?.has(action)) {
        return denial(service, action);
      }
      const trouble = this.trouble(action);
      if (trouble) {
        return refusal(service, trouble.code, trouble.message);
      }
    }
    switch (service) {
      case 'sqs':
        return this.answerSqs(request);
      case 'logs':
        return this.logs.answer(this.account, request);
      default:
        return SERVICES[service]?.(this.account, request);
    }
  }

  private answerSqs({ headers, body }: HttpRequest): HttpAnswer | undefined {
    const { QueueUrl = '', MessageBody = '', SourceArn, DestinationArn } = JSON.parse(body.toString());
    const queue =
      this.account.queues?.[QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)] ?? ({ messages: 0 } as DescribedQueue);
    switch (headers['x-amz-target']) {
      case 'AmazonSQS.GetQueueAttributes':
        return json(200, {
          Attributes: {
            Policy: queue.policy,
            KmsMasterKeyId: queue.keyId,
            ApproximateNumberOfMessages: String(queue.messages),
          },
        });
      case 'AmazonSQS.ReceiveMessage': {
        const bodies = this.received.has(QueueUrl) ? [] : (queue.bodies ?? []);
        this.received.add(QueueUrl);
        return json(200, {
          Messages: bodies.map((Body, at) => ({
            MessageId: `${at}`,
            ReceiptHandle: `${at}`,
            Body,
            MD5OfBody: createHash('md5').update(Body).digest('hex'),
          })),
        });
      }
      case 'AmazonSQS.StartMessageMoveTask':
        this.moves.push(`${SourceArn} ${DestinationArn}`);
        return json(200, { TaskHandle: 'task' });
      case 'AmazonSQS.SendMessage':
        this.sent.push(MessageBody);
        return json(200, { MessageId: 'sent', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') });
      default:
        return undefined;
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

function answerGlue(account: AccountDescription, { headers, body }: HttpRequest): HttpAnswer | undefined {
  if (headers['x-amz-target'] !== 'AWSGlue.GetTable') {
    return undefined;
  }
  const { DatabaseName, Name } = JSON.parse(body.toString());
  const table = account.tables[`${DatabaseName}.${Name}`];
  return table
    ? json(200, { Table: { Name, DatabaseName, ...table } })
    : json(400, { __type: 'EntityNotFoundException', Message: `Entity Not Found` });
}

/** The calls of the CDK CLI's context provider. */
function answerCloudControl(account: AccountDescription, { headers, body }: HttpRequest): HttpAnswer | undefined {
  const { TypeName } = JSON.parse(body.toString());
  if (headers['x-amz-target'] !== 'CloudApiService.ListResources' || TypeName !== 'AWS::QuickSight::DataSet') {
    return undefined;
  }
  const resources = account.dataSets.map(({ id, name }) => ({
    Identifier: `${account.account}|${id}`,
    Properties: JSON.stringify({ AwsAccountId: account.account, DataSetId: id, Name: name }),
  }));
  return account.denied?.has('quicksight:ListDataSets')
    ? json(400, { __type: 'AccessDeniedException', Message: 'not authorized to perform: quicksight:ListDataSets' })
    : json(200, { TypeName, ResourceDescriptions: resources });
}

/** A ledger, as far as it is read and rows are deleted: it stays as it is described. */
function answerDynamoDb({ rows = [] }: AccountDescription, { headers }: HttpRequest): HttpAnswer | undefined {
  switch (headers['x-amz-target']) {
    case 'DynamoDB_20120810.Scan': {
      const items = rows.map((row) => marshall(toItem(row), { removeUndefinedValues: true }));
      const inJson = JSON.stringify({ Items: items, Count: items.length }, (_, value) =>
        value?.B === undefined ? value : { B: Buffer.from(Object.values<number>(value.B)).toString('base64') },
      );
      return json(200, JSON.parse(inJson));
    }
    case 'DynamoDB_20120810.DeleteItem':
      return json(200, {});
    default:
      return undefined;
  }
}

function answerKms({ keys = {} }: AccountDescription, { headers, body }: HttpRequest): HttpAnswer | undefined {
  const { KeyId } = JSON.parse(body.toString());
  const [arn, key] = Object.entries(keys).find(([each, { alias }]) => [each, alias].includes(KeyId)) ?? [];
  if (!key) {
    return json(400, { __type: 'NotFoundException', message: `Key ${KeyId} is not found` });
  }
  switch (headers['x-amz-target']) {
    case 'TrentService.DescribeKey': {
      const { managedByAws, state = 'Enabled' } = key;
      const KeyMetadata = { Arn: arn, KeyId: arn, KeyManager: managedByAws ? 'AWS' : 'CUSTOMER', KeyState: state };
      return json(200, { KeyMetadata });
    }
    case 'TrentService.GetKeyPolicy':
      return json(200, { Policy: key.policy, PolicyName: 'default' });
    default:
      return undefined;
  }
}

/** The latest value of a metric, by its name. */
function answerCloudWatch(
  { metrics = {} }: AccountDescription,
  { headers, body }: HttpRequest,
): HttpAnswer | undefined {
  const { MetricDataQueries = [] } = JSON.parse(body.toString());
  const results = MetricDataQueries.map(({ Id, MetricStat }: { Id: string; MetricStat: CloudWatchStat }) => {
    const value = metrics[`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`];
    return { Id, Values: value === undefined ? [] : [value], Timestamps: value === undefined ? [] : [0] };
  });
  return String(headers['x-amz-target']).endsWith('.GetMetricData')
    ? json(200, { MetricDataResults: results })
    : undefined;
}

interface CloudWatchStat {
  readonly Metric: { readonly Namespace: string; readonly MetricName: string };
}

function answerS3({ buckets }: AccountDescription, { method, path }: HttpRequest): HttpAnswer | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  const action = searchParams.has('notification') ? 's3:GetBucketNotification' : 's3:GetObject';
  if (method !== 'GET') {
    return undefined;
  }
  const error = (status: number, code: string): HttpAnswer =>
    xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  const found = buckets[bucket];
  if (!found) {
    return error(404, 'NoSuchBucket');
  }
  if (action === 's3:GetBucketNotification') {
    const inner = found.eventBridge ? '<EventBridgeConfiguration></EventBridgeConfiguration>' : '';
    return xml(200, `<NotificationConfiguration>${inner}</NotificationConfiguration>`);
  }
  const object = found.objects?.[key];
  return object === undefined ? error(404, 'NoSuchKey') : { status: 200, headers: {}, body: object };
}

function answerSts({ account, partition = 'aws' }: AccountDescription, { body }: HttpRequest): HttpAnswer | undefined {
  return new URLSearchParams(body.toString()).get('Action') === 'GetCallerIdentity'
    ? xml(
        200,
        '<GetCallerIdentityResponse><GetCallerIdentityResult>' +
          `<Arn>arn:${partition}:iam::${account}:user/test</Arn><UserId>test</UserId><Account>${account}</Account>` +
          '</GetCallerIdentityResult></GetCallerIdentityResponse>',
      )
    : undefined;
}
