import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataSetTag, RefreshSettings } from './contract';
import { renderedProperties } from './rendered';

export interface ExpectedOfDataSet {
  readonly tag?: DataSetTag;
  readonly ingestion?: RefreshSettings['ingestion'];
}

/** What the template says of a data set that is defined in this app, as far as a refresh needs it. */
interface DefinedDataSet {
  readonly ImportMode?: unknown;
  readonly DataSetRefreshProperties?: {
    readonly RefreshConfiguration?: { readonly IncrementalRefresh?: unknown };
  };
  readonly Tags?: readonly { readonly Key?: unknown; readonly Value?: unknown }[];
}

/** Checks at synthesis, when everything is set, that a data set that is defined in this app can be refreshed. */
export function checkDefinedDataSet(scope: Construct, dataSet: CfnResource, expected: ExpectedOfDataSet): void {
  scope.node.addValidation({
    validate: () =>
      problems(renderedProperties(dataSet), expected).map((problem) => `data set ${dataSet.node.path} ${problem}`),
  });
}

function problems(dataSet: DefinedDataSet, { tag, ingestion }: ExpectedOfDataSet): string[] {
  return [
    ...(dataSet.ImportMode === 'DIRECT_QUERY'
      ? ['has the importMode DIRECT_QUERY, so there is nothing to refresh: set it to SPICE, or do not add it']
      : []),
    ...(ingestion?.type === 'INCREMENTAL_REFRESH' && !hasLookBackWindow(dataSet)
      ? [
          'has no look-back window, without which QuickSight refuses an incremental refresh: set incrementalRefresh in ' +
            'the refreshConfiguration of its dataSetRefreshProperties, or take Ingestion.full()',
        ]
      : []),
    ...(tag ? wrongTag(dataSet, tag) : []),
  ];
}

/** Or may have one at deployment. */
function hasLookBackWindow({ DataSetRefreshProperties: properties }: DefinedDataSet): boolean {
  const configuration = properties?.RefreshConfiguration;
  return [properties, configuration].some(isIntrinsic) || configuration?.IncrementalRefresh !== undefined;
}

function wrongTag({ Tags = [] }: DefinedDataSet, tag: DataSetTag): string[] {
  const value = Tags.find(({ Key }) => Key === tag.key)?.Value;
  return value === tag.value || isIntrinsic(value)
    ? []
    : [
        `has ${typeof value === 'string' ? `the tag ${tag.key}=${value}` : `no tag ${tag.key}`}, so that its refreshes would ` +
          `be denied: let it have ${tag.key}=${tag.value} (a tag of Tags.of beats the one that is set here), or pass the ` +
          'access that its tags allow',
      ];
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => /^(Ref|Fn::.*)$/.test(key));
}
