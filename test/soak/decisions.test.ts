// A small run in the test suite; `node test/soak/decisions.mjs` is the large one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soakDecisions } from './decisions.ts';

const seed = 1;

test(
  `two windows and the command decide at once, ten are killed, and nothing that was acknowledged is lost (seed ${seed})`,
  { timeout: 300_000 },
  async t => {
    const report = await soakDecisions({ kills: 10, seed, tell: line => t.diagnostic(line) });
    assert.deepEqual(report.losses, []);
    assert.deepEqual(report.kills, { window: 8, command: 2 });
    assert.ok(report.acknowledged.window >= 10, `${report.acknowledged.window}`);
    assert.ok(report.acknowledged.command >= 1);
  },
);
