// The label filter and its counts: told once for each content, and anew when the labels change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from '../../src/catalog/store.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import { tagStates } from '../../src/protocol/tag.ts';
import { everything, workspace } from './workspace.ts';

const labels = (...names: string[]) => JSON.stringify({ labels: names.map(name => ({ name })) });

test('a filter by label reads each vector once, and again only for new images or other labels', async t => {
  const place = workspace(t, {
    'a.png': 'cat',
    'b.png': 'dog',
    '.vscode/asset-lens.json': labels('cat', 'dog'),
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  let read = 0;
  const original = Store.prototype.vectors;
  t.mock.method(Store.prototype, 'vectors', function (this: Store, ...asked: Parameters<Store['vectors']>) {
    read += [...asked[1]].length;
    return original.apply(this, asked);
  });
  const found = async (label: string) => (await lens.ask('search', { ...everything, label })).ids.length;
  assert.deepEqual([await found('cat'), read], [1, 2]);
  assert.deepEqual([await found('dog'), await found('cat'), read], [1, 1, 2]);
  await lens.ask('labelCounts', null);
  assert.equal(read, 2);
  place.write({ '.vscode/asset-lens.json': labels('dog') });
  assert.deepEqual([await found('dog'), read], [2, 4]);
});

test('after decisions what is told again group by group is what another window tells from the start', async t => {
  const names = ['cat', 'dog', 'cow', 'boat', 'lamp', 'tree'];
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`${i}.png`, `${names[i % names.length]} ${i} ${names[i % 4]}`]),
  );
  const group = (name: string, kind: string, ...own: string[]) => ({
    name,
    kind,
    labels: own.map(label => ({ name: label, prompts: [label] })),
  });
  const groups = [
    group('animals', 'one-of', 'cat', 'dog', 'cow'),
    group('things', 'any-of', 'boat', 'lamp'),
    group('plants', 'any-of', 'tree', 'moss'),
  ];
  const place = workspace(t, { ...files, '.vscode/asset-lens.json': JSON.stringify({ groups }) });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const told = async (asked: typeof lens) => {
    const request = { folder: null, scope: null, order: 'path', first: 0, count: 1000 } as const;
    const { tags } = await asked.ask('tagged', { ...request, states: [...tagStates] });
    const { counts } = await asked.ask('labelCounts', null);
    return { tags: tags.map(({ id: _, ...tag }) => tag), counts };
  };
  const before = await told(lens);
  const { ids } = await lens.ask('search', everything);
  const decide = (label: string, said: string, verdict: 'accepted' | 'rejected', first: number) =>
    lens.ask('decide', {
      ids: [...ids].slice(first, first + 6) as AssetId[],
      decisions: [{ group: said, label, verdict }],
    });
  await decide('cat', 'animals', 'accepted', 0);
  await decide('dog', 'animals', 'accepted', 6);
  const between = await told(lens);
  assert.notDeepEqual(between, before);
  const ofOthers = ({ tags }: typeof before) => tags.filter(tag => tag.group !== 'animals');
  assert.deepEqual(ofOthers(between), ofOthers(before), 'other groups stay as they are');
  await decide('boat', 'things', 'accepted', 3);
  await decide('boat', 'things', 'rejected', 12);
  const after = await told(lens);
  assert.ok(after.counts.some(({ label, learned }) => label === 'boat' && learned !== null));
  const other = place.open();
  assert.deepEqual(after, await told(other));
  const [folder] = (await lens.ask('status', null)).folders;
  await lens.ask('undoDecision', { folder: folder!.id });
  assert.deepEqual(await told(lens), await told(other));
});
