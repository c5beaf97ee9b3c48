// The label filter and its counts: told once for each content, and anew when the labels change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from '../../src/catalog/store.ts';
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
