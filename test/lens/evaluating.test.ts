// The walk that evaluates labels: what is measured teaches nothing, copies count once, and it can be stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetId, FolderId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import type { EvaluationReply } from '../../src/protocol/evaluation.ts';
import { everything, workspace } from './workspace.ts';

const labels = JSON.stringify({
  groups: [
    {
      name: 'animals',
      kind: 'one-of',
      labels: [
        { name: 'cat', prompts: ['cat'] },
        { name: 'dog', prompts: ['dog'] },
      ],
    },
  ],
});

const words = ['tree', 'river', 'stone', 'lamp', 'chair', 'road'];

/** Six cats and six dogs, each before something else, in folders of their names. */
const pictures = Object.fromEntries(
  ['cat', 'dog'].flatMap(animal =>
    words.map((word, i) => [`${animal}/${i}.png`, `${animal} ${animal} ${word}`]),
  ),
);

const files = { '.vscode/asset-lens.json': labels, ...pictures };

const counts = ({ labels: told }: EvaluationReply) =>
  told.map(({ label, hits, wrong, missed, others }) => [label, hits, wrong, missed, others]);

test('labels learn nothing from the images that they are measured on, and from others they do', async t => {
  const place = workspace(t, { ...files, 'more/a.png': 'cat cat river lamp', 'more/b.png': 'dog dog tree' });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const evaluate = () => lens.ask('evaluate', { labels: null, folder: null, truth: { kind: 'folders' } });
  const idsIn = async (folder: string) => {
    const { ids } = await lens.ask('search', everything);
    const cards = await lens.ask('cards', { ids: [...ids] as AssetId[] });
    return cards.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ id }) => id);
  };
  const before = await evaluate();
  assert.equal(before.images, 12);
  // All of them are said to be the other animal: who learned from that would tell it so.
  for (const [folder, label] of [['cat', 'dog'], ['dog', 'cat']] as const) {
    const decisions = [{ group: 'animals', label, verdict: 'accepted' as const }];
    await lens.ask('decide', { ids: await idsIn(folder), decisions });
  } // prettier-ignore
  assert.deepEqual(await evaluate(), before);
  const decided = await lens.ask('evaluate', { labels: null, folder: null, truth: { kind: 'decisions' } });
  // The truth is upside down now, and the same suggestions are wrong.
  assert.deepEqual(
    counts(decided).map(([label, hits]) => [label, hits]),
    counts(before).map(([label, , wrong]) => [label, wrong]),
  );
});

test('copies count once, and copies in two folders contradict each other', async t => {
  const place = workspace(t, {
    ...files,
    'cat/copy.png': pictures['cat/0.png']!,
    'dog/stray.png': pictures['cat/1.png']!,
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const told = await lens.ask('evaluate', { labels: null, folder: null, truth: { kind: 'folders' } });
  assert.deepEqual([told.images, told.unused.disputed], [11, 1]);
});

test('it says where nothing is known, and ends when it is stopped', async t => {
  const place = workspace(t, files);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const ask = (truth: 'decisions' | 'folders', signal?: AbortSignal) =>
    lens.ask('evaluate', { labels: null, folder: place.folder as FolderId, truth: { kind: truth } }, signal);
  await assert.rejects(ask('decisions'), error => LensError.is(error, 'invalid-argument'));
  await assert.rejects(ask('folders', AbortSignal.abort()), error => LensError.is(error, 'aborted'));
});

test('in a restricted workspace nothing is written, and a text can be had', async t => {
  const place = workspace(t, files);
  await place.open().ask('index', { folder: null });
  const lens = place.open({ trusted: false });
  const folder = place.folder as FolderId;
  const request = { folder, labels: null, states: null, naming: null, prefix: '' } as const;
  const { text } = await lens.ask('exportTags', { ...request, format: 'csv', out: null });
  assert.equal(text, 'path,group,label,state,probability,sha256\n');
  for (const ask of [
    lens.ask('exportTags', { ...request, format: 'xmp', out: null }),
    lens.ask('exportTags', { ...request, format: 'csv', out: '/nowhere.csv' }),
    lens.ask('importTags', { folder, format: 'xmp', text: null, where: '' }),
  ])
    await assert.rejects(ask, error => LensError.is(error, 'untrusted'));
});
