import { randomUUID } from 'node:crypto';
import type { ApiError } from '../../lambda/ports';
import type { IngestionRecord, QuickSightModel } from '../../sim/aws/quick-sight-model';
import type { Occurrence } from '../../sim/world/occurrence';
import type { LocalClock } from '../accelerated-clock';
import type { Credentials } from './credentials';
import { FaultyProxy, type HttpAnswer, type HttpRequest } from './faulty-proxy';

const PATH = /^\/accounts\/(\d{12})\/data-sets\/([^/]+)\/ingestions\/([^/]+)$/;
const INGESTION_ID = /^[a-zA-Z0-9_-]{1,128}$/;
const INGESTION_TYPES = ['FULL_REFRESH', 'INCREMENTAL_REFRESH'] as const;

/** A call as it is understood from its request. */
interface Call {
  readonly action: 'CreateIngestion' | 'DescribeIngestion';
  readonly account: string;
  readonly dataSetArn: string;
  readonly ingestionId: string;
}

/**
 * QuickSight's `CreateIngestion` and `DescribeIngestion` as REST, in front of the model that the simulator uses, with
 * the policies of the credential's role. It keeps a record of its own of every call that reaches it.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html
 */
export class QuickSightServer {
  readonly proxy: FaultyProxy;

  constructor(
    readonly model: QuickSightModel,
    private readonly partition: string,
    private readonly credentials: Credentials,
    private readonly clock: LocalClock,
    private readonly occurrences: Occurrence[],
  ) {
    this.proxy = new FaultyProxy(clock, (request) => this.answer(request));
    // a call counts once it has arrived, whatever becomes of it
    this.proxy.heard = (request) => {
      const call = this.understand(request);
      if (call?.action === 'CreateIngestion') {
        const { dataSetArn, ingestionId } = call;
        this.occurrences.push({ at: clock.now(), what: 'calling', dataSetArn, ingestionId });
      }
    };
  }

  private understand(request: HttpRequest): Call | undefined {
    const action = ({ PUT: 'CreateIngestion', GET: 'DescribeIngestion' } as const)[request.method];
    const [, account = '', dataSet = '', ingestionId = ''] = PATH.exec(request.path)?.map(decodeURIComponent) ?? [];
    const region = this.credentials.of(request)?.region ?? '';
    const dataSetArn = `arn:${this.partition}:quicksight:${region}:${account}:dataset/${dataSet}`;
    return action && account ? { action, account, dataSetArn, ingestionId } : undefined;
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer> {
    const call = this.understand(request);
    if (!call) {
      return refuse({ error: 'UnknownOperationException', status: 404, message: `${request.method} ${request.path}` });
    }
    const answer = (await this.denial(request, call)) ?? this.perform(call, request);
    const { action, dataSetArn, ingestionId } = call;
    const said = 'error' in answer ? answer.error : answer.said;
    this.occurrences.push({
      at: this.clock.now(),
      what: 'called',
      action: `quicksight:${action}`,
      dataSetArn,
      ingestionId,
      answer: said,
    });
    return 'error' in answer ? refuse(answer) : json(answer.status, { ...answer.body, RequestId: randomUUID() });
  }

  private async denial(request: HttpRequest, call: Call): Promise<ApiError | undefined> {
    const known = this.credentials.of(request);
    if (!known) {
      return { error: 'AccessDeniedException', status: 401, message: 'The security token in the request is invalid' };
    }
    const { credential } = known;
    const tags = this.model.dataSet(call.dataSetArn)?.tags ?? {};
    const resource = `${call.dataSetArn}/ingestion/${call.ingestionId}`;
    const allowed =
      credential.account === call.account &&
      (await credential.policies.allows({
        principal: credential.arn,
        action: `quicksight:${call.action}`,
        resource,
        accountId: credential.account,
        // an ingestion has the tags of its data set, for access control
        context: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
      }));
    const message = `User: ${credential.arn} is not authorized to perform: quicksight:${call.action} on resource: ${resource}`;
    return allowed ? undefined : { error: 'AccessDeniedException', status: 401, message };
  }

  private perform(call: Call, request: HttpRequest): ApiError | { status: number; said: string; body: object } {
    const { dataSetArn, ingestionId } = call;
    const arn = `${dataSetArn}/ingestion/${ingestionId}`;
    if (call.action === 'DescribeIngestion') {
      const answer = this.model.describe(dataSetArn, ingestionId);
      const record = this.model.ofDataSet(dataSetArn).find(({ id }) => id === ingestionId);
      return 'apiError' in answer || !record
        ? (answer as { apiError: ApiError }).apiError
        : {
            status: 200,
            said: answer.ingestion.status,
            body: { Ingestion: { Arn: arn, ...toIngestion(record, answer.ingestion) } },
          };
    }
    const type = ingestionType(request.body);
    if (!INGESTION_ID.test(ingestionId) || !type) {
      const message = `1 validation error detected: IngestionId ${ingestionId}, body ${request.body}`;
      return { error: 'InvalidParameterValueException', status: 400, message };
    }
    const answer = this.model.create(dataSetArn, ingestionId, type);
    return 'apiError' in answer
      ? answer.apiError
      : {
          status: 201,
          said: 'accepted',
          body: { Arn: arn, IngestionId: ingestionId, IngestionStatus: 'INITIALIZED' },
        };
  }
}

function ingestionType(body: Buffer): (typeof INGESTION_TYPES)[number] | undefined {
  try {
    const { IngestionType } = JSON.parse(body.toString());
    return INGESTION_TYPES.find((type) => type === IngestionType);
  } catch {
    return undefined;
  }
}

/** As the API has it: times are epoch seconds, and what is not known yet is not there. */
function toIngestion(
  { id, type, createdAt }: IngestionRecord,
  described: {
    status: string;
    seconds?: number;
    rowsIngested?: number;
    rowsDropped?: number;
    error?: { type: string; message: string };
  },
): object {
  const { status, seconds, rowsIngested, rowsDropped, error } = described;
  return {
    IngestionId: id,
    IngestionStatus: status,
    CreatedTime: createdAt / 1_000,
    RequestSource: 'MANUAL',
    RequestType: type,
    ...(seconds !== undefined && { IngestionTimeInSeconds: seconds }),
    ...(rowsIngested !== undefined && { RowInfo: { RowsIngested: rowsIngested, RowsDropped: rowsDropped } }),
    ...(error && { ErrorInfo: { Type: error.type, Message: error.message } }),
  };
}

/** An error as QuickSight answers it: the name is in a header, with an address behind it that means nothing. */
export function refuse({ error, status, message }: ApiError): HttpAnswer {
  return json(
    status ?? 500,
    { Message: message, RequestId: randomUUID() },
    { 'x-amzn-errortype': `${error}:http://internal.amazon.com/coral/com.amazonaws.quicksight/` },
  );
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
