import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AccountServer } from '../local/account/account-server';
import { tenDataSets } from '../test/support/ten-data-sets';

/**
 * `SpiceDataSet.from_lookup` in Python, through jsii, with the real CDK CLI against an account on this machine: `.ci/python`
 * runs it, since it needs the wheel.
 *
 *   npx tsx outside/python-lookup.ts PYTHON    the interpreter that has the package
 */
const APP = `
import aws_cdk as cdk
from cdk_spice_refresh import LandingEvent, SpiceDataSet, SpiceRefresh

app = cdk.App()
stack = cdk.Stack(app, "Lookup", env=cdk.Environment(account="111122223333", region="eu-west-1"))
SpiceRefresh(stack, "SpiceRefresh").add_data_set(
    "Value",
    data_set=SpiceDataSet.from_lookup(stack, name="Customer value"),
    refresh_on=[LandingEvent.from_pattern(source=["test"])],
)
app.synth()
`;
const CDK = join(__dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

async function main(python: string): Promise<void> {
  const server = new AccountServer(tenDataSets());
  const folder = mkdtempSync(join(tmpdir(), 'python-lookup-'));
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: await server.listen(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  const synth = async (): Promise<string> => {
    const args = [CDK, 'synth', '--quiet', '--no-notices', '--app', `${python} app.py`];
    await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 170_000 });
    return readFileSync(join(folder, 'cdk.out', 'Lookup.template.json'), 'utf8');
  };
  try {
    writeFileSync(join(folder, 'app.py'), APP);
    expect('the exact data set', (await synth()).includes('dataset/customer-value/ingestion/*'));
    const context = readFileSync(join(folder, 'cdk.context.json'), 'utf8');
    expect('its id in cdk.context.json', context.includes('"DataSetId": "customer-value"'));
    server.requests.length = 0;
    await synth();
    expect('no request of the second synthesis', server.requests.length === 0);
    console.log('from_lookup in Python finds the data set once, and keeps it.');
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function expect(what: string, holds: boolean): void {
  if (!holds) {
    throw new Error(`expected ${what}`);
  }
}

const [, , python = 'python3'] = process.argv;
void main(python);
