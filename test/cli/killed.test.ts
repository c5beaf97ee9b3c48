// What is left of a command that was killed: nothing.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { manyPngs, png, red } from './drawing.ts';
import { olderNode } from './olderNode.ts';
import { workspace } from './workspace.ts';

/** What is promised, on a machine that has other work, too. */
const promisedMilliseconds = 5000;

/** All processes that this one started, and those that they started, that are not dead already. */
function descendants(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const rows = lines.map(line => line.trim().split(/\s+/));
  const children = rows.flatMap(([child, parent, state]) =>
    Number(parent) === pid && !state!.startsWith('Z') ? [Number(child)] : [],
  );
  return children.flatMap(child => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

/** Kills a command once it has such processes, which must be gone in time. */
async function killWith(
  command: ChildProcess,
  isThere: (started: readonly number[]) => boolean,
): Promise<void> {
  let started: number[] = [];
  while (!isThere(started)) {
    await pause(50);
    started = descendants(command.pid!);
  }
  command.kill('SIGKILL');
  const began = performance.now();
  while (started.some(isAlive)) {
    if (performance.now() - began > promisedMilliseconds) {
      const left = started.filter(isAlive);
      for (const pid of left) process.kill(pid, 'SIGKILL');
      assert.fail(`${left.length} of ${started.length} processes outlived it`);
    }
    await pause(50);
  }
}

const skip = process.platform === 'win32' && 'Windows has no ps';

test('no process of a killed command outlives it', { skip, timeout: 60_000 }, async t => {
  const pictures = await manyPngs(200);
  const { root, folder, start } = await workspace(
    t,
    Object.fromEntries(pictures.map((bytes, number) => [`${number}.png`, bytes])),
  );
  const { process: command } = start(['index', folder]);
  const thumbnails = path.join(root, 'cache', 'asset-lens', 'thumbnails');
  await killWith(command, started => started.length > 0 && existsSync(thumbnails));
});

test('nor does one of a command that an older Node started again', { skip, timeout: 60_000 }, async t => {
  const node = olderNode(t);
  if (!node) return;
  const { root, folder, start } = await workspace(t, { 'red.png': png(red) });
  // A pipe that nobody writes to: the command waits for its queries as long as it lives.
  const queries = path.join(root, 'queries');
  execFileSync('mkfifo', [queries]);
  const { process: command } = start(['search', folder, '--queries', queries], { node });
  // Before the second run stands a short one that tells its version.
  let seen = 0;
  await killWith(command, started => {
    seen = started.length > 0 ? seen + 1 : 0;
    return seen > 40;
  });
});
