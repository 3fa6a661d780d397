import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOKUP_PROVIDER } from '../../lib/private/contract';

/** A name that an app wants to be looked up. */
export interface MissingDataSet {
  /** Of `cdk.context.json`. */
  readonly key: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

interface Manifest {
  readonly missing?: readonly { readonly key: string; readonly provider: string; readonly props: Props }[];
}

interface Props {
  readonly account?: string;
  readonly region?: string;
  readonly typeName?: string;
  readonly propertyMatch?: { readonly Name?: string };
}

/** The data sets that are missing in a cloud assembly, those of its stages too; each once. */
export function missingDataSets(assembly: string): MissingDataSet[] {
  let text: string;
  try {
    text = readFileSync(join(assembly, 'manifest.json'), 'utf8');
  } catch {
    throw new Error(
      `no cloud assembly in ${assembly}: run npx --no cdk synth first, or name the folder with --assembly`,
    );
  }
  const nested = readdirSync(assembly, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('assembly-'))
    .flatMap(({ name }) => missingDataSets(join(assembly, name)));
  const found = ((JSON.parse(text) as Manifest).missing ?? []).flatMap(({ key, provider, props }) => {
    const { account, region, typeName, propertyMatch } = props;
    return provider === LOOKUP_PROVIDER && typeName === 'AWS::QuickSight::DataSet' && propertyMatch?.Name
      ? [{ key, account: account ?? '', region: region ?? '', name: propertyMatch.Name }]
      : [];
  });
  return [...new Map([...found, ...nested].map((each) => [each.key, each])).values()];
}
