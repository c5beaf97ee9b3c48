import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Seeds that found something stay: nothing so far. */
const seeds = [1];

for (const seed of seeds) {
  test(`of 150 damaged pictures each is read or named, and none ends the process (seed ${seed})`, async t => {
    const encoder = await openEncoder(t);
    const { read, problems, restarts } = await fuzz(encoder, temporaryFolder(t), 150, seed);
    const named = Object.values(problems).reduce((sum, count) => sum + count, 0);
    assert.equal(read + named, 150);
    assert.equal(restarts, 0);
    // Damage that nobody notices, or that nobody survives, would be no test.
    assert.ok(read > 15 && named > 45, `${read} read, ${named} named`);
    t.diagnostic(`${read} read; ${JSON.stringify(problems)}`);
  });
}
