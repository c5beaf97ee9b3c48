import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { blue, png, red, yellow } from './drawing.ts';
import { schemaErrors } from './results.ts';
import { workspace } from './workspace.ts';

const colours = await workspace(
  { after },
  { 'red.png': png(red), 'sub/blue.png': png(blue), 'yellow.png': png(yellow) },
);
const { folder, root } = colours;

/** Of test/fixtures/colours: its config.json holds the logarithm. */
const temperature = 10;

/** As docs/cli.md lists them. */
const defaultTemplates = ['{}', 'a photo of a {}', 'a picture of a {}', 'an icon of a {}'];

function labelsFile(name: string, content: unknown): string {
  assert.equal(schemaErrors('labelsFile', content), undefined);
  const file = path.join(root, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

const file = labelsFile('labels.json', {
  labels: [{ name: 'blue' }, { name: 'warm', prompts: ['red', 'yellow'] }, { name: 'green', prompts: [] }],
});

test('tag gives every label for every image, likeliest first, images by path', async () => {
  const tagged = await colours.json('tag', ['tag', folder, '--labels', file]);
  assert.deepEqual(
    tagged.map(({ path, tags }) => [path, tags.map(tag => tag.label)]),
    [
      ['red.png', ['warm', 'blue', 'green']],
      ['sub/blue.png', ['blue', 'green', 'warm']],
      ['yellow.png', ['warm', 'green', 'blue']],
    ],
  );
});

test('the probabilities of one image sum to 1: a softmax of the scores at the temperature of the model', async () => {
  for (const { tags } of await colours.json('tag', ['tag', folder, '--labels', file])) {
    const weights = tags.map(tag => Math.exp(temperature * tag.score));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    assert.ok(Math.abs(tags.reduce((sum, tag) => sum + tag.probability, 0) - 1) < 1e-5);
    tags.forEach((tag, rank) => assert.ok(Math.abs(tag.probability - weights[rank]! / total) < 1e-5));
    tags.forEach((tag, rank) => assert.ok(rank === 0 || tag.probability <= tags[rank - 1]!.probability));
  }
});

test('a label without prompts gets the default templates, their vectors averaged', async () => {
  const texts = defaultTemplates.flatMap(template => ['--text', template.replace('{}', 'blue')]);
  const image = path.join(folder, 'sub', 'blue.png');
  const { vectors } = await colours.json('embed', ['embed', '--image', image, ...texts]);
  const [picture, ...prompts] = vectors.map(({ vector }) => vector);
  const mean = picture!.map((_, i) => prompts.reduce((sum, prompt) => sum + prompt[i]!, 0));
  const expected = dot(picture!, mean) / Math.hypot(...mean);
  const tagged = await colours.json('tag', ['tag', folder, '--labels', file]);
  const score = tagged
    .find(({ path }) => path === 'sub/blue.png')!
    .tags.find(({ label }) => label === 'blue')!.score;
  assert.ok(Math.abs(score - expected) < 1e-5, `${score} is not ${expected}`);
});

test('each tag has its group and its state: in one-of, null stands for none of these and the sum is 1', async () => {
  const file = labelsFile('groups.json', {
    groups: [
      { name: 'colour', kind: 'one-of', labels: [{ name: 'blue', prompts: ['blue'] }, { name: 'red', prompts: ['red'] }] },
      { name: 'more', kind: 'any-of', labels: [{ name: 'warm', prompts: ['red', 'yellow'], threshold: 0.2 }] },
    ],
  }); // prettier-ignore
  const tagged = await colours.json('tag', ['tag', folder, '--labels', file]);
  for (const { path, tags } of tagged) {
    const colour = tags.filter(tag => tag.group === 'colour');
    assert.deepEqual(colour.map(tag => tag.label).sort(), ['blue', null, 'red'].sort());
    assert.ok(Math.abs(colour.reduce((sum, tag) => sum + tag.probability, 0) - 1) < 1e-5);
    const suggested = colour.filter(tag => tag.state === 'suggested');
    if (path !== 'yellow.png') {
      assert.deepEqual(suggested.map(tag => tag.label), [path === 'red.png' ? 'red' : 'blue']); // prettier-ignore
    }
    assert.equal(suggested[0], colour[0], 'the likeliest comes first');
    const [warm, ...others] = tags.slice(colour.length);
    assert.deepEqual([warm!.label, warm!.group, others.length], ['warm', 'more', 0]);
    assert.equal(warm!.state, warm!.probability >= 0.2 ? 'suggested' : 'none');
  }
});

test('in the short form the group has no name, none of these is no answer, and the likeliest is suggested', async () => {
  for (const { tags } of await colours.json('tag', ['tag', folder, '--labels', file])) {
    assert.deepEqual(
      tags.map(tag => [tag.group, tag.state]),
      [[null, 'suggested'], [null, 'none'], [null, 'none']],
    ); // prettier-ignore
    assert.ok(tags.every(tag => tag.label !== null));
  }
});

test('of groups a person sees what is suggested, before the path', async () => {
  const groups = path.join(root, 'commented.json');
  writeFileSync(
    groups,
    '{"groups":[{"name":"g","kind":"one-of","labels":[{"name":"blue","prompts":["blue"]},], /* more to come */ },]}',
  );
  const { stdout } = await colours.run(['tag', folder, '--labels', groups]);
  assert.match(stdout, /^ +red\.png\n *\d+ % {2}blue {2}sub\/blue\.png\n +yellow\.png\n$/);
});

test('without --labels the labels file of the folder is used', async t => {
  const own = await workspace(t, { 'red.png': png(red) });
  await own.write({ '.vscode/asset-lens.json': '\uFEFF{"labels":[{"name":"red"},{"name":"blue"}]}' });
  const [tagged] = await own.json('tag', ['tag', own.folder]);
  assert.deepEqual(
    tagged!.tags.map(tag => tag.label),
    ['red', 'blue'],
  );
});

test('tag indexes first what is missing', async t => {
  const fresh = await workspace(t, { 'red.png': png(red) });
  assert.equal((await fresh.json('tag', ['tag', fresh.folder, '--labels', file])).length, 1);
  await fresh.write({ 'more.png': png(blue) });
  assert.equal((await fresh.json('tag', ['tag', fresh.folder, '--labels', file])).length, 2);
});

test('a person sees the likeliest labels in percent before the path', async () => {
  const { stdout } = await colours.run(['tag', folder, '--labels', file]);
  assert.match(stdout, /^ *\d+ % {2}warm .* red\.png\n *\d+ % {2}blue .* sub\/blue\.png\n/);
});

test('a folder without images is tagged without a result', async t => {
  const empty = await workspace(t);
  assert.deepEqual(await empty.json('tag', ['tag', empty.folder, '--labels', file]), []);
});

test('a labels file with a mistake is wrong usage: the mistake is named, and nothing is indexed before', async t => {
  const bad = await workspace(t, { 'red.png': png(red) });
  const mistakes: readonly (readonly [content: string, told: RegExp])[] = [
    ['{"labels":\n', /labels\.json cannot be used: line 2, column 1: found the end of the text, expected a value/],
    ['[]', /line 1, column 1: found a list, expected an object with "labels" or "groups"/],
    ['{"labels":[]}', /found an empty list, expected at least one label/],
    ['{"labels":[\n{"name":"a","prompt":"a"}]}', /line 2, column 13: .* in label 1 \(a\), expected "prompts"/],
    ['{"labels":[{"name":" "}]}', /found an empty text in label 1, expected words/],
    ['{"labels":[{"name":"a","prompts":[""]}]}', /an empty text as prompt 1 of label 1 \(a\)/],
    ['{"labels":[{"name":"a"},{"name":"a"}]}', /the name "a" .* once more/],
    ['{"groups":[{"name":"a","kind":"one","labels":[]}]}', /found "one" .*, expected "one-of" or "any-of"; line 1, column 46: /],
  ]; // prettier-ignore
  for (const [content, told] of mistakes) {
    const file = path.join(bad.root, 'labels.json');
    writeFileSync(file, content);
    const { status, stdout, stderr } = await bad.run(['tag', bad.folder, '--labels', file, '--json']);
    assert.equal(status, 2, content);
    assert.equal(stdout, '');
    assert.match(stderr, told);
    assert.match(stderr, /^asset-lens: [^\n]+\nSee: asset-lens tag --help\n$/);
  }
  mkdirSync(path.join(bad.root, 'a folder'));
  for (const file of ['a folder', 'nowhere.json']) {
    const { status, stderr } = await bad.run(['tag', bad.folder, '--labels', file]);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`^asset-lens: The labels file ${file} cannot be read: [^\\n]+\\nSee: `));
  }
  assert.equal((await bad.json('index', ['index', bad.folder])).encoded, 1);
});

test('labels lint takes the same file, and tells of a sentence that the model does not read to its end', async t => {
  const own = await workspace(t, { 'red.png': png(red) });
  const sentence = 'red '.repeat(200).trim();
  await own.write({
    '.vscode/asset-lens.json': JSON.stringify({
      labels: [{ name: 'red', prompts: [sentence] }, { name: 'blue' }],
    }),
  });
  const [found, ...more] = await own.json('labels', ['labels', 'lint', own.folder]);
  assert.deepEqual([found!.kind, found!.label, found!.other, more], ['long', 'red', sentence, []]);
  assert.ok(found!.value >= 200);
  const { stdout } = await own.run(['labels', 'lint', own.folder]);
  assert.match(stdout, /^A sentence of "red" has \d+ tokens, more than the model reads: "red /);
  const gate = async (...kinds: string[]) => {
    const options = kinds.flatMap(kind => ['--fail-on', kind]);
    return own.run(['labels', 'lint', own.folder, ...options]);
  };
  assert.equal((await gate('never', 'alike')).status, 0);
  for (const kinds of [['long'], ['any'], ['never', 'long']]) {
    const found = await gate(...kinds);
    assert.deepEqual([found.status, found.stdout], [3, stdout]);
  }
  const wrong = await gate('odd');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /^asset-lens: --fail-on takes alike, most, never, long or any, not "odd"\.\n/);
  const bad = path.join(own.root, 'bad.json');
  writeFileSync(bad, '{"labels":[]}');
  const { status, stderr } = await own.run(['labels', 'lint', own.folder, '--labels', bad]);
  assert.equal(status, 2);
  assert.match(
    stderr,
    /found an empty list, expected at least one label\.\nSee: asset-lens labels --help\n$/,
  );
});

const grouped = JSON.stringify({
  groups: [
    { name: 'colour', kind: 'one-of', labels: ['red', 'blue'].map(name => ({ name, prompts: [name] })) },
    { name: 'tone', kind: 'any-of', labels: [{ name: 'dark', prompts: ['black'], threshold: 1 }] },
  ],
});

test('tag --check lists images without a label of a group and ends with 3; decisions count as --state says', async t => {
  const place = await workspace(t, { 'red.png': png(red), 'sub/blue.png': png(blue), '.vscode/asset-lens.json': grouped });
  const check = (...words: string[]) => place.run(['tag', place.folder, '--check', ...words]);
  const none = await check('tone');
  assert.deepEqual([none.status, none.stdout], [3, 'red.png\nsub/blue.png\n']);
  assert.match(none.stderr, /2 of 2 images have no label of "tone"\./);
  assert.equal((await place.run(['decide', place.folder, 'red.png', '--accept', 'colour/red', '--add', 'tone/dark'])).status, 0);
  assert.equal((await place.run(['decide', place.folder, 'sub/blue.png', '--accept', 'colour/blue'])).status, 0);
  assert.deepEqual([(await check('colour')).status, (await check('colour', '--state', 'accepted')).status], [0, 0]);
  assert.equal((await check('tone')).stdout, 'sub/blue.png\n');
  const json = await check('tone', '--json');
  assert.equal(schemaErrors('tagCheck', JSON.parse(json.stdout)), undefined);
  assert.deepEqual(JSON.parse(json.stdout), { group: 'tone', images: 2, without: ['sub/blue.png'] });
  const [tagged] = await place.json('tag', ['tag', place.folder]);
  assert.deepEqual(
    tagged!.tags.filter(({ state }) => state !== 'none').map(({ label, state }) => [label, state]),
    [['red', 'accepted'], ['dark', 'by-hand']],
  );
  const unknown = await check('mood');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /no group "mood" in the labels file; there are "colour", "tone"\./);
}); // prettier-ignore

test('tag --write saves suggestions in a file of their own, the same each time, and leaves out what was decided', async t => {
  const place = await workspace(t, { 'red.png': png(red), 'sub/blue.png': png(blue) });
  const labels = path.join(place.root, 'l.json');
  writeFileSync(labels, JSON.stringify({ labels: [{ name: 'red', prompts: ['red'] }, { name: 'blue', prompts: ['blue'] }] }));
  const write = () => place.run(['tag', place.folder, '--labels', labels, '--write', '--json']);
  const { stdout, stderr } = await write();
  const { file: written, suggestions } = JSON.parse(stdout) as { file: string; suggestions: number };
  assert.equal(schemaErrors('tagWrite', JSON.parse(stdout)), undefined, stderr);
  assert.deepEqual([written, suggestions], [path.join(place.folder, '.vscode', 'asset-lens.suggestions'), 2]);
  const text = readFileSync(written, 'utf8');
  const lines = text.split('\n').filter(line => line.startsWith('"'));
  assert.match(lines[0]!, /^"red\.png" suggested [01]\.\d\d "" "red" sha256:[0-9a-f]{64}$/);
  assert.match(lines[1]!, /^"sub\/blue\.png" suggested [01]\.\d\d "" "blue" sha256:[0-9a-f]{64}$/);
  await write();
  assert.equal(readFileSync(written, 'utf8'), text);
  assert.equal((await place.run(['decide', place.folder, 'red.png', '--accept', 'red'])).status, 0);
  assert.equal((JSON.parse((await write()).stdout) as { suggestions: number }).suggestions, 1);
  assert.deepEqual(readdirSync(path.dirname(written)).filter(name => name.startsWith('asset-lens.suggestions')), ['asset-lens.suggestions']);
}); // prettier-ignore
