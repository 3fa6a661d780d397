import { Resource, Stack, Token } from 'aws-cdk-lib';
import type { ISpiceRefresh } from '../../spice-refresh-reference';

/** Where the documents are read: the repository of package.json. */
const DOCS = 'https://github.com/cdk-spice-refresh/cdk-spice-refresh/blob/main/docs';

/** CloudWatch's limit for the description of an alarm. */
const DESCRIPTION_CHARACTERS = 1_024;

/** A section of the runbook, or of the page that it names. */
export function runbookUrl(section: string): string {
  return `${DOCS}/${section.includes('#') ? section : `runbook.md#${section}`}`;
}

/** A command line about a SpiceRefresh, where its stack is known by name; none for one of another app, or a nested stack. */
export function commandFor(verb: string, refresh: ISpiceRefresh): string | undefined {
  const { stackName } = Stack.of(refresh);
  return Resource.isOwnedResource(refresh.ledgerTable) && !Token.isUnresolved(stackName)
    ? `npx --no cdk-spice-refresh ${verb} --stack ${stackName}`
    : undefined;
}

/**
 * The description of an alarm: what it means, the command that shows what it is about, and the section of the runbook
 * that says what to do.
 */
export function describeAlarm(meaning: string, section: string, command?: string): string {
  const look = command ? ` Look: ${command} (only reads).` : '';
  const link = `${look} What to do: ${runbookUrl(section)}`;
  const room = DESCRIPTION_CHARACTERS - link.length;
  return (meaning.length <= room ? meaning : `${meaning.slice(0, room - 1)}…`) + link;
}
