import type { MetricIdentity } from '../../template/resources';
import type { LogLine } from './captured-telemetry';

interface Embedded {
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** CloudWatch's store of metrics: values by time, for each identity. */
export class MetricData {
  private readonly values = new Map<string, { readonly at: number; readonly value: number }[]>();
  private readonly identities = new Map<string, MetricIdentity>();

  put(identity: MetricIdentity, at: number, value: number): void {
    const key = keyOf(identity);
    this.identities.set(key, identity);
    this.values.set(key, [...(this.values.get(key) ?? []), { at, value }]);
  }

  /** The metrics of a namespace with this name that have exactly dimensions of these names, as a search finds them. */
  search(namespace: string, name: string, dimensions: readonly string[]): MetricIdentity[] {
    const names = [...dimensions].sort().join();
    return [...this.identities.values()].filter(
      (each) =>
        each.namespace === namespace && each.name === name && Object.keys(each.dimensions).sort().join() === names,
    );
  }

  /** Takes the metrics out of a log line, as CloudWatch Logs does with the embedded metric format. */
  extract({ at, fields }: LogLine): void {
    for (const { Namespace, Dimensions, Metrics } of (fields._aws as Embedded | undefined)?.CloudWatchMetrics ?? []) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(fields[name])]));
        for (const { Name: name } of Metrics) {
          for (const value of [fields[name]].flat()) {
            this.put({ namespace: Namespace, name, dimensions }, at, Number(value));
          }
        }
      }
    }
  }

  /** Values from one time up to, not including, another. */
  between(identity: MetricIdentity, from: number, to: number): number[] {
    const all = this.values.get(keyOf(identity)) ?? [];
    return all.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
  }

  /** Names of a namespace that have values since then, under exactly these dimensions. */
  names(namespace: string, dimensions: Readonly<Record<string, string>>, since: number): string[] {
    return [...this.values].flatMap(([key, values]) => {
      const [, name] = JSON.parse(key) as [string, string];
      const isOne = key === keyOf({ namespace, name, dimensions }) && values.some(({ at }) => at >= since);
      return isOne ? [name] : [];
    });
  }
}

function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
