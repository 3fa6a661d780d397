import type { DataSetEntry, Message, RefreshSettings } from '../../lib/private/contract';

/** A message as the body that `parse` reads it from: its data sets in groups, each with its settings once. */
export function write(message: Message): string {
  return JSON.stringify(message.kind === 'landing' ? { ...message, dataSets: groupsOf(message.dataSets) } : message);
}

/** Those that were read from one group have the same settings, not just equal ones. */
function groupsOf(entries: readonly DataSetEntry[]): readonly object[] {
  const arns = new Map<RefreshSettings, string[]>();
  for (const { arn, settings } of entries) {
    const group = arns.get(settings);
    if (group) {
      group.push(arn);
    } else {
      arns.set(settings, [arn]);
    }
  }
  return [...arns].map(([settings, group]) => ({ arns: group, settings }));
}
