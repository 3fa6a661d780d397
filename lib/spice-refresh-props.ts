import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { DataSetAccess } from './access';
import type { RefreshFunctionOptions } from './refresh-function-options';
import type { RefreshNetworkOptions } from './refresh-network-options';
import type { RefreshRequestsOptions } from './refresh-requests';

/** Properties of a `SpiceRefresh`. */
export interface SpiceRefreshProps extends RefreshFunctionOptions, RefreshNetworkOptions {
  /**
   * The bus that landing events are matched on and outcome events are put on. AWS services send their events to the
   * account's default bus; landing events on a schedule are always there.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: events.IEventBusRef;

  /**
   * Whether anything is refreshed. `false` pauses every data set: no ingestion is started, running ones are followed to their
   * end, and what lands is kept in the ledger for as long as it takes. After the pause each data set with landings is
   * refreshed once, within 15 minutes. Rules, queue and function keep running, so a pause costs what landings cost.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Serves requests by name: events `SPICE Refresh Requested` on the bus, for any data set of this account and region
   * that carries a tag.
   *
   * @default - data sets are refreshed by their landing events only
   */
  readonly acceptRequests?: RefreshRequestsOptions;

  /**
   * What decides whether a data set may be refreshed, unless the data set says otherwise.
   *
   * @default DataSetAccess.arnAndTag('spice-refresh', 'allowed')
   */
  readonly access?: DataSetAccess;

  /**
   * Maximum time that Lambda gathers messages before it invokes the function: longer is fewer invocations, shorter is
   * sooner. Whole seconds, from 1 second to 5 minutes.
   *
   * @default Duration.seconds(10)
   */
  readonly batchingWindow?: Duration;

  /**
   * Customer managed KMS key for the queues, the ledger table and the log group. `undeliveredQueue` is not under it: it
   * keeps what EventBridge could not put into `queue`, such as for want of that key. The function, EventBridge and
   * CloudWatch Logs are allowed to use it; for a key that is imported into this app, synthesis warns with the statements
   * to add to its policy. AWS managed keys, such as `alias/aws/sqs`, are refused: EventBridge cannot use them.
   *
   * @default - AWS owned and AWS managed keys
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Removal policy of the queues, the ledger table and the log group. They hold nothing that is of use without the
   * construct.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
