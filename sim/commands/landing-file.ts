/** A landing as a line of a file tells of it. */
export interface FileLanding {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dataSetId: string;
}

/** The data set of a line that names none. */
export const DEFAULT_DATA_SET = 'data-set';

const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** The same as `SpiceDataSet.fromDataSetId` takes. */
const DATA_SET_ID = /^[A-Za-z0-9][\w.:+=@~-]{0,511}$/;

/**
 * Landings in the order of time. One a line: `2026-11-23T06:00:00Z`, or `2026-11-23T06:00:00Z,sales`. A time without a
 * zone is UTC. Blank lines and lines that begin with # are skipped.
 *
 * @param name of the file, for errors
 * @throws if a line is neither, or there is no landing
 */
export function parseLandings(text: string, name: string): FileLanding[] {
  const landings = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: line.trim(), where: `${name}, line ${index + 1}` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, where }) => parseLine(line, where));
  if (landings.length === 0) {
    throw new Error(`${name}: got no landing, expected one ISO 8601 time per line, such as 2026-11-23T06:00:00Z`);
  }
  return landings.sort((a, b) => a.at - b.at);
}

function parseLine(line: string, where: string): FileLanding {
  const comma = line.indexOf(',');
  const time = comma < 0 ? line : line.slice(0, comma).trim();
  const dataSetId = comma < 0 ? DEFAULT_DATA_SET : line.slice(comma + 1).trim();
  const at = parseTime(time);
  if (at === undefined) {
    throw new Error(`${where}: got '${shown(time)}', expected an ISO 8601 time such as 2026-11-23T06:00:00Z`);
  }
  if (!DATA_SET_ID.test(dataSetId)) {
    const allowed = 'a letter or digit and up to 511 letters, digits and _ . : + = @ ~ -';
    throw new Error(`${where}: got data set id '${shown(dataSetId)}', expected ${allowed}`);
  }
  return { at, dataSetId };
}

function parseTime(text: string): number | undefined {
  const [, day = '', , , zone] = TIME.exec(text) ?? [];
  const at = Date.parse(zone === undefined ? `${text}Z` : text);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // JavaScript takes 31 June for 1 July
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return day !== '' && exists && !Number.isNaN(at) ? at : undefined;
}

/** Enough of what was found to find it again. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
