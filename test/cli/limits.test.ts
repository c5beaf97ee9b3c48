// What --include and --exclude cover.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blue, green, png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

test('--include and --exclude say what is indexed and found, for every command of a folder', async t => {
  const { folder, json, run } = await workspace(t, {
    'red.png': png(red),
    'icons/blue.png': png(blue),
    'icons/old/copy.png': png(red),
    '.story/green.png': png(green),
  });
  const found = async (...limits: string[]) =>
    (await json('search', ['search', folder, 'red', ...limits])).map(hit => hit.path).sort();
  assert.deepEqual(await found(), ['icons/blue.png', 'icons/old/copy.png', 'red.png']);
  assert.deepEqual(await found('--include', 'icons'), ['icons/blue.png', 'icons/old/copy.png']);
  assert.deepEqual(await found('--include', 'icons/**', '--exclude', '**/old'), ['icons/blue.png']);
  assert.deepEqual(await found('--include', '*.png', '--include', '.story/*'), [
    '.story/green.png',
    'red.png',
  ]);
  assert.deepEqual(await json('duplicates', ['duplicates', folder, '--exclude', 'icons/old/**']), []);

  const all = await json('index', ['index', folder]);
  assert.deepEqual([all.assets, all.encoded], [3, 0], 'what comes back is not encoded again');

  const { status, stderr } = await run(['index', folder, '--include=']);
  assert.equal(status, 2);
  assert.match(stderr, /Nothing stands after --include/);
});

test('where nothing is left over, it is told what may have left it out', async t => {
  const { folder, run } = await workspace(t, {
    'red.png': png(red),
    'icons/blue.png': png(blue),
    '.gitignore': 'icons\n',
  });
  const limits = ['--include', '*.jpg', '--exclude', 'old', '--exclude', '*.gif'];
  const reason =
    '2 images left out by .gitignore, .assetlensignore, --include *.jpg, --exclude old *.gif or a hidden name.\n';
  const { stdout } = await run(['index', folder, ...limits]);
  assert.equal(stdout, `0 images in the index: 0 encoded, 0 reused, 0 removed.\n${reason}`);
  const found = await run(['search', folder, 'red', ...limits]);
  assert.deepEqual([found.stdout, found.stderr], ['There are no images to search.\n', reason]);
  // Where something is found, nobody asks.
  assert.equal((await run(['search', folder, 'red'])).stderr, '');
});

test('what a folder’s own settings leave out is left out, unless the command line is told otherwise', async t => {
  const { folder, json, run, write } = await workspace(t, {
    'red.png': png(red),
    'icons/blue.png': png(blue),
    'vendor/green.png': png(green),
    '.vscode/settings.json':
      '{ "search.exclude": { "**/vendor": true }, /* ours */ "assetLens.include": ["*.png", "vendor"], }',
  });
  const found = async (...limits: string[]) =>
    (await json('search', ['search', folder, 'red', ...limits])).map(hit => hit.path).sort();
  assert.deepEqual(await found(), ['red.png']);
  assert.deepEqual(await found('--no-settings'), ['icons/blue.png', 'red.png', 'vendor/green.png']);
  assert.deepEqual(await found('--include', 'icons', '--include', 'vendor'), ['icons/blue.png']);
  // What one call left out was not forgotten: nothing is found anew.
  const { assets, encoded, removed } = await json('index', ['index', folder, '--no-settings']);
  assert.deepEqual({ assets, encoded, removed }, { assets: 3, encoded: 0, removed: 0 });
  await write({ '.vscode/settings.json': '{ "files.exclude": { "**": true }, ' });
  const { stdout, stderr } = await run(['index', folder]);
  assert.match(
    stdout,
    /^0 images .*\n3 images left out by .*, \.vscode\/settings\.json or a hidden name\.\n$/,
  );
  assert.match(stderr, /^In .*settings\.json, line 1, column \d+: found .* counts\.\n$/);
});
