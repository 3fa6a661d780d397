import { writeFileSync } from 'node:fs';
import { formatTime } from '../../lambda/format';
import { HOUR } from '../../lambda/time';
import { pictureOf } from '../../sim/report/svg/picture';
import { whoCalls } from '../aws/caller';
import { chooseDataSets } from '../aws/choose-data-sets';
import { type ConfiguredDataSet, readDeployed } from '../aws/deployed-refresh';
import { readLog } from '../aws/logs-insights';
import { cell } from '../terminal/table';
import { type Context, type Options, UsageError } from '../verb';
import { historyReport } from './history-report';
import { pendingOf, trackOf } from './history-track';
import { eventsOf } from './log-events';
import { refreshesOf } from './refreshes';

/** What a query may be asked for: the time that a log of the construct is kept by default, and more. */
const MOST_HOURS = 8_784;

export async function runHistory([given]: readonly string[], options: Options, context: Context): Promise<number> {
  const { terminal, now, sleep } = context;
  const hours = Number(options.hours);
  if (!(hours > 0 && hours <= MOST_HOURS)) {
    throw new UsageError(`--hours takes hours, more than 0 and at most ${MOST_HOURS}: got '${options.hours}'`);
  }
  const refresh = await readDeployed(options, await whoCalls());
  const [{ arn, settings }] = chooseDataSets(refresh, [given as string]) as [ConfiguredDataSet];
  const to = now();
  const from = to - hours * HOUR;
  const { lines, more } = await readLog(refresh.logGroupName, `dataSetArn = "${arn}"`, { from, to }, sleep);
  if (more) {
    terminal.note(`only the latest ${lines.length} lines of the log are shown: give fewer --hours to see all of them`);
  }
  const events = eventsOf(lines, arn);
  const refreshes = refreshesOf(events);
  const pending = pendingOf(lines);
  if (typeof options.svg === 'string') {
    const track = trackOf(arn, events, refreshes, pending, settings.quota.perDay, to);
    writeFileSync(options.svg, pictureOf([track], to));
  }
  if (options.json) {
    terminal.json({
      dataSetArn: arn,
      from: formatTime(from),
      to: formatTime(to),
      refreshes: refreshes.map(({ startedAt, endedAt, covers, ...rest }) => ({
        startedAt: formatTime(startedAt),
        ...(endedAt !== undefined && { endedAt: formatTime(endedAt) }),
        ...rest,
        ...(covers && {
          landings: covers.count,
          firstLanding: formatTime(covers.first),
          lastLanding: formatTime(covers.last),
        }),
      })),
      decisions: events.flatMap((event) =>
        event.what === 'decided'
          ? [{ at: formatTime(event.at), step: event.step, code: event.code, reason: event.reason }]
          : [],
      ),
    });
    return 0;
  }
  terminal.print(
    events.length === 0
      ? `the log has nothing about ${cell(given)} in the last ${hours} h: nothing landed, or the log is not kept that long`
      : historyReport(events, refreshes, pending),
  );
  return 0;
}
