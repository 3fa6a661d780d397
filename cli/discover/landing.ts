import type { GlueTable } from '../aws/glue-catalog';
import { type S3Location, s3Location } from './manifest';
import type { Origin } from './origin';

/** How sure it is that this event tells when data lands. */
export type Confidence = 'certain' | 'likely' | 'ask';

/** A landing event, before it is written in a language. */
export type EventCode =
  | { readonly kind: 'refreshSucceeded'; readonly dataSetArn: string }
  | { readonly kind: 'objectCreated'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'glueTableChanged'; readonly database: string; readonly table: string };

/** What is proposed for one origin. */
export interface Proposal {
  readonly origin: Origin;
  readonly confidence: Confidence;
  /** None: it must be asked. */
  readonly event?: EventCode;
  readonly why: string;
  /** Some of these events never come. */
  readonly bestEffort: boolean;
}

/** What is known of the account beside the origin. */
export interface Surroundings {
  /** Data sets that the app will refresh. */
  refreshed(dataSetArn: string): boolean;
  nameOf(dataSetArn: string): string;
}

/** From an origin to the landing events that fit it. */
export function proposals(origin: Origin, surroundings: Surroundings): Proposal[] {
  switch (origin.kind) {
    case 'parent':
      return [parentProposal(origin, surroundings)];
    case 'manifest':
      return origin.locations.map((location) => ({
        origin,
        confidence: 'certain',
        event: objectCreated(location),
        why: `its manifest names s3://${location.bucket}/${location.prefix}`,
        bestEffort: false,
      }));
    case 'table':
      return [{ origin, ...tableProposal(origin.table) }];
    case 'unclear':
      return [{ origin, confidence: 'ask', why: origin.why, bestEffort: false }];
    case 'file':
      return [];
  }
}

function parentProposal(origin: Extract<Origin, { kind: 'parent' }>, { refreshed, nameOf }: Surroundings): Proposal {
  const { dataSetArn } = origin;
  return refreshed(dataSetArn)
    ? {
        origin,
        confidence: 'certain',
        event: { kind: 'refreshSucceeded', dataSetArn },
        why: 'QuickSight does not refresh the child of a SPICE data set by itself',
        bestEffort: false,
      }
    : { origin, confidence: 'ask', why: `${nameOf(dataSetArn)} is not refreshed by this app`, bestEffort: false };
}

function tableProposal(table: GlueTable): Omit<Proposal, 'origin'> {
  const { database, name, parameters, partitioned, location } = table;
  const changed: EventCode = { kind: 'glueTableChanged', database, table: name };
  if (parameters.table_type?.toUpperCase() === 'ICEBERG') {
    return {
      confidence: 'likely',
      event: changed,
      why: 'each commit of an Iceberg table changes it in the catalog; so does a compaction',
      bestEffort: true,
    };
  }
  const projected = parameters['projection.enabled']?.toLowerCase() === 'true';
  if (partitioned && !projected) {
    return {
      confidence: 'likely',
      event: changed,
      why: 'a new partition changes it in the catalog; a file added to an old partition does not',
      bestEffort: true,
    };
  }
  const template = projected ? parameters['storage.location.template'] : undefined;
  const at = s3Location(template?.split('${')[0] ?? folder(location));
  return at
    ? {
        confidence: 'likely',
        event: objectCreated(at),
        why: `${projected ? 'its partitions are projected' : 'it is not partitioned'}: its files are in s3://${at.bucket}/${at.prefix}`,
        bestEffort: false,
      }
    : { confidence: 'ask', why: `its location is not in S3: ${location ?? 'none'}`, bestEffort: false };
}

/** A table's location may lack its last slash: another table's may begin alike. */
function folder(location = ''): string {
  return location.endsWith('/') ? location : `${location}/`;
}

function objectCreated({ bucket, prefix }: S3Location): EventCode {
  return { kind: 'objectCreated', bucket, prefix };
}
