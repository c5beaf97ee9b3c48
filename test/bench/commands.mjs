// The command line as people run it: a process each time, its memory, and what the extension costs at its start.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { childrenOf } from '../soak/processes.ts';
import { summary } from './numbers.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const cli = path.join(root, 'dist', 'cli.js');

export async function commands({ models, rounds, scratch, tell }) {
  const { name, folder, files, modelFolder } = models[0];
  tell(`commands: ${files.length} images with ${name}`);
  const times = { fresh: [], again: [], search: [], extension: [] };
  const memory = { command: [], encoder: [] };
  for (let round = 0; round < rounds; round++) {
    const store = mkdtempSync(path.join(scratch, 'store-'));
    const common = ['--json', '--store', store, '--model', modelFolder];
    const fresh = await run(['index', folder, ...common]);
    times.fresh.push(fresh.seconds);
    if (fresh.peaks) for (const who of ['command', 'encoder']) memory[who].push(fresh.peaks[who]);
    times.again.push((await run(['index', folder, ...common])).seconds);
    times.search.push((await run(['search', folder, 'a dog', ...common])).seconds);
    times.extension.push(evaluationSeconds());
    rmSync(store, { recursive: true, force: true });
  }
  return {
    model: name,
    images: files.length,
    seconds: Object.fromEntries(Object.entries(times).map(([what, values]) => [what, summary(values)])),
    /** The most that was resident, in megabytes; null where the system does not tell. */
    megabytes:
      memory.command.length > 0
        ? Object.fromEntries(Object.entries(memory).map(([who, values]) => [who, summary(values)]))
        : null,
  };
}

async function run(words) {
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

/**
 * How long the extension's bundle takes to be read, compiled and run in a new process, with a stand-in for VS Code's
 * module. What it does when it is activated needs the real one and is measured in the tests in a workbench.
 */
function evaluationSeconds() {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, 'evaluateExtension.cjs')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
