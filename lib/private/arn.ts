import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unlessStandIn } from './stand-in';

/** Of the account and region of the scope's stack. */
export function dataSetArnIn(scope: IConstruct, dataSetId: string): string {
  return Stack.of(scope).formatArn({ service: 'quicksight', resource: 'dataset', resourceName: dataSetId });
}

/** Of the account and region of the scope's stack. */
export function eventBusArnIn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: name });
}

/** Of the account and region of the scope's stack: `NAME` on the default bus, `BUS/NAME` on another one. */
export function ruleArnIn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: name });
}

/** Of the account and region of the scope's stack. */
export function functionArnIn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The account in an ARN, as far as it is known at synthesis. */
export function accountOf(arn: string): string | undefined {
  return known(arn.split(':')[4]);
}

/** The region in an ARN, as far as it is known at synthesis. */
export function regionOf(arn: string): string | undefined {
  return known(arn.split(':')[3]);
}

/** The ARN of a data set, up to its id and from there, as far as synthesis knows where that begins. */
export function splitAtId(dataSetArn: string): [arnPrefix: string, dataSetId: string] | undefined {
  const slash = dataSetArn.indexOf('/');
  return slash < 0 ? undefined : [dataSetArn.slice(0, slash + 1), dataSetArn.slice(slash + 1)];
}

/** What is behind the slash of the ARN of a data set, now or at deployment. */
export function dataSetIdOf(dataSetArn: string): string {
  return splitAtId(dataSetArn)?.[1] ?? Fn.select(1, Fn.split('/', dataSetArn));
}

/** The ARN that stands for every data set of the account and region of this one. */
export function anyDataSetLike(dataSetArn: string): string {
  const parts = dataSetArn.split(':');
  // an ARN that is one token, or ends in one, is taken apart at deployment
  const own = parts.length > 5 ? parts : [0, 1, 2, 3, 4].map((at) => Fn.select(at, Fn.split(':', dataSetArn)));
  return [...own.slice(0, 5), 'dataset/*'].join(':');
}

function known(part: string | undefined): string | undefined {
  return part === undefined || Token.isUnresolved(part) ? undefined : unlessStandIn(part);
}
