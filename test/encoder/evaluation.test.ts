// `npm run eval:model` from end to end, with a tiny model and without the pictures that are no part of this repository.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { colours } from './models.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const main = path.resolve(import.meta.dirname, '..', 'evaluation', 'main.ts');

/** Without any of the folders that hold pictures, whatever this machine has. */
function evaluate(folder: string, ...words: readonly string[]) {
  return spawnSync(process.execPath, [main, colours, '--shared', path.join(folder, 'nothing'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, ASSET_LENS_FLICKR: '', ASSET_LENS_PACKAGES: '' },
  });
}

test('a model is measured with what is at hand, and every line that could not be measured says so', t => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'table.json');
  const { status, stdout, stderr } = evaluate(
    folder,
    ...['--only', 'photographs,captions,icons,shapes', '--json', file, '--float', colours],
  );
  assert.equal(status, 0, stderr);
  for (const name of ['photographs', 'Flickr8k validation, text to image', 'icons by bare name']) {
    assert.match(stdout, new RegExp(`\\| ${name} \\| \\*\\*not measured: .*missing`));
    assert.match(stderr, new RegExp(`NOT MEASURED: ${name}`));
  }
  const { lines } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly lines: readonly {
      readonly name: string;
      readonly value: number | null;
      readonly float: { readonly lost: number } | null;
    }[];
  };
  const [named] = lines.filter(({ name }) => name.startsWith('colours × shapes, top-1'));
  // It knows colours and no shapes, so that no one drawing can be told from the others of its colour.
  assert.ok(named!.value! >= 0 && named!.value! < 50, String(named!.value));
  assert.equal(named!.float!.lost, 0);
});

test('an evaluation that measured nothing fails', t => {
  const { status, stderr } = evaluate(temporaryFolder(t), '--only', 'photographs');
  assert.equal(status, 1);
  assert.match(stderr, /Nothing was measured/);
});
