import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { parse } from '../../lambda/message/parse';
import type { DataSetRefreshOptions, IDataSetAccessRole, SpiceRefreshProps } from '../../lib';
import { DataSetAccessRole, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { DataSetEntry, LandingMessage } from '../../lib/private/contract';
import { identitiesOf, resolve } from '../../sim/template/intrinsics';
import { some } from './some';

/** Where a stack without an environment is deployed to, as far as these tests are concerned. */
export const REGION = 'eu-west-1';
export const ACCOUNT = '111122223333';

/** An account and a region that are known at synthesis. */
export const KNOWN: Environment = { account: ACCOUNT, region: REGION };

export function newStack(env?: Environment): Stack {
  return new Stack(new App(), 'Dashboards', { env });
}

export function newRefresh(props?: SpiceRefreshProps, stack = newStack()): SpiceRefresh {
  return new SpiceRefresh(stack, 'SpiceRefresh', props);
}

/** A landing event that needs nothing else. */
export function loaded(table = 'sales'): LandingEvent {
  return LandingEvent.fromPattern({ source: ['com.example.warehouse'], detail: { table: [table] } });
}

/** Adds a data set of which only what matters is said. */
export function add(refresh: SpiceRefresh, id = 'Sales', options: Partial<DataSetRefreshOptions> = {}) {
  return refresh.addDataSet(id, {
    dataSet: SpiceDataSet.fromDataSetId(id.toLowerCase()),
    refreshOn: [loaded()],
    ...options,
  });
}

/** The access role of another account, deployed by another app. */
export function importedRole(scope: Construct, roleArn: string, externalId = 'finance'): IDataSetAccessRole {
  const id = `AccessRole${scope.node.children.length}`;
  return DataSetAccessRole.fromDataSetAccessRoleAttributes(scope, id, { roleArn, externalId });
}

/** The template of a refresh with these data sets in it, or with one of no interest. */
export function synthesize(props?: SpiceRefreshProps, ...dataSets: Partial<DataSetRefreshOptions>[]): Template {
  const refresh = newRefresh(props);
  for (const [at, options] of (dataSets.length === 0 ? [{}] : dataSets).entries()) {
    add(refresh, at === 0 ? 'Sales' : `Sales${at}`, options);
  }
  return templateOf(refresh);
}

export function templateOf(refresh: SpiceRefresh): Template {
  return Template.fromStack(Stack.of(refresh));
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function resourcesOf(template: Template): Record<string, Resource> {
  return (template.toJSON() as { Resources?: Record<string, Resource> }).Resources ?? {};
}

/** The logical id of the only resource of a type whose id begins like this. */
export function logicalId(template: Template, type: string, prefix: string): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => new RegExp(`^${prefix}[0-9A-F]{8}$`).test(id));
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0) {
    throw new Error(`expected one ${type} named ${prefix}, found ${ids.length}`);
  }
  return id;
}

export function arnOf(id: string): object {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** A part of a template with its intrinsic functions replaced by what they are once deployed. */
export function deployed<T>(template: Template, value: unknown): T {
  const environment = { account: ACCOUNT, region: REGION, partition: 'aws', given: (name: string) => name };
  const resources = resourcesOf(template);
  const identities = identitiesOf({ Resources: resources }, environment);
  return resolve(value, identities, environment) as T;
}

export interface Target {
  readonly Id: string;
  readonly Arn: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
  readonly RetryPolicy?: unknown;
  readonly InputTransformer: { readonly InputPathsMap: Record<string, string>; readonly InputTemplate: string };
}

export interface LandingRule {
  readonly id: string;
  readonly EventPattern?: Record<string, unknown>;
  readonly ScheduleExpression?: string;
  readonly EventBusName?: unknown;
  /** With the input transformers as they are once deployed. */
  readonly targets: readonly Target[];
}

/** The rule for the sweep, whose message is always the same. */
export function sweepRuleOf(template: Template): { id: string; Properties: Record<string, unknown> } {
  const rules = Object.entries(template.findResources('AWS::Events::Rule')).filter(isSweep);
  expect(rules).toHaveLength(1);
  const [[id, { Properties }]] = some(rules);
  return { id, Properties };
}

const isSweep = ([, { Properties }]: [string, { [key: string]: unknown }]): boolean =>
  JSON.stringify(Properties).includes('\\"kind\\":\\"sweep\\"');

/** The rules of a template for landing events and requests. */
export function rulesOf(template: Template): LandingRule[] {
  const rules = Object.entries(template.findResources('AWS::Events::Rule')).filter((rule) => !isSweep(rule));
  return rules.map(([id, { Properties }]) => {
    const { Targets = [], ...rest } = Properties as Omit<LandingRule, 'id' | 'targets'> & { Targets?: Target[] };
    return {
      id,
      ...rest,
      targets: Targets.map((target) => ({ ...target, InputTransformer: deployed(template, target.InputTransformer) })),
    };
  });
}

/** A landing message as the function reads what a rule's target renders: it names at least one data set. */
export type RenderedMessage = LandingMessage & { readonly dataSets: readonly [DataSetEntry, ...DataSetEntry[]] };

/** What a target makes of an event that occurred then. */
export function messageOf(target: Target | undefined, time = '2026-03-01T06:00:00Z'): RenderedMessage {
  const [{ InputTransformer }] = some(target ? [target] : []);
  return parse(
    InputTransformer.InputTemplate.replace('<time>', JSON.stringify(time)).replace('<key>', '"sales/part-0"'),
  ) as RenderedMessage;
}

export function messagesOf(template: Template): RenderedMessage[] {
  return rulesOf(template).flatMap((rule) => rule.targets.map((target) => messageOf(target)));
}

/** The ids of the data sets that a rule refreshes, target by target. */
export function dataSetIdsOf(rule: LandingRule): string[] {
  return rule.targets.flatMap((target) => messageOf(target).dataSets.map(({ arn }) => arn.slice(arn.indexOf('/') + 1)));
}

export function dataSetArn(id: string): string {
  return `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/${id}`;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
  readonly Principal?: unknown;
}

/** The statements of every policy on the function's role, in order. */
export function roleStatements(template: Template): Statement[] {
  const role = logicalId(template, 'AWS::IAM::Role', 'SpiceRefreshRole');
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => Object.values(template.findResources(type)))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles ?? []).includes(`{"Ref":"${role}"}`))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

/** The statements of the policy of a queue. */
export function statementsOn(template: Template, queue: string): Statement[] {
  return Object.values(template.findResources('AWS::SQS::QueuePolicy'))
    .filter(({ Properties }) => Properties.Queues.some(({ Ref }: { Ref: string }) => Ref === queue))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

/** What is said at synthesis, by the id that acknowledges it. */
export function infosOf(stack: Stack, id: string): string[] {
  return Annotations.fromStack(stack)
    .findInfo('*', Match.stringLikeRegexp(`\\[ack: ${id}\\]$`))
    .map(({ entry }) => String(entry.data));
}

export function list<T>(one: T | T[]): T[] {
  return Array.isArray(one) ? one : [one];
}
