// Which of a group is kept, and how edits of lines are taken back out of a text that changed since.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type KeepCandidate, keepBest } from '../../src/duplicates/keep.ts';
import { editedText, restoredText } from '../../src/duplicates/restoredText.ts';
import type { AssetId, AssetPath, FolderId } from '../../src/protocol/asset.ts';

function candidate(
  id: number,
  change: Partial<KeepCandidate> & { readonly name?: string } = {},
): KeepCandidate {
  const { name = `img/${id}.jpg`, ...rest } = change;
  return {
    id: id as AssetId,
    folder: '/w' as FolderId,
    path: name as AssetPath,
    width: 100,
    height: 100,
    format: 'jpeg',
    files: 0,
    maybe: 0,
    isTracked: false,
    isReference: false,
    ...rest,
  };
}

const best = (...candidates: readonly KeepCandidate[]) => {
  const { order, reason } = keepBest(candidates);
  return [order[0]?.id, reason];
};

describe('the one that is kept', () => {
  // Each has only what its name says, against one that has everything weaker.
  const shorter = { name: 'a.jpg' };
  const tracked = { ...shorter, isTracked: true };
  const lossless = { ...tracked, format: 'png' as const };
  const deeper = { ...tracked, format: 'exr' as const };
  const larger = { ...deeper, width: 200 };
  const vector = { ...tracked, format: 'svg' as const, width: 16, height: 16 };
  const referenced = { ...larger, files: 3 };
  for (const [reason, strong, weak] of [
    ['reference-folder', { isReference: true }, referenced],
    ['referenced', { files: 1 }, vector],
    ['vector', { format: 'svg', width: 16, height: 16 }, larger],
    ['larger', { width: 101 }, deeper],
    ['deeper', { format: 'hdr' }, lossless],
    ['lossless', { format: 'png' }, tracked],
    ['tracked', { isTracked: true }, shorter],
    ['shorter-path', { name: 'b.jpg' }, {}],
  ] as const) {
    test(`${reason} comes before all that is weaker`, () => {
      assert.deepEqual(best(candidate(1, weak), candidate(2, strong)), [2, reason]);
      assert.deepEqual(best(candidate(2, strong), candidate(1, weak)), [2, reason]);
    });
  }

  test('how many files use it does not count, whether any does', () => {
    assert.deepEqual(best(candidate(1, { files: 9 }), candidate(2, { files: 1, width: 200 })), [2, 'larger']);
  });

  test('where all is equal the first path is kept, without a reason', () => {
    assert.deepEqual(best(candidate(2, { name: 'b.jpg' }), candidate(1, { name: 'a.jpg' })), [1, null]);
    assert.deepEqual(best(candidate(1)), [1, null]);
    assert.deepEqual(best(), [undefined, null]);
  });

  test('the order is one order, whatever comes first', () => {
    const all = [
      candidate(1, { format: 'svg', width: 16 }),
      candidate(2, { width: 900 }),
      candidate(3, { files: 1 }),
      candidate(4, { format: 'png' }),
      candidate(5),
    ];
    const orders = all.map((_, n) =>
      keepBest([...all.slice(n), ...all.slice(0, n)]).order.map(({ id }) => id),
    );
    for (const order of orders) assert.deepEqual(order, [3, 1, 2, 4, 5]);
  });
});

describe('edits of lines', () => {
  const before = 'one a.png\r\ntwo a.png and a.png\nthree';
  const edits = [
    { line: 1, column: 5, text: 'a.png', replacement: 'kept/b.png' },
    { line: 2, column: 5, text: 'a.png', replacement: 'b.png' },
    { line: 2, column: 15, text: 'a.png', replacement: 'b.png' },
  ];
  const after = 'one kept/b.png\r\ntwo b.png and b.png\nthree';

  test('are made from the back, and only where the text stands', () => {
    assert.equal(editedText(before, edits), after);
    assert.throws(() => editedText('one c.png', edits.slice(0, 1)), /"a\.png" does not stand in line 1/);
  });

  test('are taken back whole where nothing changed since', () => {
    assert.deepEqual(restoredText(before, after, after), { text: before, lost: [] });
  });

  test('are taken back beside what was written since, wherever it stands', () => {
    const now = `new\n${after}\nb.png stays`;
    assert.deepEqual(restoredText(before, after, now), { text: `new\n${before}\nb.png stays`, lost: [] });
  });

  test('that are gone are told by their line, and nothing else is touched', () => {
    const now = 'one kept/b.png\r\ntwo was written anew\nthree';
    assert.deepEqual(restoredText(before, after, now), {
      text: 'one a.png\r\ntwo was written anew\nthree',
      lost: [2],
    });
  });

  test('that were never made, or taken back by hand, are no loss', () => {
    assert.deepEqual(restoredText(before, after, before), { text: before, lost: [] });
  });

  test('of equal lines, each takes one', () => {
    assert.deepEqual(restoredText('a\nx\na', 'b\nx\nb', 'b\nx\nb\nb'), { text: 'a\nx\na\nb', lost: [] });
  });
});
