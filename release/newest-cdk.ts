import { run } from './run';
import type { Language } from './toolchains';

/** Where a language takes the CDK from. */
interface Registry {
  readonly name: string;
  readonly has: (version: string) => boolean;
}

const REGISTRIES: Readonly<Record<Exclude<Language, 'dotnet'>, () => Registry>> = {
  js: () => listed('npm', JSON.parse(run('npm', ['view', 'aws-cdk-lib', 'versions', '--json']))),
  python: () => {
    const said = run('python3', ['-m', 'pip', 'index', 'versions', 'aws-cdk-lib']);
    return listed('PyPI', /^Available versions: (.*)$/m.exec(said)?.[1]?.split(', ') ?? []);
  },
  java: () => ({ name: 'Maven Central', has: isOnMavenCentral }),
  go: () => {
    const said = run('go', ['list', '-m', '-versions', 'github.com/aws/aws-cdk-go/awscdk/v2']);
    return listed(
      'the Go module proxy',
      [...said.matchAll(/ v(\S+)/g)].map(([, version]) => version as string),
    );
  },
};

export interface NewestCdk {
  readonly version: string;
  /** Newer ones, by the registry that lacks them. */
  readonly passedOver: Readonly<Record<string, readonly string[]>>;
}

/**
 * The newest CDK that the registries of all these languages have: a release reaches them at different times.
 *
 * @param tested the newest that is tested, and so the newest that is taken
 */
export function newestCdk(languages: readonly Language[], oldest: string, tested: string): NewestCdk {
  const registries = languages.flatMap((language) => (language === 'dotnet' ? [] : [REGISTRIES[language]()]));
  const versions: string[] = JSON.parse(
    run('npm', ['view', `aws-cdk-lib@>=${oldest} <=${tested}`, 'version', '--json']),
  );
  return newestOf(versions, registries);
}

export function newestOf(versions: readonly string[], registries: readonly Registry[]): NewestCdk {
  const passedOver: Record<string, string[]> = {};
  // the registry has them in the order in which they were published
  for (const version of versions.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }))) {
    const lacking = registries.find(({ has }) => !has(version));
    if (lacking === undefined) {
      return { version, passedOver };
    }
    passedOver[lacking.name] = [...(passedOver[lacking.name] ?? []), version];
  }
  throw new Error(`no version of aws-cdk-lib is in all registries: not in ${JSON.stringify(passedOver)}`);
}

function listed(name: string, versions: readonly string[]): Registry {
  return { name, has: (version) => versions.includes(version) };
}

function isOnMavenCentral(version: string): boolean {
  const asked = [`-Dartifact=software.amazon.awscdk:aws-cdk-lib:${version}:pom`, '-Dtransitive=false'];
  try {
    run('mvn', ['--quiet', '--batch-mode', 'dependency:get', ...asked]);
    return true;
  } catch (error) {
    if (/was not found|Could not find artifact/.test(String(error))) {
      return false;
    }
    throw error;
  }
}
