// A disk that is full, as a small one in memory that only this test sees.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './temporaryFolder.ts';

test('a full disk loses nothing that was told of, is said in words, and is gone on with once there is room', t => {
  const disk = temporaryFolder(t);
  const inNamespace = (script: string, ...words: string[]) =>
    spawnSync('unshare', ['--mount', 'sh', '-c', `mount -t tmpfs -o size=8m none "$0" && ${script}`, disk, ...words], {
      encoding: 'utf8',
    });
  if (inNamespace('true').status !== 0) {
    t.skip('A disk of one’s own can only be made by the superuser on Linux.');
    return;
  }
  const script = path.join(import.meta.dirname, 'fullDisk.ts');
  const words = [process.execPath, '--disable-warning=ExperimentalWarning', script];
  const { stdout, stderr, status } = inNamespace('exec "$@" "$0"', ...words);
  assert.deepEqual([stdout, stderr, status], ['all well\n', '', 0]);
}); // prettier-ignore
