import type { GlueTable } from '../aws/glue-catalog';
import type { S3Location } from './manifest';

/** Where the data of a data set comes from in the end. */
export type Origin =
  | { readonly kind: 'parent'; readonly dataSetArn: string }
  | { readonly kind: 'table'; readonly table: GlueTable; readonly via: readonly string[] }
  | { readonly kind: 'manifest'; readonly dataSource: string; readonly locations: readonly S3Location[] }
  /** Nothing that is known says when data lands here. */
  | { readonly kind: 'unclear'; readonly reads: string; readonly why: string }
  | { readonly kind: 'file' };

/** One line: what it is, and what leads there. */
export function describeOrigin(origin: Origin, nameOf: (dataSetArn: string) => string): string {
  switch (origin.kind) {
    case 'parent':
      return `data set ${nameOf(origin.dataSetArn)}`;
    case 'table': {
      const { table, via } = origin;
      return `Glue table ${table.database}.${table.name}${via.length > 0 ? ` (through ${via.join(', ')})` : ''}`;
    }
    case 'manifest':
      return `S3 data source ${origin.dataSource}`;
    case 'unclear':
      return origin.reads;
    case 'file':
      return 'an uploaded file';
  }
}
