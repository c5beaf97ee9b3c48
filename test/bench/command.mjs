// One call of the built command line: its time, and its memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { childrenOf } from '../soak/processes.ts';

const cli = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/**
 * Runs the built command with these words: seconds by the clock, and the most that was resident of it and of its encoder's
 * processes together, in megabytes, or null where the system does not tell. Throws with what it said where it fails.
 */
export async function runCommand(words) {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', text => (errors += text));
  const peaks = { command: 0, encoder: 0 };
  const look = setInterval(() => {
    peaks.command = Math.max(peaks.command, peakOf(child.pid));
    // A process for texts and one for pictures, which are there at the same time.
    const together = childrenOf(child.pid).reduce((sum, encoder) => sum + peakOf(encoder), 0);
    peaks.encoder = Math.max(peaks.encoder, together);
  }, 100);
  const status = await new Promise(resolve => child.on('close', resolve));
  clearInterval(look);
  if (status !== 0) throw new Error(`asset-lens ${words.join(' ')} failed:\n${errors}`);
  return { seconds: (performance.now() - started) / 1000, peaks: peaks.command > 0 ? peaks : null };
}

/** The high-water mark of resident memory, as Linux tells it; 0 elsewhere. */
function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1000;
  } catch {
    return 0;
  }
}
