// Decisions of the panel: what people say hides what the model says, and each step is taken back as one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Deciding } from '../../src/panel/deciding.ts';
import { tagLines, tagRemark, tagText, yesTo } from '../../src/panel/tagLines.ts';
import type { AssetId, AssetPath, ContentHash, FolderId } from '../../src/protocol/asset.ts';
import type { DecidedTag, Verdict } from '../../src/protocol/decision.ts';
import { cardOf, format, labelCount, t } from './view.ts';

const ids = (...numbers: number[]) => numbers as AssetId[];

describe('the tags of an image', () => {
  const card = cardOf({
    tags: [
      { label: 'cat', group: 'shows', state: 'suggested', probability: 0.87, color: null },
      { label: 'dog', group: 'shows', state: 'suggested', probability: 0.4, color: null },
    ],
  });

  test('are suggestions with their group and probability where nobody said anything', () => {
    const lines = tagLines(card, [], []);
    assert.deepEqual(lines[0], {
      group: 'shows',
      label: 'cat',
      color: null,
      state: 'suggested',
      probability: 0.87,
      parents: [],
      threshold: null,
      facts: [],
    });
    assert.equal(tagText(lines[0]!, t, format), 'cat 87 %');
    assert.equal(yesTo(lines[0]), 'accepted');
  });

  test('say once what people decided, first what they hold and last what they rejected', () => {
    const lines = tagLines(
      card,
      [
        { group: 'shows', label: 'cat', state: 'rejected', facts: [] },
        { group: 'shows', label: 'bird', state: 'by-hand', facts: [] },
        { group: 'shows', label: 'fish', state: 'disputed', facts: [] },
      ],
      [labelCount({ label: 'bird', group: 'shows', color: '#00f' })],
    );
    assert.deepEqual(
      lines.map(line => tagText(line, t, format)),
      ['bird by hand', 'fish disputed', 'dog 40 %', 'cat rejected'],
    );
    assert.equal(lines[0]?.color, '#00f');
    assert.equal(yesTo(lines[0]), 'by-hand');
    assert.equal(yesTo(lines[3]), 'accepted');
    assert.equal(yesTo(undefined), 'by-hand');
  });

  test('tell what they are a kind of, from where on they are suggested, what the model says, and who disputes', () => {
    const known = [
      labelCount({ label: 'cat', group: 'shows', parents: ['pet', 'animal'], threshold: 0.6 }),
      labelCount({ label: 'dog', group: 'shows' }),
    ];
    const fact = (path: string, verdict: Verdict) => {
      const hash = '0'.repeat(64) as ContentHash;
      return { path: path as AssetPath, verdict, group: 'shows', label: 'cat', hash };
    };
    const remarks = (...decided: DecidedTag[]) =>
      tagLines(card, decided, known).map(line => tagRemark(line, t, format));
    assert.deepEqual(remarks(), ['animal › pet · suggested from 60 % on', '']);
    const cat = { group: 'shows', label: 'cat' };
    assert.deepEqual(remarks({ ...cat, state: 'accepted', facts: [] }), [
      'animal › pet · the model says 87 % · suggested from 60 % on',
      '',
    ]);
    const facts = [fact('a.png', 'accepted'), fact('b.png', 'rejected')];
    assert.match(
      remarks({ ...cat, state: 'disputed', facts })[0]!,
      / · accepted \(a\.png\), rejected \(b\.png\)$/,
    );
  });

  test('are one whether an accent is a letter of its own or not', () => {
    const composed = cardOf({
      tags: [{ label: 'caf\u00e9', group: 'shows', state: 'suggested', probability: 0.5, color: null }],
    });
    const lines = tagLines(composed, [{ group: '', label: 'cafe\u0301', state: 'accepted', facts: [] }], []);
    assert.deepEqual(
      lines.map(({ state }) => state),
      ['accepted'],
    );
  });
});

describe('a step', () => {
  const [pictures, icons] = ['/pictures' as FolderId, '/icons' as FolderId];
  function decidingWith() {
    const undone: FolderId[] = [];
    const deciding = new Deciding({
      decide: request => Promise.resolve({ changed: request.ids.length, steps: [] }),
      undo: ({ folder }) => Promise.resolve({ changed: undone.push(folder) }),
      foldersOf: asked => Promise.resolve(asked.length > 1 ? [pictures, icons] : [pictures]),
    });
    return { deciding, undone };
  }
  const wish = { group: '', label: 'cat', verdict: 'accepted' } as const;

  test('is undone in every folder that it was about, the last one first', async () => {
    const { deciding, undone } = decidingWith();
    await deciding.decide(ids(1), wish);
    assert.equal(await deciding.decide(ids(2, 3), wish), 2);
    assert.deepEqual((await deciding.undo(null)).ids, ids(2, 3));
    assert.deepEqual(undone, [pictures, icons]);
    assert.deepEqual((await deciding.undo(null)).ids, ids(1));
    assert.deepEqual(undone, [pictures, icons, pictures]);
  });

  test('of another day is undone in the folder that is looked at', async () => {
    const { deciding, undone } = decidingWith();
    assert.deepEqual(await deciding.undo(icons), { changed: 1, ids: null });
    assert.deepEqual(undone, [icons]);
    assert.deepEqual(await deciding.undo(null), { changed: 0, ids: null });
  });

  test('that is undone at once waits for its decision', async () => {
    const { deciding } = decidingWith();
    const deciding1 = deciding.decide(ids(1), wish);
    const undoing = deciding.undo(null);
    assert.equal(await deciding1, 1);
    assert.deepEqual((await undoing).ids, ids(1));
  });

  test('without images is none', async () => {
    const { deciding } = decidingWith();
    assert.equal(await deciding.decide([], wish), 0);
    assert.equal((await deciding.undo(null)).changed, 0);
  });
});
