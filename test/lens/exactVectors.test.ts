// Many vectors at once: read as they lie, they are those that are asked for one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from '../../src/catalog/store.ts';
import { eachBlock } from '../../src/lens/exactVectors.ts';
import type { Lens } from '../../src/lens/lens.ts';
import { dimensions, encoded, hashOfName, vectorsOf } from '../catalog/contents.ts';
import { temporaryFolder } from '../catalog/temporaryFolder.ts';

test('nearly all vectors of a store come each at its place, also twice, and those that are not there do not', async t => {
  const store = openStore(temporaryFolder(t));
  t.after(() => store.close());
  const names = Array.from({ length: 5000 }, (_, number) => `image ${number}`);
  await store.saveEncoded('space', encoded(names), vectorsOf(names), dimensions);
  // Of a Lens this asks for its store and its model alone.
  const lens = { store, identity: async () => ({ space: 'space', dimensions }) } as unknown as Lens;
  const asked = [...names.slice(300).reverse(), 'unknown', 'image 400', 'image 400'];
  const found = new Float32Array(asked.length * dimensions);
  const seen: number[] = [];
  await eachBlock(lens, asked.map(hashOfName), new AbortController().signal, ({ vectors, places }) => {
    places.forEach((place, row) => {
      seen.push(place);
      found.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
    });
  });
  const unknown = asked.indexOf('unknown');
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    [...asked.keys()].filter(place => place !== unknown),
  );
  const expected = vectorsOf(asked);
  expected.fill(0, unknown * dimensions, (unknown + 1) * dimensions);
  assert.deepEqual(found, expected);
});
