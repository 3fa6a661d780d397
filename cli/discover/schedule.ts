import type { RefreshSchedule } from '@aws-sdk/client-quicksight';

/** A native schedule in words: `DAILY at 06:00 Europe/Berlin, FULL_REFRESH`. */
export function describeSchedule({ ScheduleFrequency, RefreshType }: RefreshSchedule): string {
  const { Interval = 'UNKNOWN', RefreshOnDay, TimeOfTheDay, Timezone } = ScheduleFrequency ?? {};
  const day = RefreshOnDay?.DayOfWeek ?? RefreshOnDay?.DayOfMonth;
  const when = [...(day ? [`on ${day}`] : []), ...(TimeOfTheDay ? [`at ${TimeOfTheDay} ${Timezone ?? 'UTC'}`] : [])];
  return `${[Interval, ...when].join(' ')}, ${RefreshType}`;
}

/** The command that removes a native schedule. */
export function removeSchedule(account: string, dataSetId: string, { ScheduleId }: RefreshSchedule): string {
  return (
    `aws quicksight delete-refresh-schedule --aws-account-id ${account} ` +
    `--data-set-id ${shellWord(dataSetId)} --schedule-id ${shellWord(ScheduleId ?? '')}`
  );
}

/** What AWS brought, as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w.:/+=@~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** EventBridge's cron of a schedule, if one says the same; it is in the schedule's own time zone. */
export function cronOf({
  ScheduleFrequency,
}: RefreshSchedule): { minute: string; hour: string; zone: string } | undefined {
  const { Interval, TimeOfTheDay, Timezone } = ScheduleFrequency ?? {};
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(TimeOfTheDay ?? '') ?? [];
  return Interval === 'DAILY' && hour !== undefined && minute !== undefined
    ? { minute: String(Number(minute)), hour: String(Number(hour)), zone: Timezone ?? 'UTC' }
    : undefined;
}
