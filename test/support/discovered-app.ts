import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');

/** A folder for an app in TypeScript, inside the repository, so that packages are found, and in no folder that is packed. */
export class AppFolder {
  readonly path: string;

  constructor() {
    mkdirSync(join(ROOT, 'cdk.out'), { recursive: true });
    this.path = mkdtempSync(join(ROOT, 'cdk.out', 'app-'));
    const paths = { 'cdk-spice-refresh': [join(ROOT, 'lib', 'index.ts')] };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: { paths }, include: ['*.ts'] };
    writeFileSync(this.file('tsconfig.json'), JSON.stringify(config));
  }

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** The real CDK CLI. Rejects, with what it wrote, if it fails. */
  async synth(app: string): Promise<void> {
    const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const args = [cdk, 'synth', '--quiet', '--no-notices', '--app', `${process.execPath} ${tsx} ${app}`];
    const env = { ...process.env, TSX_TSCONFIG_PATH: this.file('tsconfig.json'), CDK_DISABLE_CLI_TELEMETRY: 'true' };
    await promisify(execFile)(process.execPath, args, { cwd: this.path, env, timeout: 170_000 });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
