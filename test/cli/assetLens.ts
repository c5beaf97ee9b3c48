/** Runs the built command as a shell would, in an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const repository = path.join(import.meta.dirname, '..', '..');
export const builtCommand = path.join(repository, 'dist', 'cli.js');

/** The tiny model that knows colours and nothing else: it answers in milliseconds, and by a formula. */
export const coloursModel = path.join(repository, 'test', 'fixtures', 'colours');

if (!existsSync(builtCommand)) throw new Error('There is no dist/cli.js: run "npm run build" first.');

export interface Outcome {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Home and cache lie below this folder. */
  readonly root: string;
  readonly workingFolder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The Node that runs it; this one where none is given. */
  readonly node?: string;
  readonly command?: string;
  /** In a process group of its own, as a shell starts it. */
  readonly ownGroup?: boolean;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts the command and collects what it says. */
export function start(words: readonly string[], surroundings: Surroundings): RunningCommand {
  const child = spawn(
    surroundings.node ?? process.execPath,
    [surroundings.command ?? builtCommand, ...words],
    {
      cwd: surroundings.workingFolder ?? surroundings.root,
      env: environmentOf(surroundings),
      detached: surroundings.ownGroup ?? false,
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end();
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', status => resolve({ status, stdout, stderr }));
  });
  return { process: child, outcome };
}

export function run(words: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  return start(words, surroundings).outcome;
}

/** Stops a command as soon as it is time to, and gives what it said. */
export function stopWhen(
  { process: child, outcome }: RunningCommand,
  isTime: () => boolean,
  stop: (child: ChildProcess) => void,
): Promise<Outcome> {
  const watch = setInterval(() => {
    if (!isTime()) return;
    clearInterval(watch);
    stop(child);
  }, 5);
  return outcome.finally(() => clearInterval(watch));
}

/** Nothing of this user, and nothing of the test runner. */
function environmentOf({ root, environment }: Surroundings): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return {
    PATH,
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    ...(TEMP === undefined ? {} : { TEMP }),
    HOME: path.join(root, 'home'),
    XDG_CACHE_HOME: path.join(root, 'cache'),
    ...environment,
  };
}
