import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { permitted } from './permitted';

/** A table or view of the Glue Data Catalog, as far as it says how data lands in it. */
export interface GlueTable {
  readonly database: string;
  readonly name: string;
  readonly view: boolean;
  readonly viewText?: string;
  readonly location?: string;
  readonly partitioned: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Each table is asked for once. */
export class GlueCatalog {
  private readonly client = new GlueClient({ maxAttempts: 5 });
  private readonly asked = new Map<string, Promise<GlueTable | undefined>>();

  /** `undefined`: there is none. */
  table(database: string, name: string): Promise<GlueTable | undefined> {
    const key = `${database.toLowerCase()}.${name.toLowerCase()}`;
    const known = this.asked.get(key) ?? this.ask(database.toLowerCase(), name.toLowerCase());
    this.asked.set(key, known);
    return known;
  }

  close(): void {
    this.client.destroy();
  }

  private ask(database: string, name: string): Promise<GlueTable | undefined> {
    return permitted('glue:GetTable', async () => {
      try {
        const { Table } = await this.client.send(new GetTableCommand({ DatabaseName: database, Name: name }));
        return {
          database,
          name,
          view: Table?.TableType === 'VIRTUAL_VIEW',
          viewText: Table?.ViewOriginalText,
          location: Table?.StorageDescriptor?.Location,
          partitioned: (Table?.PartitionKeys ?? []).length > 0,
          parameters: Table?.Parameters ?? {},
        };
      } catch (error) {
        if ((error as Error).name === 'EntityNotFoundException') {
          return undefined;
        }
        throw error;
      }
    });
  }
}
