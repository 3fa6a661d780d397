import { parseTime } from './landing-time';

/** A landing as a line of a file tells of it. */
export interface FileLanding {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dataSetId: string;
}

/** What a file of landings holds. */
export interface LandingFile {
  readonly landings: readonly FileLanding[];
  /** Some of its times have no zone. */
  readonly zoneAssumed: boolean;
}

/** The data set of a line that names none. */
export const DEFAULT_DATA_SET = 'data-set';

/** The same as `SpiceDataSet.fromDataSetId` takes. */
const DATA_SET_ID = /^[A-Za-z0-9][\w.:+=@~-]{0,511}$/;

/** What a line of `aws s3 ls --recursive` begins with: time, size, key. */
const S3_LISTING = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) +\d+ \S/;

/**
 * Landings in the order of time. One a line: a time, or `time,dataSetId`, each quoted or not; or a line of
 * `aws s3 ls --recursive`. A time is ISO 8601, `2026-10-25 02:30:00`, or epoch seconds. Blank lines and lines that begin
 * with # are skipped, and a first line that is the heading of a CSV.
 *
 * @param name of the file, for errors
 * @param timeZone of times that have none, such as `Europe/Berlin`
 * @throws if a line is neither, or there is no landing
 */
export function parseLandings(text: string, name: string, timeZone = 'UTC'): LandingFile {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: line.trim(), where: `${name}, line ${index + 1}` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const body = lines.length > 1 && isHeading(lines[0]?.line ?? '') ? lines.slice(1) : lines;
  const parsed = body.map(({ line, where }) => parseLine(line, where, timeZone));
  if (parsed.length === 0) {
    throw new Error(`${name}: got no landing, expected one ISO 8601 time per line, such as 2026-11-23T06:00:00Z`);
  }
  return {
    landings: parsed.map(({ at, dataSetId }) => ({ at, dataSetId })).sort((a, b) => a.at - b.at),
    zoneAssumed: parsed.some(({ zoned }) => !zoned),
  };
}

/** Words, and no time: `"eventtime","dataset"`. */
function isHeading(line: string): boolean {
  const [first = ''] = cellsOf(line);
  return /^[A-Za-z_][\w .-]*$/.test(first) && (line.includes(',') || line.startsWith('"'));
}

function cellsOf(line: string): string[] {
  const comma = line.indexOf(',');
  const cells = comma < 0 ? [line] : [line.slice(0, comma), line.slice(comma + 1)];
  return cells.map((text) =>
    text
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

function parseLine(line: string, where: string, timeZone: string): FileLanding & { zoned: boolean } {
  const [, listed] = S3_LISTING.exec(line) ?? [];
  const [time = '', dataSetId = DEFAULT_DATA_SET] = listed === undefined ? cellsOf(line) : [listed];
  const instant = parseTime(time, timeZone);
  if (instant === undefined) {
    throw new Error(`${where}: got '${shown(time)}', expected an ISO 8601 time such as 2026-11-23T06:00:00Z`);
  }
  if (!DATA_SET_ID.test(dataSetId)) {
    const allowed = 'a letter or digit and up to 511 letters, digits and _ . : + = @ ~ -';
    throw new Error(`${where}: got data set id '${shown(dataSetId)}', expected ${allowed}`);
  }
  return { ...instant, dataSetId };
}

/** Enough of what was found to find it again. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
