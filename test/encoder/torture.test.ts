// Odd, rare and corrupt pictures from a collection that is not part of this repository.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ProblemKind } from '../../src/protocol/asset.ts';
import { openEncoder, started } from './processes.ts';

const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
const list = path.join(workspace, 'torture', 'index.json');

interface TortureFile {
  readonly path: string;
  readonly format: string;
  readonly special: string;
  readonly expect: 'read' | 'problem' | 'either';
}

/** What fits a file that is damaged somehow: how decoders tell the one from the other is a matter of taste. */
const damage: readonly ProblemKind[] = ['corrupt', 'truncated'];

/** What fits, where it is something else. */
const fitting: Readonly<Record<string, readonly ProblemKind[]>> = {
  'png/65536-uint32-limit.png': ['too-large'],
  // The signature is not that of a PNG file any more.
  'png/xs1n0g01.png': ['not-an-image', 'corrupt'],
  'ico/decompression_bomb.ico': ['too-large'],
  // Also cut off, which is seen first.
  'gif/decompression_bomb.gif': ['too-large', 'truncated'],
  'tiff/oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif': ['too-large', ...damage],
  'bmp/reallybig.bmp': ['too-large', ...damage],
  'bmp/badbitcount.bmp': ['unsupported', 'corrupt'],
  'dds/unimplemented_pixel_format.dds': ['unsupported'],
  // Its start is not that of a PNM file: no space follows the kind.
  'pnm/negative_size.ppm': ['not-an-image', 'corrupt'],
  'other/empty.png': ['empty'],
  'other/one-byte.jpg': ['not-an-image', 'truncated'],
  'other/lfs-pointer.png': ['lfs-pointer'],
  'other/not-found-page.jpg': ['not-an-image'],
  'other/svg-entity-bomb.svg': ['unsupported', 'too-large', 'corrupt'],
};

test('odd pictures are read, corrupt ones are named by a fitting kind, and none ends the process', async t => {
  if (!existsSync(list)) return t.skip(`There is no collection at ${list}.`);
  // The collection's own list, checked by eye.
  const { files } = JSON.parse(readFileSync(list, 'utf8')) as { files: TortureFile[] };
  assert.ok(files.length > 100);
  const encoder = await openEncoder(t);
  const paths = files.map(file => path.join(workspace, file.path));
  const { images, problems } = await encoder.encodeImages(paths, null);
  assert.equal(images.length + problems.length, files.length);
  const read = new Set(images.map(({ index }) => index));
  const kinds = new Map(problems.map(({ index, kind }) => [index, kind]));
  const rows = files.map((file, index) => ({
    ...file,
    got: read.has(index) ? 'read' : 'problem',
    kind: kinds.get(index),
  }));
  const cell = (text: string, width: number) => text.slice(0, width).padEnd(width);
  for (const { format, special, expect, got, kind } of rows) {
    t.diagnostic(`${cell(format, 8)} ${cell(special, 50)} ${cell(expect, 7)} ${cell(got, 7)} ${kind ?? ''}`);
  }
  t.diagnostic(`${read.size} read, ${problems.length} problems, ${started.length} processes`);
  const surprises = rows.filter(({ path: file, expect, got, kind }) => {
    if (expect === 'either') return false;
    if (got !== expect) return true;
    const fits = fitting[file.replace(/^torture\//, '')] ?? damage;
    return kind !== undefined && !fits.includes(kind);
  });
  assert.deepEqual(surprises, []);
  // One process for texts, which says which model this is, and one for pictures.
  assert.equal(started.length, 2);
});
