// The search for duplicates as the panel follows it: what comes in, what is said, stopping and going on; and the review in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAddress } from '../../src/panel/address.ts';
import { DuplicateSearch } from '../../src/panel/duplicateSearch.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { DuplicateGroup, DuplicateProgress } from '../../src/protocol/duplicate.ts';
import type { LensQuestions } from '../../src/protocol/lens.ts';
import { cardOf, format, group, t } from './view.ts';

const told: DuplicateProgress = {
  step: 'looking', done: 0, total: 100, copies: 0, compared: 0, outlined: 0, perSecond: 0, remainingSeconds: null,
}; // prettier-ignore
const never = new AbortController().signal;

/** An engine with these groups, of whose search the test says how it stands. */
function searchOf(groups: DuplicateGroup[]) {
  const engine = { groups, state: 'going on' as 'going on' | 'stopped' | 'whole', stops: 0 };
  const asked: LensQuestions['duplicatesPage'][0][] = [];
  const spoken: string[] = [];
  const failures: unknown[] = [];
  let outdated = 0;
  const search = new DuplicateSearch({
    page: request => {
      asked.push(request);
      if (request.goesOn && engine.state === 'stopped') engine.state = 'going on';
      const { first, count, around } = request;
      const place = engine.groups.findIndex(({ assets }) => assets.some(id => id === around));
      const from = place < 0 ? first : place - (place % count);
      return Promise.resolve({
        groups: engine.groups.slice(from, from + count),
        first: from,
        total: engine.groups.length,
        isWhole: engine.state === 'whole',
        isStopped: engine.state === 'stopped',
      });
    },
    stop: () => {
      engine.stops++;
      if (engine.state === 'going on') engine.state = 'stopped';
      return Promise.resolve(null);
    },
    locate: file => Promise.resolve(Number(file) as AssetId),
    cards: ids => Promise.resolve(ids.map(id => cardOf({ id, path: `${id}.png` }))),
    keepBest: ids =>
      Promise.resolve({
        kept: ids[0]!,
        reason: 'larger',
        members: ids.map(id => {
          const { folder, path } = cardOf({ id, path: `${id}.png` });
          return { id, folder, path, files: 0, maybe: 0, isTracked: false, isReference: false };
        }),
      }),
    decidePairs: () => Promise.resolve({ changed: 1 }),
    undoDecision: () => Promise.resolve({ changed: 1 }),
    merge: ({ others }) => Promise.resolve({ id: 'one', removed: others.length, refused: 0 }),
    undoMerge: () => Promise.resolve(null),
    words: () => ({ t, format }),
    changed: text => text !== undefined && spoken.push(text),
    outdated: () => outdated++,
    isAsking: () => false,
    failed: error => failures.push(error),
  });
  return { search, engine, asked, spoken, failures, outdated: () => outdated };
}

const groupsOf = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => group('same-bytes', [from + 2 * n, from + 2 * n + 1]));
const address = { ...startAddress, mode: 'duplicates' } as const;

test('all groups come in pages, and the start, every tenth and the end are said once', async () => {
  const { search, engine, asked, spoken } = searchOf(groupsOf(450));
  assert.equal((await search.groups(address, true, never)).length, 450);
  assert.deepEqual(
    asked.map(({ first, count, goesOn }) => [first, count, goesOn]),
    [
      [0, 200, true],
      [200, 200, true],
      [400, 200, true],
    ],
  );
  for (let done = 0; done < 35; done++) search.heard({ ...told, done });
  // Another step begins anew, and that is no tenth of this one.
  search.heard({ ...told, step: 'comparing', done: 90 });
  engine.state = 'whole';
  await search.groups(address, false, never);
  await search.groups(address, false, never);
  assert.deepEqual(spoken, [
    'Looking for duplicates',
    'Looking for duplicates: 10 %',
    'Looking for duplicates: 20 %',
    'Looking for duplicates: 30 %',
    'All duplicates found: 450 groups',
  ]);
  search.heard({ ...told, done: 99 });
  assert.equal(search.search?.progress, null, 'what comes late is not shown');
  search.leave();
});

test('a search that is stopped says so and keeps its groups; a look at them leaves it stopped, Search On does not', async () => {
  const { search, engine, spoken, outdated, failures } = searchOf(groupsOf(3));
  await search.groups(address, true, never);
  search.heard({ ...told, done: 5 });
  await search.stop();
  assert.equal(outdated(), 1, 'what is shown is asked for again');
  assert.equal((await search.groups(address, false, never)).length, 3);
  assert.deepEqual(search.search, { progress: { ...told, done: 5 }, groups: 3, isWhole: false, isStopped: true });
  search.heard({ ...told, done: 50 });
  assert.equal(search.search?.progress?.done, 5, 'nothing moves any more');
  await search.review({ ...address, mode: 'copies', selected: null }, false);
  assert.equal(engine.state, 'stopped');
  await search.goOn(address);
  assert.equal(engine.state, 'going on');
  assert.deepEqual(spoken, [
    'Looking for duplicates',
    'The search was stopped: 3 groups',
    'The search goes on',
  ]);
  search.leave();
  assert.deepEqual([engine.stops, search.search, failures], [2, null, []]);
}); // prettier-ignore

test('the group that is looked at stays where others come in before it, on another page, too', async () => {
  const { search, engine } = searchOf(groupsOf(2, 1001));
  await search.review({ ...address, mode: 'copies', selected: '1003' }, true);
  while (!search.copies?.current) await new Promise(setImmediate);
  assert.deepEqual([search.copies.at, search.copies.current.kept], [1, 1003]);
  engine.groups.unshift(...groupsOf(250));
  assert.equal(await search.reviewOn(), true);
  assert.deepEqual([search.copies.at, search.copies.total], [251, 252]);
  assert.deepEqual(search.copies.current?.cards.map(({ id }) => id), [1003, 1004]);
  search.leave();
}); // prettier-ignore

test('who gives up undoing a merge may still undo it', async () => {
  const { search, spoken } = searchOf(groupsOf(2));
  await search.review({ ...address, mode: 'copies', selected: null }, true);
  while (!search.copies?.current) await new Promise(setImmediate);
  await search.merge();
  assert.equal(search.copies.total, 1);
  await search.undo();
  assert.equal(search.copies.total, 1, 'it is still merged');
  assert.deepEqual(spoken.slice(-2), ['Removed: 1, left as they are: 0', 'Nothing to undo']);
});
