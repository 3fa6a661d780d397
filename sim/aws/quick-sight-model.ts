import type { ApiError, CreateAnswer, DescribeAnswer } from '../../lambda/ports';
import { DAY } from '../../lambda/time';
import type { IngestionType } from '../../lib/private/contract';
import type { CallRate } from './call-rate';
import type { VirtualClock } from './virtual-clock';

/**
 * What `CreateIngestion` does while another ingestion of the data set is active. Public documents do not
 * settle it, so the rules must hold under each.
 */
export type WhileActive = 'queue' | 'supersede' | 'reject';

/** How an ingestion goes, unless a person interferes. `seconds: Infinity` never ends. */
export interface IngestionPlan {
  readonly seconds: number;
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly error?: { readonly type: string; readonly message: string };
  readonly rowsIngested?: number;
  readonly rowsDropped?: number;
}

export interface DataSetModel {
  readonly arn: string;
  tags: Record<string, string>;
  /** Ingestions in any 24 hours. */
  quota: number;
  whileActive: WhileActive;
  /** The plan of the next ingestion. */
  plan(ingestionId: string, by: 'us' | 'people'): IngestionPlan;
}

/** An ingestion as QuickSight's own books have it. Times are epoch milliseconds. */
export interface IngestionRecord {
  readonly id: string;
  readonly dataSetArn: string;
  readonly by: 'us' | 'people';
  readonly type: IngestionType;
  readonly createdAt: number;
  /** When it begins to read the source: later than `createdAt` for one that was queued. */
  readonly startsAt: number;
  /** When it is over. */
  endsAt: number;
  plan: IngestionPlan;
}

/** QuickSight's side of `CreateIngestion` and `DescribeIngestion`: quota, tags, ids, queue and end of ingestions. */
export class QuickSightModel {
  readonly ingestions: IngestionRecord[] = [];
  /** How often the account may call `CreateIngestion`; by default as often as it likes. */
  createRate?: CallRate;
  private readonly byKey = new Map<string, IngestionRecord>();
  private readonly dataSets = new Map<string, DataSetModel>();

  constructor(private readonly clock: Pick<VirtualClock, 'now'>) {}

  add(dataSet: DataSetModel): void {
    this.dataSets.set(dataSet.arn, dataSet);
  }

  dataSet(arn: string): DataSetModel | undefined {
    return this.dataSets.get(arn);
  }

  /** Whether there is a QuickSight where it is asked for a data set: there is where any is. */
  hasRegionOf(dataSetArn: string): boolean {
    return [...this.dataSets.keys()].some((arn) => regionOf(arn) === regionOf(dataSetArn));
  }

  ofDataSet(arn: string): readonly IngestionRecord[] {
    return this.ingestions.filter((ingestion) => ingestion.dataSetArn === arn);
  }

  create(dataSetArn: string, id: string, type: IngestionType, by: 'us' | 'people' = 'us'): CreateAnswer {
    if (this.createRate?.take() === false) {
      return refuse('ThrottlingException', 429, 'Rate exceeded');
    }
    const dataSet = this.dataSets.get(dataSetArn);
    if (!dataSet) {
      return refuse('ResourceNotFoundException', 404, `Dataset ${dataSetArn} does not exist`);
    }
    if (this.byKey.has(`${dataSetArn} ${id}`)) {
      return refuse('ResourceExistsException', 409, `Ingestion ${id} already exists`);
    }
    const now = this.clock.now();
    const mine = this.ofDataSet(dataSetArn);
    if (mine.filter((ingestion) => ingestion.createdAt > now - DAY).length >= dataSet.quota) {
      return refuse('LimitExceededException', 409, `${dataSet.quota} ingestions in 24 hours is the limit`);
    }
    const active = mine.filter((ingestion) => ingestion.endsAt > now);
    if (active.length > 0 && dataSet.whileActive === 'reject') {
      return refuse('ConflictException', 409, 'another ingestion is in progress');
    }
    if (dataSet.whileActive === 'supersede') {
      for (const ingestion of active) {
        this.end(ingestion, 'FAILED', 'INGESTION_SUPERSEDED', 'a new ingestion took over');
      }
    }
    const startsAt =
      dataSet.whileActive === 'queue' ? Math.max(now, ...active.map((ingestion) => ingestion.endsAt)) : now;
    const plan = dataSet.plan(id, by);
    const ingestion: IngestionRecord = {
      id,
      dataSetArn,
      by,
      type,
      createdAt: now,
      startsAt,
      endsAt: startsAt + plan.seconds * 1_000,
      plan,
    };
    this.ingestions.push(ingestion);
    this.byKey.set(`${dataSetArn} ${id}`, ingestion);
    return { created: true };
  }

  /** @param now as of when, for what is shown late */
  describe(dataSetArn: string, id: string, now = this.clock.now()): DescribeAnswer {
    const ingestion = this.byKey.get(`${dataSetArn} ${id}`);
    if (!ingestion || ingestion.createdAt > now) {
      return refuse('ResourceNotFoundException', 404, `Ingestion ${id} does not exist`);
    }
    const { createdAt, startsAt, endsAt, plan } = ingestion;
    if (now < endsAt) {
      return { ingestion: { status: now < startsAt ? 'QUEUED' : 'RUNNING', createdAt } };
    }
    return {
      ingestion: {
        status: plan.status,
        createdAt,
        seconds: Math.round((endsAt - createdAt) / 1_000),
        ...(plan.status === 'COMPLETED' && {
          rowsIngested: plan.rowsIngested ?? 0,
          rowsDropped: plan.rowsDropped ?? 0,
        }),
        ...(plan.error && { error: plan.error }),
      },
    };
  }

  /** A person ends an ingestion, or something takes it over. */
  end(ingestion: IngestionRecord, status: IngestionPlan['status'], type?: string, message = ''): void {
    ingestion.endsAt = this.clock.now();
    ingestion.plan = { seconds: 0, status, ...(type && { error: { type, message } }) };
  }
}

const regionOf = (arn: string): string | undefined => arn.split(':')[3];

function refuse(error: string, status: number, message: string): { apiError: ApiError } {
  return { apiError: { error, status, message } };
}
