import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import type { AccountDescription, DescribedQueue } from './description';
import { LogsInsightsServer } from './logs-insights-server';
import { answerQuickSight } from './quick-sight-reads';

/** The services that it speaks for, by the name under which a request is signed. */
type Answer = (account: AccountDescription, request: HttpRequest) => HttpAnswer | undefined;

const SERVICES: Readonly<Record<string, Answer>> = {
  quicksight: answerQuickSight,
  glue: answerGlue,
  s3: answerS3,
  sts: answerSts,
  cloudformation: answerCloudFormation,
  cloudcontrolapi: answerCloudControl,
  events: answerEvents,
};

/** The calls of an account that only read, over HTTP on one port of this machine: `AWS_ENDPOINT_URL`. */
export class AccountServer {
  /** `service METHOD /path` of each request. */
  readonly requests: string[] = [];
  /** Bodies of the messages that were sent to queues. */
  readonly sent: string[] = [];
  /** `source destination` of each redrive that was started. */
  readonly moves: string[] = [];
  /** Queues whose messages are hidden, since they were received. */
  readonly received = new Set<string>();
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
        return json(200, { Attributes: { Policy: queue.policy, ApproximateNumberOfMessages: String(queue.messages) } });
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
  if (account.denied?.has('glue:GetTable')) {
    return json(400, {
      __type: 'AccessDeniedException',
      Message: 'User: test is not authorized to perform: glue:GetTable',
    });
  }
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

function answerEvents({ disabledRules }: AccountDescription, { headers, body }: HttpRequest): HttpAnswer | undefined {
  const { Name } = JSON.parse(body.toString());
  return headers['x-amz-target'] === 'AWSEvents.DescribeRule'
    ? json(200, { Name, State: disabledRules?.has(Name) ? 'DISABLED' : 'ENABLED' })
    : undefined;
}

function answerS3({ buckets, denied }: AccountDescription, { method, path }: HttpRequest): HttpAnswer | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  const action = searchParams.has('notification') ? 's3:GetBucketNotification' : 's3:GetObject';
  if (method !== 'GET') {
    return undefined;
  }
  const error = (status: number, code: string): HttpAnswer =>
    xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  if (denied?.has(action)) {
    return error(403, 'AccessDenied');
  }
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

function answerSts({ account }: AccountDescription, { body }: HttpRequest): HttpAnswer | undefined {
  return new URLSearchParams(body.toString()).get('Action') === 'GetCallerIdentity'
    ? xml(
        200,
        '<GetCallerIdentityResponse><GetCallerIdentityResult>' +
          `<Arn>arn:aws:iam::${account}:user/test</Arn><UserId>test</UserId><Account>${account}</Account>` +
          '</GetCallerIdentityResult></GetCallerIdentityResponse>',
      )
    : undefined;
}

function answerCloudFormation({ stacks = {} }: AccountDescription, { body }: HttpRequest): HttpAnswer | undefined {
  const parameters = new URLSearchParams(body.toString());
  const action = parameters.get('Action') ?? '';
  if (action === 'DescribeStackResources') {
    return describeStackResources(stacks, parameters.get('PhysicalResourceId') ?? '');
  }
  const stack = stacks[parameters.get('StackName') ?? ''];
  if (!stack) {
    return refuseStack(`Stack with id ${parameters.get('StackName')} does not exist`);
  }
  if (action === 'GetTemplate') {
    const text = JSON.stringify(stack.template)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
    return xml(200, wrap(action, `<TemplateBody>${text}</TemplateBody>`));
  }
  if (action === 'ListStackResources') {
    const members = Object.entries(stack.physicalIds).map(
      ([logicalId, physicalId]) =>
        `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`,
    );
    return xml(200, wrap(action, `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`));
  }
  return undefined;
}

function describeStackResources(stacks: NonNullable<AccountDescription['stacks']>, physicalId: string): HttpAnswer {
  const found = Object.entries(stacks).find(([, { physicalIds }]) => Object.values(physicalIds).includes(physicalId));
  const member = `<member><StackName>${found?.[0]}</StackName><PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`;
  return found
    ? xml(200, wrap('DescribeStackResources', `<StackResources>${member}</StackResources>`))
    : refuseStack(`Stack for ${physicalId} does not exist`);
}

function refuseStack(message: string): HttpAnswer {
  return xml(
    400,
    `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}

const wrap = (action: string, inner: string): string =>
  `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;

function json(status: number, answer: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
}

function xml(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
