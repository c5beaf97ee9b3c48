// The command line as people run it: a process each time, its memory, and what the extension costs at its start.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { summary } from './numbers.mjs';

export async function commands({ models, rounds, scratch, tell }) {
  const { name, folder, files, modelFolder } = models[0];
  tell(`commands: ${files.length} images with ${name}`);
  const times = { fresh: [], again: [], search: [], extension: [] };
  const memory = { command: [], encoder: [] };
  for (let round = 0; round < rounds; round++) {
    const store = mkdtempSync(path.join(scratch, 'store-'));
    const common = ['--json', '--store', store, '--model', modelFolder];
    const fresh = await runCommand(['index', folder, ...common]);
    times.fresh.push(fresh.seconds);
    if (fresh.peaks) for (const who of ['command', 'encoder']) memory[who].push(fresh.peaks[who]);
    times.again.push((await runCommand(['index', folder, ...common])).seconds);
    times.search.push((await runCommand(['search', folder, 'a dog', ...common])).seconds);
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
