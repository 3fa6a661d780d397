/** Where the runbook is read: the repository of package.json. */
const RUNBOOK = 'https://github.com/cdk-spice-refresh/cdk-spice-refresh/blob/main/docs/runbook.md';

/** CloudWatch's limit for the description of an alarm. */
const DESCRIPTION_CHARACTERS = 1_024;

/** The description of an alarm: what it means, and the section of the runbook that says what to do. */
export function describeAlarm(meaning: string, section: string): string {
  const link = ` What to do: ${RUNBOOK}#${section}`;
  const room = DESCRIPTION_CHARACTERS - link.length;
  return (meaning.length <= room ? meaning : `${meaning.slice(0, room - 1)}…`) + link;
}
