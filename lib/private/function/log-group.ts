import type { RemovalPolicy } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { SpiceRefreshProps } from '../../spice-refresh-props';

/** The log group that is given, or a new one. */
export function logGroupOf(scope: Construct, props: SpiceRefreshProps, removalPolicy: RemovalPolicy): ILogGroup {
  const { logGroup, logRetention, encryptionKey } = props;
  if (logGroup && logRetention !== undefined) {
    throw new Error('logRetention is of the new log group: set the retention of logGroup, or leave logGroup out');
  }
  return (
    logGroup ??
    new LogGroup(scope, 'Log', { retention: logRetention ?? RetentionDays.THREE_MONTHS, removalPolicy, encryptionKey })
  );
}
