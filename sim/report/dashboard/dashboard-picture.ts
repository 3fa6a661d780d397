import { formatTime } from '../../../lambda/format';
import type { LogLine } from '../../aws/cloudwatch/captured-telemetry';
import type { Dashboard, Widget } from '../../aws/cloudwatch/dashboard';
import { runLogQuery } from '../../aws/cloudwatch/log-query';
import type { MetricData } from '../../aws/cloudwatch/metric-data';
import { seriesOf } from '../../aws/cloudwatch/series';
import { document, element, text } from '../svg/element';
import type { Span } from '../svg/time-axis';
import { alarmWidget, type NamedAlarm } from './alarm-widget';
import { frame, heightOf, placeOf, WIDTH } from './dashboard-layout';
import { STYLE } from './dashboard-style';
import { graphWidget } from './graph-widget';
import { logWidget } from './log-widget';

/** What the widgets show: the state of the alarms at the end, and everything else from beginning to end. */
export interface Observed extends Span {
  readonly data: MetricData;
  readonly log: readonly LogLine[];
  readonly alarmOf: (arn: string) => NamedAlarm;
}

/** A picture of a dashboard, each widget at its place in the grid. SVG, for light and dark. */
export function dashboardPicture({ widgets }: Dashboard, observed: Observed): string {
  const height = heightOf(widgets);
  const time = (at: number): string => formatTime(at).replace('T', ' ').replace(/:00Z$/, '');
  const when = `${time(observed.from)} to ${time(observed.to)} UTC`;
  const title = `CloudWatch dashboard, drawn from its definition and a simulated day: ${when}`;
  return document(
    { width: WIDTH, height, title, style: STYLE },
    element('rect', { class: 'page', width: WIDTH, height }),
    text(12, 24, 'CloudWatch dashboard of the example app', 'heading'),
    text(12, 43, `a simulated day, ${when}`, 'quiet'),
    ...widgets.map((widget) => element('g', {}, draw(widget, observed))),
  );
}

function draw(widget: Widget, { data, log, alarmOf, ...span }: Observed): string {
  const place = placeOf(widget);
  switch (widget.type) {
    case 'alarm':
      return frame(place) + alarmWidget(widget.title, widget.alarmArns.map(alarmOf), place);
    case 'metric': {
      const series = widget.queries.flatMap((query) => seriesOf(query, data, span.from, span.to));
      return frame(place) + graphWidget(widget, series, span, place);
    }
    case 'log':
      return frame(place) + logWidget(widget.title, runLogQuery(widget.query, log), place);
    case 'text':
      return text(place.left, place.bottom - 4, widget.markdown.replace(/^#+ /, ''), 'heading');
  }
}
