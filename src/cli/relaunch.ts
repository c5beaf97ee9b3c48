/** The engine needs Node 24. Started by an older one, the command starts itself again on the one that came with it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePackages, nodeProgram } from './nodePackages.ts';

const neededMajor = 24;

/** The exit status of the second run; undefined when this Node is new enough and there was none. */
export async function relaunchIfOld(): Promise<number | undefined> {
  if (isNewEnough(process.version)) {
    endWithFirstRun();
    return undefined;
  }
  const node = candidates(import.meta.url).find(file => existsSync(file) && isNewEnough(versionOf(file)));
  if (node) return runOn(node);
  process.stderr.write(
    `asset-lens: Node ${neededMajor} or newer is needed, this is ${process.version} and none is in node_modules: ` +
      `install Node ${neededMajor}, or install asset-lens again with its optional dependencies.\n`,
  );
  return 1;
}

function isNewEnough(version: string | undefined): boolean {
  return Number(version?.replace(/^v/, '').split('.')[0]) >= neededMajor;
}

/** Where a newer Node may lie: our own package first, then what npm links, folder by folder upwards. */
function candidates(from: string): string[] {
  const found: string[] = [];
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (name) {
    try {
      const manifest = createRequire(from).resolve(`${name}/package.json`);
      found.push(path.join(path.dirname(manifest), nodeProgram(process.platform)));
    } catch {
      // Installed without optional dependencies: another package may have brought a Node.
    }
  }
  let folder = path.dirname(fileURLToPath(from));
  while (folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
    // On Windows, npm links scripts instead of programs, and a script cannot be started without a shell.
    if (process.platform !== 'win32') found.push(path.join(folder, 'node_modules', '.bin', 'node'));
  }
  return found;
}

/** What the program says of itself: a binary for another C library starts on no version at all. */
function versionOf(node: string): string | undefined {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** Tells the second run, in its environment, whose it is. */
const firstRunVariable = 'ASSET_LENS_FIRST_RUN';

/** Time for the second run to stop cleanly. */
const graceMilliseconds = 2000;

/** The first run passes signals on; one that is killed cannot, but the wire between the two ends with it. */
function endWithFirstRun(): void {
  if (process.env[firstRunVariable] !== String(process.ppid)) return;
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMilliseconds).unref();
  });
  // Whoever has finished does not wait for it.
  process.channel?.unref();
}

function runOn(node: string): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(
      node,
      [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
      {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, [firstRunVariable]: String(process.pid) },
      },
    );
    // A terminal sends Ctrl-C to both processes; the second run takes two that come at once for one.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // Windows knows no signals: its console tells both, and kill would end the child at once.
        if (process.platform !== 'win32') child.kill(signal);
      });
    }
    child.on('error', error => {
      process.stderr.write(`asset-lens: ${node} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
