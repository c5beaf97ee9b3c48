import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { blue, png, red } from './drawing.ts';
import { schemaErrors } from './results.ts';
import { type Workspace, workspace } from './workspace.ts';

const labels = JSON.stringify({
  groups: [
    {
      name: 'colour',
      kind: 'one-of',
      labels: [{ name: 'warm' }, { name: 'red', parent: 'warm' }, { name: 'blue' }],
    },
    { name: 'mood', kind: 'any-of', labels: [{ name: 'calm' }, { name: 'dark' }] },
  ],
});

async function pictures(
  t: Parameters<typeof workspace>[0],
  more: Record<string, string> = {},
): Promise<Workspace> {
  const place = await workspace(t, {
    '.vscode/asset-lens.json': labels,
    'a.png': png(red),
    'sub/b.png': png(blue),
    ...more,
  });
  await place.run(['decide', place.folder, 'a.png', '--accept', 'red', '--add', 'calm', '--reject', 'dark']);
  await place.run(['decide', place.folder, 'sub/b.png', '--accept', 'blue']);
  return place;
}

const decisionsOf = ({ folder }: Workspace) =>
  readFileSync(path.join(folder, '.vscode', 'asset-lens.decisions'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('"'));

test('CSV, JSON, XMP and text files bring all decisions back after they were undone', async t => {
  const place = await pictures(t);
  const { folder, root } = place;
  const before = decisionsOf(place);
  assert.equal(before.length, 4);
  for (const format of ['csv', 'json', 'xmp', 'txt']) {
    const isTable = format === 'csv' || format === 'json';
    const out = isTable ? ['--out', path.join(root, `tags.${format}`)] : [];
    const told = await place.json('export', ['export', folder, '--format', format, ...out]);
    assert.deepEqual([told.images, told.tags, told.problems], [2, isTable ? 4 : 3, []], format);
    const unchanged = await place.json('import', ['import', folder, ...out.slice(1), '--format', format]);
    assert.deepEqual([unchanged.changed, unchanged.labels, unchanged.problems], [0, [], []], format);
    writeFileSync(path.join(folder, '.vscode', 'asset-lens.decisions'), '');
    const { changed } = await place.json('import', ['import', folder, ...out.slice(1), '--format', format]);
    assert.equal(changed, told.tags, format);
    const after = decisionsOf(place);
    // Keywords say what an image has; whether that was a suggestion is for the model to say.
    const held = before.filter(line => isTable || !line.includes(' rejected '));
    assert.deepEqual(after, held, format);
    const undone = await place.json('decide', ['decide', folder, '--undo']);
    assert.equal(undone.changed, told.tags, 'one import is one step');
    await place.run(['import', folder, path.join(root, 'tags.csv'), '--format', 'csv']);
  }
});

test('no format writes an image, and none changes when nothing has changed', async t => {
  const place = await pictures(t);
  const { folder, root } = place;
  const state = () =>
    ['a.png', 'sub/b.png'].map(image => [
      statSync(path.join(folder, image)).mtimeMs,
      readFileSync(path.join(folder, image)),
    ]);
  const before = state();
  for (const format of ['csv', 'json', 'coco', 'fiftyone', 'label-studio'])
    await place.json('export', [
      'export',
      folder,
      '--format',
      format,
      '--out',
      path.join(root, 'out', format),
    ]);
  for (const format of ['xmp', 'txt']) {
    assert.equal((await place.json('export', ['export', folder, '--format', format])).written, 2);
    const again = await place.json('export', ['export', folder, '--format', format]);
    assert.deepEqual([again.written, again.unchanged], [0, 2]);
  }
  assert.deepEqual(state(), before);
  assert.deepEqual(readdirSync(folder).sort(), ['.vscode', 'a.png', 'a.png.xmp', 'a.txt', 'sub']);
  const refused = await place.run(['export', folder, '--format', 'csv', '--out', path.join(folder, 'a.png')]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /a\.png is called like an image/);
  assert.deepEqual(state(), before);
});

test('JSON on standard output is as the schema says; suggestions come when they are asked for', async t => {
  const place = await pictures(t);
  const tags = async (...options: string[]) => {
    const { stdout } = await place.run(['export', place.folder, '--format', 'json', ...options]);
    const value: unknown = JSON.parse(stdout);
    assert.equal(schemaErrors('exportedTags', value), undefined);
    return (value as { path: string; tags: { label: string; state: string }[] }[]).map(image => [
      image.path,
      image.tags.map(({ label, state }) => `${label} ${state}`).join(),
    ]);
  };
  assert.deepEqual(await tags(), [
    ['a.png', 'red accepted,calm by-hand,dark rejected'],
    ['sub/b.png', 'blue accepted'],
  ]);
  await place.run(['decide', place.folder, '--undo']);
  assert.deepEqual(
    await tags('--states', 'suggested'),
    [['sub/b.png', 'blue suggested']],
    'of one-of, red is decided',
  );
});

test('suggestions in XMP are keywords that import does not take for decisions', async t => {
  const place = await pictures(t);
  const { folder } = place;
  await place.run(['decide', folder, '--undo']);
  const told = await place.json('export', [
    'export',
    folder,
    '--format',
    'xmp',
    '--states',
    'accepted,by-hand,suggested',
  ]);
  assert.equal(told.images, 2);
  const sidecar = readFileSync(path.join(folder, 'sub', 'b.png.xmp'), 'utf8');
  assert.match(sidecar, /<dc:subject>[^]*blue[^]*<\/dc:subject>[^]*:suggested[^]*blue/);
  assert.equal((await place.json('import', ['import', folder, '--format', 'xmp'])).changed, 0);
  await place.run(['decide', folder, 'sub/b.png', '--accept', 'blue']);
  await place.json('export', ['export', folder, '--format', 'xmp']);
  assert.doesNotMatch(readFileSync(path.join(folder, 'sub', 'b.png.xmp'), 'utf8'), /suggested/);
});

test('a file that cannot be changed is named and left as it is, and the others are written', async t => {
  const place = await pictures(t, { 'a.png.xmp': '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>' });
  const { folder } = place;
  const told = await place.json('export', ['export', folder, '--format', 'xmp']);
  assert.deepEqual([told.written, told.problems.map(problem => problem.path)], [1, ['a.png']]);
  assert.match(told.problems[0]!.detail, /a\.png\.xmp is no well-formed XML and was left as it is: 1:/);
  assert.equal(
    readFileSync(path.join(folder, 'a.png.xmp'), 'utf8'),
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>',
  );
  const read = await place.json('import', ['import', folder, '--format', 'xmp']);
  assert.deepEqual(
    read.problems.map(problem => problem.path),
    ['a.png'],
  );
});

test(
  'a link is not written through',
  { skip: process.platform === 'win32' && 'Windows needs a right for links.' },
  async t => {
    const place = await pictures(t);
    const { folder, root } = place;
    const outside = path.join(root, 'outside.txt');
    writeFileSync(outside, 'secret\n');
    symlinkSync(outside, path.join(folder, 'a.txt'));
    const told = await place.json('export', ['export', folder, '--format', 'txt']);
    assert.match(told.problems[0]!.detail, /a\.txt was left as it is: it is a link/);
    assert.equal(readFileSync(outside, 'utf8'), 'secret\n');
  },
);

test('both ways of naming are read and written; what could be that of two images is that of none', async t => {
  const place = await pictures(t, { 'sub/b.nef': 'raw', 'a.txt': 'a sentence about it, calm\n' });
  const { folder } = place;
  await place.json('export', ['export', folder, '--format', 'txt']);
  assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), 'a sentence about it, calm, red\n');
  assert.equal(
    readFileSync(path.join(folder, 'sub', 'b.png.txt'), 'utf8'),
    'blue\n',
    'b.txt may be that of b.nef',
  );
  const short = await place.json('export', [
    'export',
    folder,
    '--format',
    'xmp',
    '--naming',
    'without-extension',
  ]);
  assert.deepEqual([short.written, existsSync(path.join(folder, 'a.xmp'))], [1, true]);
  assert.match(
    short.problems[0]!.detail,
    /b\.xmp could be that of b\.png and b\.nef; name it with the extension, as b\.png\.xmp/,
  );
  const again = await place.json('export', ['export', folder, '--format', 'xmp']);
  assert.deepEqual([again.written, again.unchanged], [1, 1], 'the one that is there is kept up');
  const elsewhere = path.join(place.root, 'sidecars');
  mkdirSync(elsewhere);
  await place.json('export', ['export', folder, '--format', 'xmp', '--out', elsewhere]);
  assert.deepEqual(readdirSync(elsewhere, { recursive: true }).sort(), [
    'a.png.xmp',
    'sub',
    path.join('sub', 'b.png.xmp'),
  ]);
});

test('words that are no label, two labels of one-of, and images that are not here are told and passed over', async t => {
  const place = await pictures(t, { 'a.png.txt': 'blue\nred\nholiday, calm\n' });
  const { folder, root } = place;
  writeFileSync(path.join(folder, '.vscode', 'asset-lens.decisions'), '');
  const told = await place.json('import', ['import', folder, '--format', 'txt']);
  assert.deepEqual([told.changed, told.labels], [1, [{ name: 'holiday', images: 1 }]]);
  assert.match(
    told.problems[0]!.detail,
    /It has (blue and red|red and blue) of colour, of which an image has one/,
  );
  writeFileSync(
    path.join(root, 't.csv'),
    'path,label\nsub\\b.png,BLUE\ngone.png,red\na.png,warm\na.png,red\n',
  );
  const table = await place.json('import', ['import', folder, path.join(root, 't.csv'), '--format', 'csv']);
  assert.deepEqual(
    [table.changed, table.missing, table.problems],
    [2, ['gone.png'], []],
    'red is warm: no contradiction',
  );
  assert.ok(decisionsOf(place).some(line => line.startsWith('"a.png" accepted "colour" "red"')));
});

test('import without a labels file is wrong usage, and says what to write', async t => {
  const place = await workspace(t, { 'a.png': png(red), 'a.txt': 'red' });
  const { status, stderr } = await place.run(['import', place.folder, '--format', 'txt']);
  assert.equal(status, 2);
  assert.match(stderr, /There are no labels yet\. Write \{"labels"/);
});

test('tags about which people contradict each other are named by export, and shown as disputed by tag', async t => {
  const place = await pictures(t);
  const { folder, root } = place;
  const file = path.join(folder, '.vscode', 'asset-lens.decisions');
  const other = decisionsOf(place)
    .find(line => line.includes('"red"'))!
    .replace('accepted', 'rejected');
  writeFileSync(file, `${readFileSync(file, 'utf8')}${other}\n`);
  const table = path.join(root, 'tags.csv');
  const { tags, disputed } = await place.json('export', [
    'export',
    folder,
    '--format',
    'csv',
    '--out',
    table,
  ]);
  assert.deepEqual([tags, disputed], [3, [{ path: 'a.png', group: 'colour', label: 'red' }]]);
  assert.doesNotMatch(readFileSync(table, 'utf8'), /red/);
  const { stderr, status } = await place.run(['export', folder, '--format', 'csv', '--out', table]);
  assert.equal(status, 0);
  assert.match(stderr, /^1 tag left out, since people contradict each other: "colour\/red" of a\.png\. Decide again/m); // prettier-ignore
  const { stdout } = await place.run(['tag', folder]);
  assert.match(stdout, /red \(disputed\).*a\.png$/m);
});
