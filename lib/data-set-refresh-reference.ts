import type * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { DataSetAccess } from './access';
import type { IDataSetAccessRole } from './data-set-access-role';
import type { IDataSetRefresh } from './data-set-refresh';
import { AddedDataSet } from './private/added-data-set';

/** A data set that another app refreshes. */
export interface DataSetRefreshAttributes {
  /** ARN of the data set. */
  readonly dataSetArn: string;

  /**
   * Bus on which the other app's `SpiceRefresh` puts outcome events.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: events.IEventBusRef;

  /**
   * What decides whether the data set may be refreshed, for `grantRefresh`.
   *
   * @default DataSetAccess.arnAndTag('spice-refresh', 'allowed')
   */
  readonly access?: DataSetAccess;

  /**
   * Access role by which a data set of another account is refreshed.
   *
   * @default - the data set is of the account of the `SpiceRefresh`
   */
  readonly accessRole?: IDataSetAccessRole;
}

/**
 * References to data sets that another app refreshes, to chain data sets behind them and to watch them. What this app
 * refreshes is returned by `SpiceRefresh.addDataSet`.
 */
export class DataSetRefresh {
  /**
   * A data set that another app refreshes, in the account and region of this stack. Elsewhere its events do not arrive:
   * forward them with a `LandingEventForwarding` there.
   *
   * @param id of the reference, which adds nothing to the template
   * @param scope construct that the reference belongs to
   * @param attributes what the other app says of its data set
   * @example
   * declare const refresh: SpiceRefresh;
   *
   * const orders = DataSetRefresh.fromDataSetRefreshAttributes(this, 'Orders', {
   *   dataSetArn: 'arn:aws:quicksight:eu-west-1:123456789012:dataset/orders',
   * });
   * refresh.addDataSet('OrdersByRegion', {
   *   dataSet: SpiceDataSet.fromDataSetId('orders-by-region'),
   *   refreshOn: [LandingEvent.refreshSucceeded(orders)],
   * });
   */
  public static fromDataSetRefreshAttributes(
    scope: Construct,
    id: string,
    attributes: DataSetRefreshAttributes,
  ): IDataSetRefresh {
    const access = attributes.access ?? DataSetAccess.arnAndTag('spice-refresh', 'allowed');
    return new AddedDataSet(scope, id, { ...attributes, access });
  }

  private constructor() {}
}
