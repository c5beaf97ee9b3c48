// Labels learn from decisions: at once, for images that nobody decided on, and only where it shows.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { LabelCount, TagReply } from '../../src/protocol/tag.ts';
import { type OpenedDesk, type Workspace, workspace } from './workspace.ts';

const scenes = ['tree', 'house', 'river', 'cloud', 'stone', 'road', 'bridge', 'lamp', 'chair', 'table'];

/** Names that say nothing of what the pictures show: the prompts cannot know. */
const labelsFile = (kind: string) =>
  JSON.stringify({
    groups: [{ name: 'team', kind, labels: ['alpha', 'beta'].map(name => ({ name, prompts: [name] })) }],
  });

const pictures = Object.fromEntries(
  ['cat', 'dog'].flatMap(animal => scenes.map((scene, i) => [`${animal}${i}.png`, `${animal} ${animal} ${scene}`])),
); // prettier-ignore

async function opened(t: Parameters<typeof workspace>[0], kind: string) {
  const place = workspace(t, { ...pictures, '.vscode/asset-lens.json': labelsFile(kind) });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  return { place, lens };
}

/** Says of the first five cats that they are alpha, of the first five dogs that they are beta. */
async function teach(lens: OpenedDesk, place: Workspace, isBoth = false) {
  for (const [animal, label, other] of [['cat', 'alpha', 'beta'], ['dog', 'beta', 'alpha']] as const) {
    const files = [0, 1, 2, 3, 4].map(i => path.join(place.folder, `${animal}${i}.png`));
    const ids = await Promise.all(files.map(async file => (await lens.ask('locate', { file }))!));
    const decisions = [{ group: 'team', label, verdict: 'accepted' as const }];
    const rejected = { group: 'team', label: other, verdict: 'rejected' as const };
    await lens.ask('decide', { ids, decisions: isBoth ? [...decisions, rejected] : decisions });
  }
} // prettier-ignore

/** Whether alpha is likelier than beta, of the images that nobody decided on. */
async function taughtRightly(lens: OpenedDesk, reply: TagReply): Promise<number> {
  const cards = await lens.ask('cards', { ids: [...reply.ids] as AssetId[] });
  const width = reply.columns.length;
  return cards.filter((card, row) => {
    if (Number(/\d/.exec(card.path)![0]) < 5) return false;
    const isAlpha = reply.probabilities[row * width]! > reply.probabilities[row * width + 1]!;
    return isAlpha === card.path.startsWith('cat');
  }).length;
}

const ask = (lens: OpenedDesk) => lens.ask('tag', { labels: null, folder: null });
const countOf = async (lens: OpenedDesk): Promise<readonly LabelCount[]> =>
  (await lens.ask('labelCounts', null)).counts;

for (const kind of ['one-of', 'any-of']) {
  test(`decisions adapt the labels of a ${kind} group on the spot, and undo takes that back digit by digit`, async t => {
    const { lens, place } = await opened(t, kind);
    const before = await ask(lens);
    assert.deepEqual((await countOf(lens)).map(({ learned }) => learned), [null, null]); // prettier-ignore
    const rightBefore = await taughtRightly(lens, before);
    await teach(lens, place, kind === 'any-of');
    const after = await ask(lens);
    assert.deepEqual(after.scores, before.scores, 'the cosine is the model\'s'); // prettier-ignore
    const rightAfter = await taughtRightly(lens, after);
    assert.ok(
      rightAfter >= 9 && rightAfter > rightBefore,
      `${rightBefore} of 10 before, ${rightAfter} after`,
    );
    for (const { learned } of await countOf(lens)) {
      assert.equal(learned!.usesDecisions, true);
      assert.deepEqual([learned!.before.of, learned!.after.of], [10, 10]);
      assert.ok(learned!.after.right >= learned!.before.right && learned!.after.right >= 9);
    }
    assert.deepEqual(await ask(lens), after, 'the same again');
    const folder = (await lens.ask('status', null)).folders[0]!.id;
    while ((await lens.ask('undoDecision', { folder })).changed > 0);
    assert.deepEqual(await ask(lens), before);
  });
}

test('where decisions say what the prompts say, these stay, and it is told', async t => {
  const place = workspace(t, {
    'a.png': 'alpha',
    'b.png': 'beta',
    '.vscode/asset-lens.json': labelsFile('one-of'),
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const before = await ask(lens);
  const id = await lens.ask('locate', { file: path.join(place.folder, 'a.png') });
  await lens.ask('decide', {
    ids: [id!],
    decisions: [{ group: 'team', label: 'alpha', verdict: 'accepted' }],
  });
  const [alpha] = await countOf(lens);
  assert.deepEqual(alpha!.learned, { usesDecisions: false, before: { right: 1, of: 1 }, after: { right: 1, of: 1 } }); // prettier-ignore
  assert.deepEqual((await ask(lens)).probabilities, before.probabilities);
});
