import type { Size } from 'aws-cdk-lib';

/** SPICE capacity that is watched. It is one pool for an account and region, shared with everybody who uses QuickSight there. */
export interface SpiceCapacityOptions {
  /**
   * An alarm when more of it is used, in the region of the stack; CloudWatch has no alarms on metrics of other regions.
   * Take about 85 % of what you have bought. QuickSight publishes usage and limit when they change, so that a ratio of both
   * would often have no data.
   *
   * @default - no alarm
   * @see https://docs.aws.amazon.com/quicksight/latest/user/aggregate-spice-metrics
   */
  readonly alarmAbove?: Size;

  /**
   * Regions whose usage and limit the dashboard shows, each in a graph of its own.
   *
   * @default - the region of the stack
   */
  readonly regions?: string[];
}
