// Odd, rare and corrupt pictures from a collection that is not part of this repository.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openEncoder, started } from './processes.ts';

const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
const list = path.join(workspace, 'torture', 'index.json');

interface Torture {
  readonly files: readonly { readonly path: string; readonly expect: 'read' | 'problem' | 'either' }[];
}

/** What libvips cannot read, though others can: planes of a tiled TIFF apart, and Lab of 8 bits. */
const notRead = ['torture/tiff/tiff_tiled_planar_raw.tif', 'torture/tiff/hopper.Lab.tif'];

test('odd pictures are read, corrupt ones are named, and none ends the process', async t => {
  if (!existsSync(list)) return t.skip(`There is no collection at ${list}.`);
  // The collection's own list, checked by eye.
  const { files } = JSON.parse(readFileSync(list, 'utf8')) as Torture;
  assert.ok(files.length > 100);
  const encoder = await openEncoder(t);
  const paths = files.map(file => path.join(workspace, file.path));
  const { images, problems } = await encoder.encodeImages(paths, null);
  assert.equal(images.length + problems.length, files.length);
  const unsupported = new Set(
    problems.filter(({ kind }) => kind === 'unsupported').map(({ index }) => index),
  );
  const read = new Set(images.map(({ index }) => index));
  const surprises = files.filter(({ path: file, expect }, index) => {
    if (expect === 'either' || unsupported.has(index) || notRead.includes(file)) return false;
    return read.has(index) !== (expect === 'read');
  });
  assert.deepEqual(surprises, []);
  assert.equal(started.length, 1);
});
