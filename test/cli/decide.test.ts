import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { blue, png, red } from './drawing.ts';
import { type Workspace, workspace } from './workspace.ts';

const pictures = { 'red.png': png(red), 'sub/blue.png': png(blue) };

function lines(place: Workspace): string[] {
  const file = path.join(place.folder, '.vscode', 'asset-lens.decisions');
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('"'));
}

test('decide writes a line for each fact and tells all that was decided of the images; undo takes it back', async t => {
  const place = await workspace(t, pictures);
  const { folder } = place;
  const first = await place.json('decide', [
    'decide', folder, 'red.png', 'sub/blue.png', '--accept', 'colour/red', '--reject', 'mood/calm', '--add', 'bright',
  ]); // prettier-ignore
  assert.equal(first.changed, 6);
  assert.equal(first.file, path.join(folder, '.vscode', 'asset-lens.decisions'));
  assert.deepEqual(
    first.images.map(({ path: image, tags }) => [
      image,
      tags.map(tag => `${tag.group}/${tag.label} ${tag.state}`),
    ]),
    ['red.png', 'sub/blue.png'].map(image => [
      image,
      ['/bright by-hand', 'colour/red accepted', 'mood/calm rejected'],
    ]),
  );
  assert.equal(lines(place).length, 6);
  renameSync(path.join(folder, 'red.png'), path.join(folder, 'sub', 'renamed.png'));
  const second = await place.json('decide', ['decide', folder, 'sub/renamed.png', '--accept', 'dark']);
  assert.deepEqual(
    second.images[0]!.tags.map(({ label }) => label),
    ['dark', 'red', 'calm'],
    'it kept its decisions, and of labels without a group it has one',
  );
  const undone = await place.json('decide', ['decide', folder, '--undo']);
  assert.deepEqual([undone.changed, undone.images], [1, []]);
  assert.equal((await place.json('decide', ['decide', folder, '--undo'])).changed, 6);
  assert.deepEqual(lines(place), []);
  const { stdout } = await place.run(['decide', folder, '--undo']);
  assert.equal(stdout, 'There is nothing to undo.\n');
});

test('decide says that Git ignores the file, and what would change that', async t => {
  const place = await workspace(t, pictures);
  mkdirSync(path.join(place.folder, '.git'));
  writeFileSync(path.join(place.folder, '.gitignore'), '.vscode/*\n');
  const ignored = await place.run(['decide', place.folder, 'red.png', '--accept', 'red']);
  assert.equal(ignored.status, 0, ignored.stderr);
  assert.match(ignored.stdout, /^accepted +red +red\.png/);
  assert.match(
    ignored.stderr,
    /Git ignores the decisions file .*\.gitignore: !\/\.vscode\/asset-lens\.decisions/,
  );
  writeFileSync(path.join(place.folder, '.gitignore'), '');
  const unmerged = await place.run(['decide', place.folder, 'red.png', '--accept', 'red']);
  assert.match(unmerged.stderr, /add to .*\.gitattributes: \*\.decisions merge=union/);
});

test('an image that is not there, and a file that is none, are wrong usage', async t => {
  const place = await workspace(t, { ...pictures, 'text.txt': 'no image' });
  for (const image of ['blue.png', 'text.txt']) {
    const { status, stderr } = await place.run(['decide', place.folder, image, '--accept', 'red']);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`${image} is no image of .* that could be read`));
  }
});

test('the labels file tells the group of a label and of which labels an image has one, and a label that is not there is wrong usage', async t => {
  const place = await workspace(t, pictures);
  const groups = [
    { name: 'colour', kind: 'one-of', labels: [{ name: 'red' }, { name: 'blue', aliases: ['azure'] }] },
    { name: 'mood', kind: 'any-of', labels: [{ name: 'calm' }, { name: 'loud' }] },
  ];
  mkdirSync(path.join(place.folder, '.vscode'));
  writeFileSync(path.join(place.folder, '.vscode', 'asset-lens.json'), JSON.stringify({ groups }));
  const told = async (...options: string[]) =>
    (await place.json('decide', ['decide', place.folder, 'red.png', ...options])).images[0]!.tags.map(
      ({ group, label, state }) => `${group}/${label} ${state}`,
    );
  assert.deepEqual(await told('--accept', 'red', '--accept', 'calm', '--accept', 'loud'), [
    'colour/red accepted',
    'mood/calm accepted',
    'mood/loud accepted',
  ]);
  const [first] = await told('--accept', 'colour/Azure');
  assert.equal(
    first,
    'colour/blue accepted',
    'of a colour an image has one, and an alias is another name for it',
  );
  for (const [label, says] of [
    ['green', /There is no label "green" in .*asset-lens\.json\./],
    ['louf', /There is no label "louf" in .*; did you mean "loud"\?/],
    ['mood/red', /There is no label "red" in a group "mood" in .*; it is in "colour"\./],
  ] as const) {
    const { status, stderr } = await place.run(['decide', place.folder, 'red.png', '--accept', label]);
    assert.equal(status, 2);
    assert.match(stderr, says);
  }
});
