// Assets in memory: as they open, as they change, and what holds a content.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileColumns } from '../../src/catalog/fileColumns.ts';
import { type Asset, AssetTable } from '../../src/lens/assets.ts';
import type { AssetPath, ContentHash, FolderId } from '../../src/protocol/asset.ts';
import { hashOfWords } from '../../src/search/rowsByHash.ts';
import { seeded } from '../pure/seeded.ts';

const [folder, other] = ['/a', '/b'] as FolderId[] as [FolderId, FolderId];
const hash = (content: number) => content.toString(16).padStart(64, '0') as ContentHash;
const path = (name: string) => name as AssetPath;
const file = (name: string, content: number, at = folder) => ({
  folder: at, path: path(name), bytes: 7, modified: 0.5, hash: hash(content), aspect: 2,
}); // prettier-ignore
const namesOf = (assets: readonly Asset[]) => assets.map(asset => asset.path).sort();

/** As a catalog gives them: numbers of fixed width. */
function columns(files: readonly ReturnType<typeof file>[]): FileColumns {
  return new FileColumns(
    files.map(({ path: at }) => at),
    files.map(({ hash: digits }) => digits).join(''),
    files.map(({ bytes, modified, aspect }) => [String(bytes).padStart(16), ...[modified, aspect].map(n => n.toExponential(16).padStart(24))].join('')).join(''),
  ); // prettier-ignore
}

/** A table that opened with these files, and those of another folder. */
function opened(...names: readonly (readonly [string, number])[]): AssetTable {
  const table = new AssetTable();
  const all = columns(names.map(([name, content]) => file(name, content)));
  table.fill(folder, all, Uint32Array.from(names.keys()));
  table.fill(other, columns([file('x', 1, other), file('hidden', 2, other), file('y', 3, other)]), Uint32Array.of(0, 2));
  return table;
} // prettier-ignore

test('a folder opens with the assets at the chosen places, each as the catalog has it', () => {
  const table = opened(['a', 1], ['b', 1]);
  assert.equal(table.size, 4);
  assert.equal(table.countIn(other), 2);
  assert.deepEqual(table.pathsIn(other), ['x', 'y']);
  const found = table.at(other, path('y'))!;
  assert.deepEqual(found, { id: 4, ...file('y', 3, other) });
  assert.equal(table.get(found.id), found);
  assert.equal(table.at(other, path('hidden')), undefined);
});

test('a content is found at all its assets, whichever goes or changes', () => {
  const table = opened(['a', 1], ['b', 1], ['c', 9]);
  assert.deepEqual(namesOf(table.withContent(hash(1))), ['a', 'b', 'x']);
  assert.deepEqual(table.withContent(hash(2)), []);
  table.remove(folder, path('a'));
  assert.deepEqual(namesOf(table.withContent(hash(1))), ['b', 'x']);
  table.put(file('b', 9));
  assert.deepEqual(namesOf(table.withContent(hash(9))), ['b', 'c']);
  assert.deepEqual(table.takeGone(), []);
  table.remove(other, path('x'));
  assert.deepEqual(table.takeGone(), [hash(1)]);
  assert.deepEqual(table.takeGone(), []);
});

test('ids stay with their paths and are never given again', () => {
  const table = opened(['a', 1]);
  const { id } = table.at(folder, path('a'))!;
  assert.equal(table.put(file('a', 5)).id, id);
  const later = table.put(file('b', 6)).id;
  table.clear();
  assert.equal(table.size, 0);
  assert.equal(table.get(id), undefined);
  assert.ok(table.put(file('a', 5)).id > later);
});

for (const seed of [1, 2, 3]) {
  test(`a table that changes in any way is the list of what was put and not removed (seed ${seed})`, () => {
    const random = seeded(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const table = opened(...Array.from({ length: 20 }, (_, n) => [`${n}`, n % 6] as const));
    const truth = new Map(table.inFolder(folder).map(asset => [asset.path, asset.hash]));
    for (let step = 0; step < 500; step++) {
      const name = `${below(40)}`;
      if (random() < 0.5) {
        const content = below(8);
        table.put(file(name, content));
        truth.set(path(name), hash(content));
      } else {
        table.remove(folder, path(name));
        truth.delete(path(name));
      }
      const asked = hash(below(8));
      const holders = table.withContent(asked).filter(asset => asset.folder === folder);
      const expected = [...truth].filter(([, content]) => content === asked).map(([at]) => at);
      assert.deepEqual(namesOf(holders), expected.sort());
    }
    assert.equal(table.countIn(folder), truth.size);
    assert.deepEqual(namesOf(table.inFolder(folder)), [...truth.keys()].sort());
    const contents = new Set(Array.from(table.contents(), words => hashOfWords(words)));
    assert.deepEqual(contents, new Set([...truth.values(), hash(1), hash(3)]));
  });
}
