import { Annotations, CfnOutput, type Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IDataSetRefresh } from './data-set-refresh';
import { dataSetNameIn } from './private/data-set-name';
import { allowAlarms, newAlarmTopic } from './private/monitoring/alarm-topic';
import {
  alarmRules,
  fewerRowsRule,
  freshnessRule,
  nothingLandedRule,
  spiceCapacityRule,
} from './private/monitoring/alarms';
import { notifyChat } from './private/monitoring/chat-notifications';
import { CreatedAlarms } from './private/monitoring/created-alarms';
import { overviewWidgets, spiceCapacityWidgets, watchedWidgets } from './private/monitoring/dashboard-widgets';
import { saveQueries } from './private/monitoring/saved-queries';
import { unlessStandIn } from './private/stand-in';
import { wholeSeconds } from './private/validate';
import type { SpiceRefreshMonitoringProps, WatchOptions } from './spice-refresh-monitoring-props';
import type { ISpiceRefresh } from './spice-refresh-reference';

/**
 * A dashboard, alarms and saved log queries for a `SpiceRefresh`.
 *
 * The alarms are on all data sets together, so they cost no more for a thousand than for ten: $1.00 to $1.80 a month by
 * the number of rules, and $3 for the dashboard. Each data set that is watched on its own costs $0.10 for each of its alarms.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const sales: IDataSetRefresh;
 *
 * const monitoring = new SpiceRefreshMonitoring(this, 'Monitoring', { refresh });
 * monitoring.topic.addSubscription(new subscriptions.EmailSubscription('data-team@example.com'));
 * monitoring.watch(sales, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) });
 */
export class SpiceRefreshMonitoring extends Construct {
  /** The dashboard, to add your own widgets to. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly alarmTopic?: sns.ITopic;
  private readonly created: CreatedAlarms;
  private readonly refresh: ISpiceRefresh;
  private readonly dataSets: Construct;
  private readonly watched = new Set<IDataSetRefresh>();

  constructor(scope: Construct, id: string, props: SpiceRefreshMonitoringProps) {
    super(scope, id);
    const { refresh, freshnessObjective } = props;
    this.refresh = refresh;
    this.alarmTopic = props.topic ?? (props.alarmActions ? undefined : newAlarmTopic(this, props.encryptionKey));
    if (props.topic?.masterKey) {
      allowAlarms(this, props.topic.masterKey, 'topic');
    }
    const publish = this.alarmTopic ? [new SnsAction(this.alarmTopic)] : [];
    const onAlarm = [...publish, ...(props.alarmActions ?? [])];
    const onOk = props.okActions ? [...publish, ...props.okActions] : onAlarm;
    this.created = new CreatedAlarms({ onAlarm, onOk }, props.alarmNamePrefix, refresh);
    for (const rule of alarmRules(refresh, props.builtInAlarms ?? {})) {
      this.created.add(this, rule, [rule.id], rule.options.actions);
    }
    if (freshnessObjective) {
      const rule = freshnessRule(refresh, atLeastAMinute(freshnessObjective), 'a data set');
      this.created.add(this, rule, [rule.id]);
    }
    const { alarmAbovePercent, regions = [Stack.of(this).region] } = props.spiceCapacity ?? {};
    if (alarmAbovePercent !== undefined) {
      const rule = spiceCapacityRule(percentage(alarmAbovePercent));
      this.created.add(this, rule, [rule.id]);
    }
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName: unlessStandIn(props.dashboardName) });
    this.dashboard.addWidgets(...overviewWidgets(refresh, this.created.all, freshnessObjective));
    if (props.spiceCapacity) {
      this.dashboard.addWidgets(...spiceCapacityWidgets(regions));
    }
    if (props.chatTopic) {
      notifyChat(this, refresh, props.chatTopic, this.dashboard);
    }
    saveQueries(new Construct(this, 'Queries'), refresh.logGroup);
    this.dataSets = new Construct(this, 'DataSets');
    new CfnOutput(this, 'StatusCommand', {
      description: 'Command that shows how fresh each data set is, and what it waits for',
      value: `npx --no cdk-spice-refresh status --table ${refresh.ledgerTable.tableName}`,
    });
  }

  /**
   * Where alarms go.
   *
   * @throws if `alarmActions` took its place
   */
  public get topic(): sns.ITopic {
    if (!this.alarmTopic) {
      throw new Error(`${this.node.path} has no topic, since its alarms have alarmActions: pass a topic beside them`);
    }
    return this.alarmTopic;
  }

  /** The alarms created so far, those of watched data sets included, for a composite alarm or the like. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.created.all];
  }

  /**
   * Gives a data set a row of its own on the dashboard, and alarms of its own for what is expected of it.
   *
   * @param dataSet what `addDataSet` returned
   * @param options what the data set is expected to do, each with an alarm
   * @throws if the data set is watched already, or an option is out of its limits
   */
  public watch(dataSet: IDataSetRefresh, options: WatchOptions = {}): void {
    if (!dataSet.node.scopes.includes(this.refresh)) {
      throw new Error(
        `data set ${dataSet.node.id} is not one of ${this.refresh.node.path}, which is monitored here: got ${dataSet.node.path}, ` +
          'watch it with the monitoring of its own SpiceRefresh',
      );
    }
    if (this.watched.has(dataSet)) {
      throw new Error(`data set ${dataSet.node.id} is watched already: give all its options to one call of watch`);
    }
    const { freshnessObjective, landsAtLeastEvery, fewerRowsThanUsual } = options;
    const { node } = dataSet;
    const subject = subjectOf(dataSet);
    const rules = [
      ...(freshnessObjective ? [freshnessRule(dataSet, atLeastAMinute(freshnessObjective), subject)] : []),
      ...(landsAtLeastEvery ? [nothingLandedRule(dataSet, wholeHours(landsAtLeastEvery), subject)] : []),
      ...(fewerRowsThanUsual === undefined ? [] : [fewerRowsRule(dataSet, deviations(fewerRowsThanUsual), subject)]),
    ];
    // in a construct of its own, so that a data set may have any id, such as `Dashboard`
    const scope = new Construct(this.dataSets, node.id);
    this.watched.add(dataSet);
    for (const rule of rules) {
      this.created.add(scope, rule, [node.id, rule.id], options.alarmActions);
    }
    if (this.watched.size <= MOST_ROWS) {
      this.dashboard.addWidgets(...watchedWidgets(dataSet, subject, freshnessObjective));
    } else if (this.watched.size === MOST_ROWS + 1) {
      Annotations.of(this).addInfoV2(
        'cdk-spice-refresh:dashboard',
        `the dashboard has room for rows of ${MOST_ROWS} data sets: those watched after them have their alarms, but no row`,
      );
    }
  }
}

/** What a data set is called where people read it. */
function subjectOf(dataSet: IDataSetRefresh): string {
  const name = dataSetNameIn(dataSet, dataSet.dataSetArn);
  return Token.isUnresolved(name) ? dataSet.node.id : name;
}

/** A dashboard has 500 widgets at most; a row is 5 of them. */
const MOST_ROWS = 90;

function atLeastAMinute(objective: Duration): Duration {
  wholeSeconds(objective, 'freshnessObjective', 60);
  return objective;
}

function deviations(given: number): number {
  if (!(given > 0)) {
    throw new Error(`fewerRowsThanUsual must be a number of standard deviations above 0, such as 3: got ${given}`);
  }
  return given;
}

function percentage(given: number): number {
  if (!Token.isUnresolved(given) && !(given > 0 && given < 100)) {
    throw new Error(`alarmAbovePercent must be above 0 and below 100, such as 85: got ${given}`);
  }
  return given;
}

function wholeHours(duration: Duration): number {
  const hours = wholeSeconds(duration, 'landsAtLeastEvery', 3_600) / 3_600;
  if (!Number.isInteger(hours) || hours > 7 * 24) {
    throw new Error(
      `landsAtLeastEvery must be whole hours, at most 7 days, which is CloudWatch's limit: got ${duration.toHumanString()}`,
    );
  }
  return hours;
}
