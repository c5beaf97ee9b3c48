// Merging on a disk that is full: nothing is lost at any step, and Undo Merge waits until there is room again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../catalog/temporaryFolder.ts';

test('a merge on a full disk changes nothing, or can be undone once there is room', t => {
  const disk = temporaryFolder(t);
  const inNamespace = (script: string, ...words: string[]) =>
    spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', `mount -t tmpfs -o size=24m none "$0" && ${script}`, disk, ...words],
      { encoding: 'utf8', env: { ...process.env, TMPDIR: disk } },
    );
  if (inNamespace('true').status !== 0) {
    t.skip('A disk of one’s own can only be made by the superuser on Linux.');
    return;
  }
  const script = path.join(import.meta.dirname, 'fullDisk.ts');
  const words = [process.execPath, '--disable-warning=ExperimentalWarning', script];
  const { stdout, stderr, status } = inNamespace('exec "$@" "$0"', ...words);
  assert.deepEqual([stdout, stderr, status], ['all well\n', '', 0]);
});
