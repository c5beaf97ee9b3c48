import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { blue, green, png, red, yellow } from './drawing.ts';
import { workspace } from './workspace.ts';

/** A crowd that has next to nothing of red. */
const shades = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [`dark/${i}.png`, png(`rgb(${i},120,120)`)]),
);
const colours = await workspace(
  { after },
  {
    'red.png': png(red),
    'sub/deep/blue one.png': png(blue),
    'sub/grün.png': png(green),
    'yellow.png': png(yellow),
    ...shades,
  },
);
const { folder, root } = colours;

/** What the model that knows colours sees in a picture of one colour, channels in 0..1. */
function cosineWithRed([r, g, b]: readonly [number, number, number]): number {
  return r / Math.hypot(r, g, b, 0.1);
}

function closeTo(actual: number | undefined, expected: number, tolerance = 1e-5): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < tolerance, `${actual} is not ${expected}`);
}

test('search finds images by words, best first, with paths relative to the folder', async () => {
  const hits = await colours.json('search', ['search', folder, 'red', '--limit', '100']);
  assert.equal(hits.length, 24);
  assert.deepEqual(
    hits.slice(0, 2).map(hit => hit.path),
    ['red.png', 'yellow.png'],
  );
  closeTo(hits[0]!.score, cosineWithRed([1, 0, 0]));
  closeTo(hits[1]!.score, cosineWithRed([1, 1, 0]));
  for (const [rank, hit] of hits.entries()) assert.ok(rank === 0 || hit.score <= hits[rank - 1]!.score);
  assert.ok(hits.some(hit => hit.path === 'sub/deep/blue one.png'));
  assert.ok(hits.some(hit => hit.path === 'sub/grün.png'));
});

test('each hit of JSON has its band, and the best one stands out', async () => {
  const hits = await colours.json('search', ['search', folder, 'red', '--limit', '100']);
  assert.deepEqual([hits[0]!.band, hits.at(-1)!.band], ['strong', 'weak']);
  const order = ['strong', 'fair', 'weak'];
  assert.deepEqual(
    hits.map(hit => hit.band),
    hits.map(hit => hit.band).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
  );
});

test('--plain takes the text as it stands', async () => {
  const plain = await colours.json('search', ['search', folder, 'red', '--plain', '--limit', '2']);
  assert.equal(plain[0]!.path, 'red.png');
  closeTo(plain[0]!.score, cosineWithRed([1, 0, 0]));
});

test('images that fit equally well come in the order of their paths', async () => {
  const hits = await colours.json('search', ['search', folder, 'red', '--limit', '100']);
  assert.deepEqual(
    hits.filter(hit => hit.score === 0).map(hit => hit.path),
    ['dark/0.png', 'sub/deep/blue one.png', 'sub/grün.png'],
  );
});

test('a search without --limit gives 20 images, with it as many as asked for', async () => {
  assert.equal((await colours.json('search', ['search', folder, 'red'])).length, 20);
  assert.deepEqual(
    (await colours.json('search', ['search', folder, 'red', '--limit', '1'])).map(hit => hit.path),
    ['red.png'],
  );
});

test('--like finds images like an example, in the folder or outside it', async () => {
  const inside = path.join(folder, 'sub', 'grün.png');
  const [first] = await colours.json('search', ['search', folder, '--like', inside]);
  assert.equal(first!.path, 'sub/grün.png');
  closeTo(first!.score, 1, 1e-6);
  writeFileSync(path.join(root, 'example.png'), await png('#0000ee'));
  const hits = await colours.json('search', ['search', folder, '--like', 'example.png', '--limit', '1']);
  assert.equal(hits[0]!.path, 'sub/deep/blue one.png');
  if (process.platform === 'win32') return;
  symlinkSync('example.png', path.join(root, 'link.png'));
  const linked = await colours.json('search', ['search', folder, '--like', 'link.png', '--limit', '1']);
  assert.deepEqual(linked, hits, 'who names a link means what it points to');
});

test('--like beside a text looks for both', async () => {
  const words = ['search', folder, 'green', '--limit', '1'];
  assert.equal((await colours.json('search', words))[0]!.path, 'sub/grün.png');
  const both = await colours.json('search', [...words, '--like', path.join(folder, 'red.png')]);
  assert.equal(both[0]!.path, 'yellow.png');
});

test('--not moves away what is not wanted', async () => {
  const words = ['search', folder, 'yellow', '--limit', '1'];
  assert.equal((await colours.json('search', words))[0]!.path, 'yellow.png');
  assert.equal((await colours.json('search', [...words, '--not', 'green']))[0]!.path, 'red.png');
});

test('--queries answers each line of a file, in the order of the file', async () => {
  writeFileSync(path.join(root, 'queries.txt'), '\uFEFFred\r\n\r\n  blue  \nyellow');
  const words = ['search', folder, '--queries', 'queries.txt', '--limit', '2'];
  const answers = await colours.json('searchQueries', words);
  assert.deepEqual(
    answers.map(({ query, results }) => [query, results.length, results[0]!.path]),
    [
      ['red', 2, 'red.png'],
      ['blue', 2, 'sub/deep/blue one.png'],
      ['yellow', 2, 'yellow.png'],
    ],
  );
  const [single] = await colours.json('search', ['search', folder, 'yellow', '--limit', '1']);
  assert.deepEqual(answers[2]!.results[0], single);
  const without = await colours.json('searchQueries', [...words, '--not', 'green']);
  assert.equal(without[2]!.results[0]!.path, 'red.png');
});

test('text of any length and language gets an answer', async () => {
  for (const text of ['红色的圆 🔴', 'red '.repeat(5000), '-red', '"\'\\\n\t']) {
    const hits = await colours.json('search', ['search', '--limit', '1', '--', folder, text]);
    assert.equal(hits.length, 1, JSON.stringify(text.slice(0, 20)));
  }
});

test('search indexes first what is missing', async t => {
  const fresh = await workspace(t, { 'blue.png': png(blue) });
  assert.deepEqual(
    (await fresh.json('search', ['search', fresh.folder, 'red'])).map(hit => hit.path),
    ['blue.png'],
  );
  await fresh.write({ 'later/red.png': png(red) });
  assert.deepEqual(
    (await fresh.json('search', ['search', fresh.folder, 'red'])).map(hit => hit.path),
    ['later/red.png', 'blue.png'],
  );
});

test('a person sees a table: score, band and path', async () => {
  const { status, stdout } = await colours.run(['search', folder, 'red', '--limit', '2']);
  assert.equal(status, 0);
  assert.match(stdout, /^0\.995 {2}strong {2}red\.png\n0\.705 {2}\w+ +yellow\.png\n$/);
});

test('in a folder of a few images a search does not say that nothing fits', async t => {
  const names = ['a.png', 'b.png', 'c.png', 'd.png'];
  const few = await workspace(t, {
    ...Object.fromEntries(names.map(name => [name, png(red)])),
    'blue.png': png(blue),
  });
  const { stdout } = await few.run(['search', few.folder, 'red', '--limit', '4']);
  assert.equal(stdout, names.map(name => `0.995  fair    ${name}\n`).join(''));
});

test('a person sees the results of many queries under their headings', async () => {
  writeFileSync(path.join(root, 'two.txt'), 'red\nblue\n');
  const { stdout } = await colours.run(['search', folder, '--queries', 'two.txt', '--limit', '1']);
  assert.match(stdout, /^red\n0\.995 .* red\.png\nblue\n0\.995 .* sub\/deep\/blue one\.png\n$/);
});

test('a folder without images is searched without a result', async t => {
  const empty = await workspace(t);
  assert.deepEqual(await empty.json('search', ['search', empty.folder, 'red']), []);
  assert.equal((await empty.run(['search', empty.folder, 'red'])).stdout, 'There are no images to search.\n');
});

test('several examples, liked and not, find what these have in common', async () => {
  const [redFile, yellowFile, blueFile] = ['red.png', 'yellow.png', 'sub/deep/blue one.png'].map(name =>
    path.join(folder, name),
  ) as [string, string, string];
  const found = async (...words: string[]) =>
    (await colours.json('search', ['search', folder, ...words, '--limit', '30'])).map(hit => hit.path);
  assert.equal((await found('--like', redFile))[0], 'red.png');
  const both = await found('--like', redFile, '--like', yellowFile);
  assert.deepEqual(both.slice(0, 2).toSorted(), ['red.png', 'yellow.png']);
  const rank = (paths: readonly string[]) => paths.indexOf('yellow.png');
  const without = await found('--like', blueFile, '--unlike', yellowFile);
  assert.equal(without[0], 'sub/deep/blue one.png');
  assert.equal(rank(without), without.length - 1, 'what is disliked comes last');
  const scoreOfYellow = async (...words: string[]) =>
    (await colours.json('search', ['search', folder, 'red', ...words])).find(
      hit => hit.path === 'yellow.png',
    )!.score;
  assert.ok((await scoreOfYellow('--unlike', yellowFile)) < (await scoreOfYellow()) - 0.2);
  const { status, stderr } = await colours.run(['search', folder, '--unlike', redFile]);
  assert.equal(status, 2);
  assert.match(stderr, /--unlike needs a text or --like/);
});

test('a search is among images with a tag, in a state, or without any of a group', async t => {
  const place = await workspace(t, {
    'red.png': png(red),
    'blue.png': png(blue),
    'green.png': png(green),
    '.vscode/asset-lens.json': JSON.stringify({
      groups: [{ name: 'colour', kind: 'one-of', labels: ['red', 'blue'].map(name => ({ name, prompts: [name] })) }],
    }),
  }); // prettier-ignore
  const run = async (...words: string[]) => {
    const { stdout, stderr, status } = await place.run(['search', place.folder, ...words]);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  assert.equal((await place.run(['decide', place.folder, 'green.png', '--reject', 'colour/red', '--reject', 'colour/blue'])).status, 0); // prettier-ignore
  assert.equal((await place.run(['decide', place.folder, 'red.png', '--accept', 'red'])).status, 0);
  assert.equal(await run('--tag', 'colour/red', '--state', 'accepted'), 'red.png\n');
  assert.equal(await run('#red'), await run('--tag', 'colour/red'));
  assert.equal(await run('--tag', 'red', '--state', 'rejected'), 'green.png\n');
  assert.equal(await run('--untagged', 'colour'), 'green.png\n');
  assert.match(await run('green', '--untagged', 'colour'), / green\.png\n$/);
  assert.equal(await run('--tag', 'red', '--state', 'disputed'), 'There are no images with these tags.\n');
  assert.equal(await run('#pink'), 'There are no images with these tags.\n');
  assert.equal(await run('#"1 mug" blue'), 'There are no images with these tags.\n');
  assert.match(await run('#pink', '--plain'), / red\.png\n/, 'no tag is asked for');
  writeFileSync(path.join(place.root, 'queries.txt'), '#pink\nred\n');
  assert.match(
    await run('--queries', path.join(place.root, 'queries.txt'), '--limit', '1'),
    /^#pink\nThere are no images with these tags\.\nred\n.* red\.png\n$/,
  );
  for (const [words, message] of [
    [['--tag', 'colour/pink'], /no label "colour\/pink" in .*; there are colour\/red, colour\/blue\./],
    [['--untagged', 'mood'], /no group "mood" in .*; there are colour\./],
    [['--tag', 'red', '--state', 'liked'], /--state must be one of none, suggested/],
    [['red', '--state', 'none'], /say which with --tag/],
  ] as const) {
    const { stderr, status } = await place.run(['search', place.folder, ...words]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});
