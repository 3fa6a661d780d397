/** SPICE capacity that is watched. It is one pool for an account and region, shared with everybody who uses QuickSight there. */
export interface SpiceCapacityOptions {
  /**
   * An alarm when more than this percentage of the capacity is used, in the region of the stack; CloudWatch has no alarms on
   * metrics of other regions. Above 0, below 100; a refresh needs room for the new data beside the old, so 85 is a good start.
   *
   * @default - no alarm
   * @see https://docs.aws.amazon.com/quicksight/latest/user/aggregate-spice-metrics
   */
  readonly alarmAbovePercent?: number;

  /**
   * Regions whose usage and limit the dashboard shows, each in a graph of its own.
   *
   * @default - the region of the stack
   */
  readonly regions?: string[];
}
