/** Which process has which children, and whether one is still there: from `/proc`, elsewhere by `ps`. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The children of a process. Windows tells nobody. */
export function childrenOf(parent: number): number[] {
  if (existsSync('/proc/self/stat')) {
    return readdirSync('/proc').flatMap(name =>
      /^\d+$/.test(name) && parentOf(name) === parent ? [+name] : [],
    );
  }
  return execFileSync('ps', ['-Ao', 'pid=,ppid=,state='], { encoding: 'utf8' })
    .split('\n')
    .flatMap(line => {
      const [pid, of, state = 'Z'] = line.trim().split(/\s+/);
      return Number(of) === parent && !state.startsWith('Z') ? [Number(pid)] : [];
    });
}

/** Undefined for a process that has ended, also while nobody has taken note of its end. */
function parentOf(pid: string): number | undefined {
  try {
    // The name in parentheses may hold anything; the state and the parent follow.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** The last argument that a process was started with; '' where it has ended. An encoder's says for what it is there. */
export function lastArgumentOf(pid: number): string {
  try {
    const words = existsSync('/proc/self/stat')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
      : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
          .trim()
          .split(' ');
    return words.at(-1) ?? '';
  } catch {
    return '';
  }
}

/** True while a process works; one that only waits for its parent to take note of its end does not. */
function isRunning(pid: number): boolean {
  if (existsSync('/proc/self/stat')) return parentOf(String(pid)) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds until a process is gone; null where it is still there after so many. */
export async function millisecondsUntilGone(pid: number, patience: number): Promise<number | null> {
  const started = performance.now();
  while (isRunning(pid)) {
    if (performance.now() - started > patience) return null;
    await pause(20);
  }
  return performance.now() - started;
}
