import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { blue, green, losslessWebp, patches, png, red, yellow } from './drawing.ts';
import { workspace } from './workspace.ts';

const copies = await workspace(
  { after },
  {
    'a.png': png(red),
    'sub/copy of a.png': png(red),
    'b.png': png(yellow),
    'sub/b.webp': losslessWebp(yellow),
    'larger b.png': png(yellow, 96, 72),
    'c.png': png(green),
    'nearly c.png': png('#08ff00'),
    'd.png': png(blue),
  },
);
const { folder } = copies;

/** A group of two that are equal. */
function twins(a: string, b: string, kind: 'same-bytes' | 'same-pixels') {
  const pair = { a, b, kind, transformations: [], box: null, scale: null, similarity: 1 };
  return { assets: [a, b], kind, similarity: 1, pairs: [pair] };
}

const exact = [
  twins('a.png', 'sub/copy of a.png', 'same-bytes'),
  twins('b.png', 'sub/b.webp', 'same-pixels'),
];

test('duplicates finds equal files and equal pixels in different files, and nothing else', async () => {
  assert.deepEqual(await copies.json('duplicates', ['duplicates', folder]), exact);
});

test('--look-alikes adds images with near vectors, each copy reported once', async () => {
  const groups = await copies.json('duplicates', ['duplicates', folder, '--look-alikes']);
  assert.deepEqual(
    groups.filter(group => group.kind !== 'look-alike'),
    exact,
  );
  const [larger, near, ...others] = groups.filter(group => group.kind === 'look-alike');
  assert.deepEqual(others, []);
  // The one with more pixels is the one to keep.
  assert.deepEqual(larger!.assets, ['larger b.png', 'b.png']);
  assert.deepEqual(near!.assets, ['c.png', 'nearly c.png']);
  assert.ok(near!.similarity < 1 && near!.similarity > 0.99);
});

test('duplicates indexes first what is missing', async t => {
  const fresh = await workspace(t, { 'one.png': png(red) });
  assert.deepEqual(await fresh.json('duplicates', ['duplicates', fresh.folder]), []);
  assert.equal((await fresh.run(['duplicates', fresh.folder])).stdout, 'No image is there twice.\n');
  await fresh.write({ 'two.png': png(red) });
  assert.deepEqual(await fresh.json('duplicates', ['duplicates', fresh.folder]), [
    twins('one.png', 'two.png', 'same-bytes'),
  ]);
});

test('a person sees each group with its kind', async () => {
  const { stdout } = await copies.run(['duplicates', folder]);
  assert.equal(
    stdout,
    'same-bytes: 2 images\n  a.png\n  sub/copy of a.png\nsame-pixels: 2 images\n  b.png\n  sub/b.webp\n',
  );
});

test('--fail-on ends with 3 where there is such a pair or a stronger one, and with 0 where not', async t => {
  const twice = await workspace(t, {
    'a.png': png(yellow),
    'b.webp': losslessWebp(yellow),
    'c.png': png(blue),
  });
  const statusOf = async (kind: string) =>
    (await twice.run(['duplicates', twice.folder, '--fail-on', kind])).status;
  assert.deepEqual(
    [await statusOf('same-bytes'), await statusOf('same-pixels'), await statusOf('transformed')],
    [0, 3, 3],
  );
});

test('--sarif is one log with a finding for each copy, at the copy', async () => {
  const { status, stdout } = await copies.run(['duplicates', folder, '--sarif', '--fail-on', 'same-bytes']);
  assert.equal(status, 3);
  const log = JSON.parse(stdout) as {
    version: string;
    runs: { results: { ruleId: string; message: { text: string }; locations: unknown[] }[] }[];
  };
  assert.equal(log.version, '2.1.0');
  assert.deepEqual(
    log.runs[0]!.results.map(({ ruleId, message, locations }) => [ruleId, message.text, locations]),
    [
      ['same-bytes', 'sub/copy of a.png has the same bytes as a.png.', [locationOf('sub/copy%20of%20a.png')]],
      ['same-pixels', 'sub/b.webp shows the same pixels as b.png.', [locationOf('sub/b.webp')]],
    ],
  );
});

test('edited copies are told once each, by what was done, and --fail-on transformed fails for them', async t => {
  const original = await patches(1);
  const edited = await workspace(t, {
    'a.png': original,
    'mirror.png': sharp(original).flop().resize(320).png().toBuffer(),
    'turned.jpg': sharp(original).rotate(90).jpeg().toBuffer(),
    'other.png': patches(2),
  });
  const [group, ...others] = await edited.json('duplicates', ['duplicates', edited.folder]);
  assert.deepEqual([group!.kind, group!.assets, others], ['transformed', ['a.png', 'turned.jpg', 'mirror.png'], []]);
  const pair = group!.pairs!.find(({ a, b }) => a === 'a.png' && b === 'mirror.png')!;
  assert.deepEqual(pair.transformations, ['flipped', 'resized']);
  assert.deepEqual(pair.box, { left: 0, top: 0, width: 640, height: 480 });
  assert.ok(Math.abs(pair.scale! - 0.5) < 0.01 && pair.similarity > 0.95);
  const gate = await edited.run(['duplicates', edited.folder, '--sarif', '--fail-on', 'transformed']);
  assert.equal(gate.status, 3);
  const { results } = (JSON.parse(gate.stdout) as { runs: { results: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[] }).runs[0]!;
  assert.deepEqual(
    results.map(({ ruleId, locations }) => [ruleId, locations[0]!.physicalLocation.artifactLocation.uri]).sort(),
    [['transformed', 'mirror.png'], ['transformed', 'turned.jpg']],
  );
  assert.equal((await edited.run(['duplicates', edited.folder, '--fail-on', 'same-pixels'])).status, 0);
  const { stdout } = await edited.run(['duplicates', edited.folder]);
  assert.match(stdout, /\n {2}mirror\.png {2}\(a\.png flipped, resized\)/);
  assert.match(stdout, /\n {2}turned\.jpg {2}\((a\.png rotated|which flipped, .* is mirror\.png)/);
}); // prettier-ignore

function locationOf(uri: string) {
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' } } };
}

test('--variants adds sets and what is missing in them, and variants are no duplicates', async t => {
  const icons = await workspace(t, { 'icon.png': png(red), 'icon@3x.png': png(red), 'x.png': png(red) });
  assert.deepEqual(await icons.json('duplicates', ['duplicates', icons.folder, '--variants']), [
    twins('x.png', 'icon.png', 'same-bytes'),
    { assets: ['icon.png', 'icon@3x.png'], kind: 'variants', rules: ['scale'], missing: ['icon@2x.png'] },
  ]);
  const { stdout } = await icons.run(['duplicates', icons.folder, '--variants']);
  assert.match(
    stdout,
    /variants \(scale\): 2 images\n {2}icon\.png\n {2}icon@3x\.png\n {2}icon@2x\.png is missing\n/,
  );
});

test('icon sets and themes of platforms are no duplicates, and the folder’s own settings say what is', async t => {
  const { folder, json } = await workspace(t, {
    'A.appiconset/Icon-20.png': png(red),
    'A.appiconset/Icon-1024.png': png(red),
    'res/drawable/star.png': png(blue),
    'res/drawable-night-hdpi/star.png': png(blue),
    '.vscode/settings.json': '{ "assetLens.duplicates.variants": ["asset catalog"] }',
  });
  const groups = async (...options: string[]) => await json('duplicates', ['duplicates', folder, ...options]);
  assert.deepEqual(await groups('--no-settings'), []);
  assert.deepEqual(await groups(), [
    twins('res/drawable/star.png', 'res/drawable-night-hdpi/star.png', 'same-bytes'),
  ]);
});

test('what was decided to be no duplicate is none, until that is undone', async t => {
  const twice = await workspace(t, { 'a.png': png(red), 'b.png': png(red) });
  const found = () => twice.json('duplicates', ['duplicates', twice.folder]);
  const decided = await twice.json('decide', ['decide', twice.folder, 'a.png', 'b.png', '--not-duplicate']);
  assert.equal(decided.changed, 1);
  assert.deepEqual(await found(), []);
  await twice.run(['decide', twice.folder, '--undo']);
  assert.deepEqual(await found(), [twins('a.png', 'b.png', 'same-bytes')]);
});
