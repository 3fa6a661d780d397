import { Annotations, Stage } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { SpiceDataSet } from '../spice-data-set';
import { accountOf, regionOf } from './arn';
import { identity } from './tokens';

/** By app: the data sets of every construct in it. */
const refreshedBy = new WeakMap<IConstruct, Map<string, Construct>>();

/** The data sets of a construct, each once, however it is given. */
export class KnownDataSets {
  private readonly ids = new Map<string, string>();
  private readonly aliases = new Map<string, string>();

  constructor(private readonly scope: Construct) {}

  /** What tells the data sets apart. */
  public get identities(): string[] {
    return [...this.ids.keys()];
  }

  /** @throws if it is here already, under the same or another description */
  public check(id: string, dataSet: SpiceDataSet): void {
    const [own, ...others] = this.identitiesOf(dataSet) as [string, ...string[]];
    const before = [this.aliases.get(own), ...[own, ...others].map((each) => this.ids.get(each))];
    const same = before.find((each) => each !== undefined);
    if (same !== undefined) {
      throw new Error(`data set ${id} is the same as ${same}: give all its landing events to one addDataSet`);
    }
  }

  public add(id: string, dataSet: SpiceDataSet): void {
    const [own, ...others] = this.identitiesOf(dataSet) as [string, ...string[]];
    this.ids.set(own, id);
    for (const other of others) {
      this.aliases.set(other, id);
    }
    if (!dataSet._isStandIn) {
      this.warnOfOthers(id, dataSet);
    }
  }

  private identitiesOf(dataSet: SpiceDataSet): string[] {
    return [dataSet._arn(this.scope), ...dataSet._otherArns()].map((arn) => identity(this.scope, arn));
  }

  /** Two constructs on one data set know nothing of each other's ingestions. */
  private warnOfOthers(id: string, dataSet: SpiceDataSet): void {
    const { root } = this.scope.node;
    const known = refreshedBy.get(root) ?? new Map<string, Construct>();
    refreshedBy.set(root, known);
    const arns = [dataSet._arn(this.scope), ...dataSet._otherArns()].map((arn) => this.keyInApp(arn));
    const keys = [...arns, dataSet._defined?.node.path].filter((key) => key !== undefined);
    const other = keys.map((key) => known.get(key)).find((each) => each !== undefined);
    if (other && other !== this.scope) {
      Annotations.of(this.scope).addWarningV2(
        'cdk-spice-refresh:refreshedTwice',
        `data set ${id} is refreshed by ${other.node.path} as well: each of the two takes the whole quota for its own, ` +
          'and starts ingestions while the other has one in flight; give all its landing events to one addDataSet',
      );
    }
    for (const key of keys) {
      known.set(key, this.scope);
    }
  }

  /** What names the data set in the whole app, or in a stage of it where account or region are not known. */
  private keyInApp(dataSetArn: string): string | undefined {
    const text = identity(this.scope, dataSetArn);
    if (text.includes('"Fn::GetAtt"') || /"Ref":"(?!AWS::)/.test(text) || text.includes('"path":')) {
      return undefined;
    }
    const isKnown = accountOf(dataSetArn) !== undefined && regionOf(dataSetArn) !== undefined;
    return isKnown ? text : `${Stage.of(this.scope)?.node.path} ${text}`;
  }
}
