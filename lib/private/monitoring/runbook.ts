/** Where the documents are read: the repository of package.json. */
const DOCS = 'https://github.com/cdk-spice-refresh/cdk-spice-refresh/blob/main/docs';

/** CloudWatch's limit for the description of an alarm. */
const DESCRIPTION_CHARACTERS = 1_024;

/** A section of the runbook, or of the page that it names. */
export function runbookUrl(section: string): string {
  return `${DOCS}/${section.includes('#') ? section : `runbook.md#${section}`}`;
}

/** The description of an alarm: what it means, and the section of the runbook that says what to do. */
export function describeAlarm(meaning: string, section: string): string {
  const link = ` What to do: ${runbookUrl(section)}`;
  const room = DESCRIPTION_CHARACTERS - link.length;
  return (meaning.length <= room ? meaning : `${meaning.slice(0, room - 1)}…`) + link;
}
