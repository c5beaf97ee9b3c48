import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manyPngs, png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

test('a reader that closes the pipe early, as head does, is no failure', async t => {
  const { folder, start, json } = await workspace(t, { 'red.png': png(red) });
  await json('index', ['index', folder]);
  for (const words of [['search', folder, 'red'], ['embed', '--text', 'red'], ['--help']]) {
    const { process: child, outcome } = start(words);
    child.stdout!.destroy();
    assert.deepEqual(await outcome, { status: 0, stdout: '', stderr: '' }, words.join(' '));
  }
});

test('a result of many lines arrives whole', async t => {
  const names = Array.from({ length: 3000 }, (_, number) => `${'long name '.repeat(10)}${number}.png`);
  const picture = await png(red, 8, 8);
  const { folder, json } = await workspace(t, Object.fromEntries(names.map(name => [name, picture])));
  const hits = await json('search', ['search', folder, 'red', '--limit', '5000']);
  assert.equal(hits.length, names.length);
});

test('two index runs at the same time, and a search beside them, all succeed on one store', async t => {
  const pictures = await manyPngs(60, 800, 600);
  const { folder, json } = await workspace(
    t,
    Object.fromEntries(pictures.map((bytes, number) => [`${number}.png`, bytes])),
  );
  const [first, second, hits] = await Promise.all([
    json('index', ['index', folder]),
    json('index', ['index', folder]),
    json('search', ['search', folder, 'red', '--limit', '100']),
  ]);
  for (const { assets, encoded, reused, problems } of [first, second]) {
    assert.deepEqual({ assets, problems }, { assets: 60, problems: [] });
    assert.equal(encoded + reused, 60);
  }
  assert.equal(hits.length, 60);
  const { encoded, reused } = await json('index', ['index', folder]);
  assert.deepEqual({ encoded, reused }, { encoded: 0, reused: 60 });
});
