import { Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RefreshRequestsOptions } from '../../refresh-requests';
import type { DataSetPermissions } from '../access/data-set-permissions';
import { dataSetArnIn } from '../arn';
import { REQUEST_DETAIL_TYPE } from '../contract';
import { settingsOf } from '../settings';
import { wholeNumber } from '../validate';
import type { LandingRules } from './landing-rules';

/** Takes requests by name, and allows the function what it needs to serve them. */
export function acceptRequests(
  scope: Construct,
  { access, sources, maxPerDay, ...options }: RefreshRequestsOptions,
  permissions: DataSetPermissions,
  landingRules: LandingRules,
): void {
  if (!access._namesNoDataSet) {
    throw new Error(
      'requests name data sets at run time, so only a tag can scope them: set the access of acceptRequests to ' +
        'DataSetAccess.tagOnly(key, value)',
    );
  }
  checkSources(sources);
  if (maxPerDay !== undefined) {
    wholeNumber(maxPerDay, 'acceptRequests.maxPerDay', 1, 1_000);
  }
  const settings = settingsOf('acceptRequests', options, access, []);
  permissions.allow(dataSetArnIn(scope, 'any'), access);
  landingRules.acceptRequests({ settings, ...(maxPerDay !== undefined && { maxPerDay }) }, sources);
}

/** Allows a grantee to put requests on the bus, and nothing else. */
export function grantRequestRefresh(
  grantee: IGrantable,
  eventBusArn: string,
  { sources }: RefreshRequestsOptions,
): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ['events:PutEvents'],
    resourceArns: [eventBusArn],
    // the keys have a value for each entry of a call: every one must be allowed, and there must be one
    conditions: {
      'ForAllValues:StringEquals': {
        'events:detail-type': REQUEST_DETAIL_TYPE,
        ...(sources && { 'events:source': sources }),
      },
      Null: { 'events:detail-type': 'false', ...(sources && { 'events:source': 'false' }) },
    },
  });
}

function checkSources(sources: readonly string[] | undefined): void {
  const wrong = sources?.find((source) => !Token.isUnresolved(source) && (source === '' || source.startsWith('aws.')));
  if (sources?.length === 0 || wrong !== undefined) {
    throw new Error(
      `sources must hold names that do not begin with aws., which only AWS may use, such as com.example.pipelines: got ${JSON.stringify(sources)}`,
    );
  }
}
