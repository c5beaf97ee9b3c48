// Facts of the images in sight: asked for once, kept while there is room, never asked for in vain for ever.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CardShelf } from '../../src/panel/cardShelf.ts';
import type { AssetCard, AssetId } from '../../src/protocol/asset.ts';
import { cardOf } from './view.ts';

const ids = (...numbers: number[]) => numbers as AssetId[];
const range = (first: number, count: number) => ids(...Array.from({ length: count }, (_, i) => first + i));

/** A shelf whose questions are answered by hand; like the panel, it wants again what is drawn after each answer. */
function shelfWith() {
  const asked: number[][] = [];
  const failures: unknown[] = [];
  let open: PromiseWithResolvers<readonly AssetCard[]> | undefined;
  let signal: AbortSignal | undefined;
  let drawn: AssetId[] = [];
  const shelf = new CardShelf({
    ask: (wanted, aborted) => {
      asked.push([...wanted]);
      signal = aborted;
      open = Promise.withResolvers();
      return open.promise;
    },
    arrived: () => shelf.want(drawn),
    failed: error => {
      failures.push(error);
      shelf.want(drawn);
    },
  });
  const settled = () => new Promise(resolve => setImmediate(resolve));
  return {
    shelf,
    asked,
    failures,
    signal: () => signal,
    draw: (wanted: AssetId[]) => {
      drawn = wanted;
      shelf.want(wanted);
    },
    answer: async (cards: readonly AssetCard[]) => {
      open?.resolve(cards);
      await settled();
    },
    answerAll: async () => {
      open?.resolve((asked.at(-1) ?? []).map(id => cardOf({ id })));
      await settled();
    },
    fail: async (error: unknown) => {
      open?.reject(error);
      await settled();
    },
  };
}

test('what is in sight is asked for once', async () => {
  const { shelf, asked, draw, answerAll } = shelfWith();
  draw(ids(1, 2, 3));
  draw(ids(1, 2, 3));
  await answerAll();
  draw(ids(1, 2, 3));
  assert.deepEqual(asked, [[1, 2, 3]]);
  assert.equal(shelf.get(ids(2)[0]!)?.id, 2);
  assert.equal(shelf.get(ids(4)[0]!), undefined);
});

test('while one question is open the others wait, and only what is still in sight is asked for', async () => {
  const { asked, draw, answerAll } = shelfWith();
  draw(ids(1, 2));
  draw(ids(3, 4));
  draw(ids(4, 5));
  await answerAll();
  await answerAll();
  assert.deepEqual(asked, [
    [1, 2],
    [4, 5],
  ]);
});

test('what has changed stays until the new facts are there', async () => {
  const { shelf, asked, draw, answer, answerAll } = shelfWith();
  draw(ids(1));
  await answerAll();
  shelf.age();
  assert.equal(shelf.get(ids(1)[0]!)?.width, 800);
  await answer([cardOf({ id: 1, width: 10 })]);
  assert.equal(shelf.get(ids(1)[0]!)?.width, 10);
  assert.deepEqual(asked, [[1], [1]]);
});

describe('what does not come', () => {
  test('because the image has gone is not asked for again until something changes', async () => {
    const { shelf, asked, draw, answer } = shelfWith();
    draw(ids(1, 2));
    await answer([cardOf({ id: 1 })]);
    draw(ids(1, 2));
    assert.deepEqual(asked, [[1, 2]]);
    shelf.age();
    assert.deepEqual(asked, [
      [1, 2],
      [1, 2],
    ]);
  });

  test('because the question failed is not asked for again until something changes', async () => {
    const { shelf, asked, failures, draw, fail } = shelfWith();
    draw(ids(1, 2));
    await fail(new Error('The index cannot be read.'));
    draw(ids(1, 2));
    assert.deepEqual(asked, [[1, 2]]);
    assert.equal(failures.length, 1);
    draw(ids(2, 3));
    assert.deepEqual(asked.at(-1), [3], 'what was not in sight then is asked for');
    shelf.clear();
    draw(ids(1, 2));
    assert.deepEqual(asked.at(-1), [1, 2]);
  });
});

test('after a change of engines nothing of the old one is kept or told', async () => {
  const { shelf, asked, failures, signal, draw, answerAll } = shelfWith();
  draw(ids(1));
  const old = signal();
  shelf.clear();
  assert.equal(old?.aborted, true);
  await answerAll();
  assert.equal(shelf.get(ids(1)[0]!), undefined);
  assert.deepEqual(failures, []);
  draw(ids(1));
  assert.deepEqual(asked, [[1], [1]]);
});

test('the oldest facts make room, those in sight stay', async () => {
  const { shelf, draw, answerAll } = shelfWith();
  for (let first = 1; first < 4000; first += 100) {
    draw(range(first, 100));
    await answerAll();
  }
  assert.equal(shelf.get(ids(1)[0]!), undefined);
  for (const id of range(3901, 100)) assert.equal(shelf.get(id)?.id, id);
  draw(range(1, 100));
  await answerAll();
  assert.equal(shelf.get(ids(1)[0]!)?.id, 1);
});
