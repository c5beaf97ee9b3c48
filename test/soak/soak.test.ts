// A small soak in the test suite; `node test/soak/soak.mjs` is the large one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursModel } from '../cli/assetLens.ts';
import { type Victim, orphanMilliseconds, soak } from './soak.ts';

const seed = 1;
const skip = process.platform === 'win32' && 'Windows does not tell which process has which children';

const victims: Readonly<Record<Victim, string>> = {
  encoder: 'the encoder is killed five times',
  process: 'the whole command is killed five times',
};

for (const [victim, what] of Object.entries(victims) as [Victim, string][]) {
  test(
    `a folder that changes while it is indexed and ${what} has the index of a fresh look at the end (seed ${seed})`,
    { skip, timeout: 600_000 },
    async t => {
      const report = await soak({
        files: 200,
        kills: 5,
        victim,
        seed,
        model: coloursModel,
        keep: null,
        tell: line => t.diagnostic(line),
      });
      assert.deepEqual(report.comparison.differences, []);
      assert.ok(report.comparison.vectors > 0 && report.comparison.files > 0);
      assert.deepEqual(report.complaints, []);
      const { kills, lostVectors, encodedAgain } = report;
      assert.deepEqual({ kills, lostVectors, encodedAgain }, { kills: 5, lostVectors: 0, encodedAgain: 0 });
      if (victim === 'encoder') assert.equal(report.visionKills, 4);
      else assert.ok((report.orphanMilliseconds ?? 0) <= orphanMilliseconds, `${report.orphanMilliseconds}`);
      assert.equal(report.quiet.assets, report.fresh.assets);
      assert.equal(report.fresh.assets, report.comparison.images);
    },
  );
}
