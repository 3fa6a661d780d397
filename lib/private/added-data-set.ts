import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataSetAccess } from '../access';
import type { IDataSetAccessRole } from '../data-set-access-role';
import type { IDataSetRefresh } from '../data-set-refresh';
import { dataSetIdOf, eventBusArnIn, regionOf } from './arn';
import { DATA_SET_DIMENSION, isWritten, type MetricsWritten, type OutcomeDetailType } from './contract';
import { dataSetNameIn } from './data-set-name';
import { dataSetMetric, newMetric } from './monitoring/metric';
import { Observed } from './observed';
import { outcomeRule } from './outcome-rule';

export interface AddedDataSetProps {
  readonly dataSetArn: string;
  readonly access: DataSetAccess;
  /** The bus that outcome events are put on, if it is not the default bus. */
  readonly eventBus?: events.IEventBusRef;
  readonly accessRole?: IDataSetAccessRole;
}

/** What `SpiceRefresh.addDataSet` makes. Hidden behind its interface, so that nothing else makes one. */
export class AddedDataSet extends Observed implements IDataSetRefresh {
  public readonly dataSetArn: string;
  public readonly dataSetId: string;
  private read?: MetricsWritten;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AddedDataSetProps,
  ) {
    super(scope, id);
    this.dataSetArn = props.dataSetArn;
    this.dataSetId = dataSetIdOf(props.dataSetArn);
  }

  /** Of the bus on which its outcome events are put. */
  public get outcomeBusArn(): string {
    return this.props.eventBus?.eventBusRef.eventBusArn ?? eventBusArnIn(this, 'default');
  }

  public metricQuickSightIngestions(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionInvocationCount', 'Sum', options);
  }

  public metricQuickSightIngestionErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionErrorCount', 'Sum', options);
  }

  public metricQuickSightIngestionLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionLatency', 'Average', options);
  }

  public metricQuickSightIngestionRows(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionRowCount', 'Sum', options);
  }

  public grantRefresh(grantee: iam.IGrantable): iam.Grant {
    const { access, accessRole } = this.props;
    if (accessRole) {
      throw new Error(
        `cannot grant the refresh of a data set of another account: ${this.node.path} is refreshed through ` +
          `${accessRole.roleArn}; deploy a DataSetAccessRole there with the grantee's role as refreshRole`,
      );
    }
    const { actions = [], conditions } = access._statement();
    const resourceArns = [access._resource(this.dataSetArn)];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions });
  }

  /** Which metrics of the data set alone this app reads: those that were asked for. */
  public get metricsRead(): MetricsWritten | undefined {
    return this.read;
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const name = dataSetMetric(metricName);
    if (!isWritten(name, this.read)) {
      this.read = isWritten(name, 'watched') ? 'watched' : 'all';
    }
    return newMetric(name, { [DATA_SET_DIMENSION]: dataSetNameIn(this, this.dataSetArn) }, options);
  }

  protected onOutcome(id: string, options: events.OnEventOptions, ...detailType: OutcomeDetailType[]): events.Rule {
    return outcomeRule(this, id, options, this.props.eventBus, { dataSetArn: this.dataSetArn }, ...detailType);
  }

  /** Where the data set is: QuickSight counts there. */
  private quickSightMetric(
    metricName: string,
    statistic: string,
    options: cloudwatch.MetricOptions = {},
  ): cloudwatch.Metric {
    const region = regionOf(this.dataSetArn);
    const elsewhere = region !== undefined && region !== Stack.of(this).region;
    return new cloudwatch.Metric({
      statistic,
      ...(elsewhere && { region }),
      ...options,
      namespace: 'AWS/QuickSight',
      metricName,
      dimensionsMap: { DatasetId: this.dataSetId },
    });
  }
}
