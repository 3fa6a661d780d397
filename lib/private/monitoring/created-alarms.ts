import { Names, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AnomalyDetectionAlarm,
  type CfnAlarm,
  ComparisonOperator,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ISpiceRefresh } from '../../spice-refresh-reference';
import type { AlarmRule } from './alarms';
import { commandFor, describeAlarm } from './runbook';

/** CloudWatch's limits: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const NAME_CHARACTERS = 255;
const MAX_ACTIONS = 5;

/** What alarms do when they go off, and when they are over. */
export interface AlarmActions {
  readonly onAlarm: readonly IAlarmAction[];
  readonly onOk: readonly IAlarmAction[];
}

/** Makes alarms of rules, and knows them. */
export class CreatedAlarms {
  public readonly all: Alarm[] = [];

  constructor(
    private readonly actions: AlarmActions,
    private readonly namePrefix: string | undefined,
    private readonly refresh: ISpiceRefresh,
  ) {
    checkActions(actions.onAlarm, 'alarmActions');
    checkActions(actions.onOk, 'okActions');
  }

  /**
   * @param name what the alarm is called behind the prefix
   * @param actions in place of those of every alarm
   */
  public add(scope: Construct, rule: AlarmRule, name: string[], actions?: readonly IAlarmAction[]): void {
    const common = {
      alarmName: this.nameOf(scope, rule, name),
      metric: rule.metric,
      alarmDescription: describeAlarm(rule.meaning, rule.section, commandFor(rule.look ?? 'doctor', this.refresh)),
      comparisonOperator: rule.comparison,
      evaluationPeriods: rule.periods,
      datapointsToAlarm: rule.breaching,
      treatMissingData: rule.missing,
    };
    const alarm =
      rule.comparison === ComparisonOperator.LESS_THAN_LOWER_THRESHOLD
        ? new AnomalyDetectionAlarm(scope, rule.id, { ...common, stdDevs: rule.threshold })
        : new Alarm(scope, rule.id, { ...common, threshold: rule.threshold });
    if (rule.finally) {
      (alarm.node.defaultChild as CfnAlarm).metrics = rule.finally;
    }
    checkActions(actions ?? [], `actions of ${rule.id}`);
    alarm.addAlarmAction(...(actions ?? this.actions.onAlarm));
    alarm.addOkAction(...(actions ?? this.actions.onOk));
    this.all.push(alarm);
  }

  /** Stack and construct path, unless there is a prefix: the same in every deployment, and no two alike in a region. */
  private nameOf(scope: Construct, { id }: AlarmRule, name: string[]): string {
    if (this.namePrefix === undefined) {
      const path = pathOf(scope);
      const max = NAME_CHARACTERS - id.length - 1;
      return `${path.length > max ? Names.uniqueResourceName(scope, { maxLength: max, separator: '-' }) : path}-${id}`;
    }
    const whole = [this.namePrefix, ...name].join('-');
    if (whole.length > NAME_CHARACTERS) {
      throw new Error(
        `an alarm's name has at most ${NAME_CHARACTERS} characters: got ${whole.length} in ${whole}, use a shorter alarmNamePrefix`,
      );
    }
    return whole;
  }
}

/** From the outermost stack, by its name. */
function pathOf(scope: Construct): string {
  const { scopes } = scope.node;
  return scopes
    .slice(scopes.findIndex((each) => Stack.isStack(each)))
    .map((each, at) => (at === 0 ? Stack.of(each).stackName : each.node.id))
    .join('-');
}

function checkActions(actions: readonly IAlarmAction[], name: string): void {
  if (actions.length > MAX_ACTIONS) {
    throw new Error(`${name} must be at most ${MAX_ACTIONS}, which is CloudWatch's limit: got ${actions.length}`);
  }
}
