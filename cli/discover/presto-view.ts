/** What a view of Athena is made of. */
export interface PrestoView {
  readonly sql: string;
  readonly catalog?: string;
  readonly schema?: string;
}

/** Reads the text that Athena keeps of a view in the Glue Data Catalog: `/* Presto View: BASE64 *\/`. */
export function prestoView(text: string | undefined): PrestoView | undefined {
  const [, encoded] = /^\/\* Presto View: ([A-Za-z0-9+/=\s]+)\*\/\s*$/.exec(text ?? '') ?? [];
  if (encoded === undefined) {
    return undefined;
  }
  try {
    const { originalSql, catalog, schema } = JSON.parse(Buffer.from(encoded, 'base64').toString());
    return typeof originalSql === 'string' ? { sql: originalSql, catalog, schema } : undefined;
  } catch {
    return undefined;
  }
}
