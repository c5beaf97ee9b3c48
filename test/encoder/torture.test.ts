// Odd, rare and corrupt pictures from a collection that is not part of this repository.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openEncoder, started } from './processes.ts';
import { isExpected, list, tortureFiles, workspace } from './torture.ts';

test('odd pictures are read, corrupt ones are named by a fitting kind, and none ends the process', async t => {
  if (!existsSync(list)) return t.skip(`There is no collection at ${list}.`);
  const files = tortureFiles();
  assert.ok(files.length > 100);
  const encoder = await openEncoder(t);
  const paths = files.map(file => path.join(workspace, file.path));
  const { images, problems } = await encoder.encodeImages(paths, null);
  assert.equal(images.length + problems.length, files.length);
  const read = new Set(images.map(({ index }) => index));
  const kinds = new Map(problems.map(({ index, kind }) => [index, kind]));
  const rows = files.map((file, index) => ({
    file,
    got: read.has(index) ? ('read' as const) : (kinds.get(index) ?? ('none' as const)),
  }));
  t.diagnostic(`${read.size} read, ${problems.length} problems, ${started.length} processes`);
  assert.deepEqual(
    rows.filter(({ file, got }) => !isExpected(file, got)),
    [],
  );
  // One process for texts, which says which model this is, and one for pictures.
  assert.equal(started.length, 2);
});
