// Does the starter model find photographs by their names? On pictures that are no part of this repository.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '..', '..');
/** 250 photographs, one of each of 250 ImageNet classes; none of them was trained on. */
const workspace = path.resolve(root, '..', 'shared', 'workspace');
const photographs = path.join(workspace, 'photos');

interface Photo {
  readonly path: string;
  readonly name: string;
}
interface Answer {
  readonly query: string;
  readonly results: readonly { readonly path: string }[];
}

test('the right photograph of 250 is among the first 10 for at least 80 % of queries by class name', async t => {
  if (!existsSync(photographs)) {
    t.skip('NOT RUN: the folder of evaluation photographs is not beside this checkout.');
    return;
  }
  const { photos } = JSON.parse(readFileSync(path.join(workspace, 'photos.json'), 'utf8')) as {
    photos: readonly Photo[];
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-photographs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const queries = path.join(folder, 'queries.txt');
  writeFileSync(queries, photos.map(photo => photo.name).join('\n'));
  const words = ['search', photographs, '--queries', queries, '--limit', '10', '--json'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(root, 'dist', 'cli.js'), ...words, '--store', path.join(folder, 'store')],
    { maxBuffer: 1 << 26 },
  );
  const answers = JSON.parse(stdout) as readonly Answer[];
  assert.equal(answers.length, photos.length);
  const ranks = answers.map(({ results }, place) =>
    results.findIndex(result => `photos/${result.path}` === photos[place]!.path),
  );
  const share = (hit: (rank: number) => boolean) => (100 * ranks.filter(hit).length) / ranks.length;
  const first = share(rank => rank === 0);
  const firstTen = share(rank => rank >= 0);
  t.diagnostic(
    `first: ${first.toFixed(1)} %, among the first 10: ${firstTen.toFixed(1)} % of ${ranks.length}`,
  );
  assert.ok(firstTen >= 80, `only ${firstTen.toFixed(1)} %`);
});
