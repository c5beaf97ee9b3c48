// A review: what is asked next, what a step back does, and that nothing is asked twice or lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReviewRun } from '../../src/panel/reviewRun.ts';
import type { TagWish } from '../../src/panel/tagLines.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { TaggedAsset } from '../../src/protocol/tagged.ts';
import { cardOf } from './view.ts';

/** A review of `count` images; as with the engine, what is decided is suggested no more. */
function reviewOf(
  count: number,
  { gone = [], fails = () => false }: { gone?: readonly number[]; fails?: () => boolean } = {},
) {
  const decided = new Map<AssetId, TagWish>();
  const order: AssetId[] = [];
  const asked: number[] = [];
  const run = new ReviewRun({
    suggestions: wanted => {
      asked.push(wanted);
      const all = Array.from({ length: count }, (_, n) => (n + 1) as AssetId).filter(id => !decided.has(id));
      const tags = all.slice(0, wanted).map((id): TaggedAsset => {
        return { id, group: null, label: 'cat', state: 'suggested', probability: 0.5 };
      });
      return Promise.resolve({ total: all.length, tags });
    },
    cards: ids => Promise.resolve(ids.filter(id => !gone.includes(id)).map(id => cardOf({ id }))),
    decide: (id, wish) => {
      if (fails()) return Promise.resolve(false);
      decided.set(id, wish);
      order.push(id);
      return Promise.resolve(true);
    },
    undo: () => Promise.resolve(decided.delete(order.pop()!)),
    changed: () => undefined,
  });
  return { run, decided, asked };
}

test('every suggestion is asked about once, over many pages, whatever is answered', async () => {
  const { run, decided } = reviewOf(300);
  await run.start();
  assert.equal(run.view.total, 300);
  const seen: number[] = [];
  for (let step = 0; run.view.current; step++) {
    seen.push(run.view.current.id);
    assert.equal(run.view.total, 300);
    await run.answer((['accepted', 'rejected', 'skipped'] as const)[step % 3]!);
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 300 }, (_, n) => n + 1),
  );
  assert.deepEqual(run.view.answered, { accepted: 100, rejected: 100, skipped: 100 });
  assert.equal(decided.size, 200);
  assert.deepEqual(decided.get(1 as AssetId), { group: '', label: 'cat', verdict: 'accepted' });
});

test('a step back asks about the last image again, and takes back what was decided of it alone', async () => {
  const { run, decided } = reviewOf(5);
  await run.start();
  await run.answer('accepted');
  await run.answer('skipped');
  assert.equal(run.view.current?.id, 3);
  await run.undo();
  assert.equal(run.view.current?.id, 2);
  assert.equal(decided.size, 1);
  await run.undo();
  assert.equal(run.view.current?.id, 1);
  assert.equal(decided.size, 0);
  assert.equal(run.view.canUndo, false);
  await run.undo();
  assert.equal(run.view.total, 5);
});

test('an answer and a step back that come at once end where they began', async () => {
  const { run, decided } = reviewOf(5);
  await run.start();
  await Promise.all([run.answer('accepted'), run.undo()]);
  assert.equal(run.view.current?.id, 1);
  assert.equal(decided.size, 0);
});

test('what was skipped can be asked again', async () => {
  const { run } = reviewOf(2);
  await run.start();
  await run.answer('skipped');
  await run.answer('accepted');
  assert.equal(run.view.current === undefined, true);
  run.again();
  assert.deepEqual(run.view.current?.id, 1);
  assert.deepEqual([run.view.total, run.view.answered.skipped], [2, 0]);
});

test('an answer that could not be written is asked again', async () => {
  let fails = true;
  const { run } = reviewOf(3, { fails: () => fails });
  await run.start();
  await run.answer('accepted');
  assert.equal(run.view.current?.id, 1);
  assert.equal(run.view.answered.accepted, 0);
  fails = false;
  await run.answer('accepted');
  assert.equal(run.view.current?.id, 2);
});

test('images that have gone are passed over, and an empty review ends at once', async () => {
  const { run } = reviewOf(3, { gone: [1, 3] });
  await run.start();
  assert.equal(run.view.current?.id, 2);
  await run.answer('rejected');
  assert.equal(run.view.current, undefined);
  const empty = reviewOf(0).run;
  await empty.start();
  assert.deepEqual([empty.view.current, empty.view.total, empty.view.canUndo], [undefined, 0, false]);
});
