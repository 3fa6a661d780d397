import type { LogLine } from './captured-telemetry';

/** The answer of a query: a column for each field. */
export interface LogTable {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const IS_PRESENT = /^ispresent\((\w+)\)$/;

/** Of a time, as the console shows it. */
const timestamp = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');

/** A query of CloudWatch Logs Insights, as far as the dashboard's queries go; an unknown command is an error. */
export function runLogQuery(query: string, log: readonly LogLine[]): LogTable {
  let lines = [...log];
  let fields: string[] = [];
  for (const command of query.split('|').map((part) => part.trim())) {
    const [name = '', argument = ''] = command.split(/\s(.*)/s);
    const present = IS_PRESENT.exec(argument)?.[1];
    if (name === 'fields') {
      fields = argument.split(',').map((field) => field.trim());
    } else if (name === 'filter' && present) {
      lines = lines.filter((line) => line.fields[present] !== undefined);
    } else if (name === 'sort' && argument === '@timestamp desc') {
      lines = lines.toSorted((a, b) => b.at - a.at);
    } else if (name === 'limit') {
      lines = lines.slice(0, Number(argument));
    } else if (name !== 'SOURCE') {
      throw new Error(`the simulator does not support ${command}: add it to log-query.ts`);
    }
  }
  const cellOf = ({ at, fields: line }: LogLine, field: string): string =>
    field === '@timestamp' ? timestamp(at) : String(line[field] ?? '');
  return { fields, rows: lines.map((line) => fields.map((field) => cellOf(line, field))) };
}
