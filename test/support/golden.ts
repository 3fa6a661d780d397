import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { integApp } from '../../integ/app';

/** A template as it is committed. */
export type Golden = Record<string, Record<string, unknown>>;

const fileOf = (stack: string): string => join(__dirname, '..', 'golden', `${stack}.template.json`);

/** The templates of the examples and of the live kit as they are now, by stack. */
export function templatesNow(): Map<string, Golden> {
  const { platform, finance } = accountsApp();
  const stacks: Stack[] = [
    new DashboardsStack(new App(), 'Dashboards'),
    platform,
    finance,
    ...integApp().node.children.flatMap(stacksIn),
  ];
  return new Map(stacks.map((stack) => [stack.stackName, masked(Template.fromStack(stack).toJSON())]));
}

const stacksIn = (scope: IConstruct): Stack[] => scope.node.findAll().filter((node) => node instanceof Stack);

export function readGolden(stack: string): Golden {
  return JSON.parse(readFileSync(fileOf(stack), 'utf8')) as Golden;
}

export function writeGolden(stack: string, template: Golden): void {
  writeFileSync(fileOf(stack), `${JSON.stringify(template, undefined, 2)}\n`);
}

/** The hash of the function's code changes with every change of its source, and the salt of an assertion with the time. */
function masked(template: object): Golden {
  const text = JSON.stringify(template)
    .replace(/\b[0-9a-f]{64}\b/g, 'ASSET_HASH')
    .replace(/"salt":"\d+"/g, '"salt":"SALT"');
  return JSON.parse(text) as Golden;
}

/** What has changed, a line each, and how to accept it; nothing if nothing has. */
export function changesOf(stack: string, golden: Golden, now: Golden): string {
  const sections = new Set([...Object.keys(golden), ...Object.keys(now)]);
  const changes = [...sections].flatMap((section) => {
    const [before, after] = [golden[section] ?? {}, now[section] ?? {}];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((id) =>
      changesOfOne(section, id, before[id], after[id]),
    );
  });
  return changes.length === 0
    ? ''
    : [
        `the template of ${stack} has changed:`,
        ...changes,
        'A logical id that changes replaces its resource in every deployed stack: a queue or ledger loses what it holds.',
        `If each change is wanted, accept it with "npm run golden" and commit test/golden/${stack}.template.json`,
      ].join('\n');
}

function changesOfOne(section: string, id: string, before: unknown, after: unknown): string[] {
  if (before === undefined) {
    return [`+ ${section} ${id}${typeOf(after)}`];
  }
  if (after === undefined) {
    return [`- ${section} ${id}${typeOf(before)}`];
  }
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => `~ ${section} ${id}${path}: ${was.get(path) ?? 'absent'} -> ${is.get(path) ?? 'absent'}`);
}

function typeOf(resource: unknown): string {
  const { Type } = resource as { Type?: string };
  return Type === undefined ? '' : ` (${Type})`;
}

/** What is not an object itself, by its path. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return new Map([[path, JSON.stringify(value)]]);
  }
  return new Map(Object.entries(value).flatMap(([key, each]) => [...leavesOf(each, `${path}.${key}`)]));
}
