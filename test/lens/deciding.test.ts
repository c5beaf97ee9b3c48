// Decide: accept, reject, add by hand, undo; what people stated goes along with their files.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import { addGitRules, decisionsFileOf, decisionsInGit } from '../../src/lens/client.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { Decision } from '../../src/protocol/decision.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { type OpenedDesk, type Workspace, everything, workspace } from './workspace.ts';

const animals = { 'one/cat.png': 'a cat', 'one/dog.png': 'a dog', 'two/boat.png': 'a boat' };

/** The groups that the decisions below name: of a kind, an image has one. */
const labelsFile = JSON.stringify({
  groups: [
    { name: 'animals', kind: 'any-of', labels: [{ name: 'cat' }, { name: 'dog' }] },
    { name: 'kind', kind: 'one-of', labels: [{ name: 'icon' }, { name: 'photo' }] },
  ],
});

const accept = (label: string, group = 'animals'): Decision => ({ group, label, verdict: 'accepted' });
const reject = (label: string, group = 'animals'): Decision => ({ group, label, verdict: 'rejected' });

async function idAt(lens: OpenedDesk, place: Workspace, name: string): Promise<AssetId> {
  const id = await lens.ask('locate', { file: path.join(place.folder, name) });
  assert.ok(id !== null, `${name} is indexed`);
  return id;
}

async function decideOn(lens: OpenedDesk, place: Workspace, names: string[], ...decisions: Decision[]) {
  const ids = await Promise.all(names.map(name => idAt(lens, place, name)));
  return (await lens.ask('decide', { ids, decisions })).changed;
}

/** Path → its tags, of all that are indexed and have some. */
async function decided(lens: OpenedDesk): Promise<Record<string, string[]>> {
  const { ids } = await lens.ask('search', everything);
  const cards = await lens.ask('cards', { ids: [...ids] as AssetId[] });
  const { assets } = await lens.ask('decisions', { ids: cards.map(({ id }) => id) });
  return Object.fromEntries(
    assets.flatMap(({ id, tags }) => {
      const told = tags.map(({ group, label, state }) => `${group}/${label} ${state}`);
      return told.length > 0 ? [[cards.find(card => card.id === id)!.path, told]] : [];
    }),
  );
}

test('Accept and reject: a line each in the repository, seen by another window at once', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.deepEqual(await decided(lens), {});
  assert.equal(await decideOn(lens, place, ['one/cat.png', 'two/boat.png'], accept('cat'), reject('dog')), 4);
  const text = readFileSync(decisionsFileOf(place.folder), 'utf8');
  const lines = text.split('\n').filter(line => line.startsWith('"'));
  assert.equal(lines.length, 4);
  assert.match(lines[0]!, /^"one\/cat\.png" accepted "animals" "cat" sha256:[0-9a-f]{64}$/);
  const expected = {
    'one/cat.png': ['animals/cat accepted', 'animals/dog rejected'],
    'two/boat.png': ['animals/cat accepted', 'animals/dog rejected'],
  };
  assert.deepEqual(await decided(lens), expected);
  assert.deepEqual(await decided(place.open()), expected);
  assert.equal(await decideOn(lens, place, ['one/cat.png'], accept('cat')), 0, 'it holds already');
});

test('a renamed, a moved and a re-encoded file keep what was decided; a file in the old place does not get it', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await decideOn(lens, place, ['one/cat.png'], accept('cat'));
  await decideOn(lens, place, ['one/dog.png'], accept('dog'));
  renameSync(path.join(place.folder, 'one/cat.png'), path.join(place.folder, 'two/tom.png'));
  place.write({ 'one/cat.png': 'another cat', 'one/dog.png': 'a dog, encoded again' });
  await lens.ask('index', { folder: null });
  assert.deepEqual(await decided(lens), {
    'one/dog.png': ['animals/dog accepted'],
    'two/tom.png': ['animals/cat accepted'],
  });
});

test('Undo takes back what was decided in one go, step by step, in whichever window', async t => {
  const place = workspace(t, { ...animals, '.vscode/asset-lens.json': labelsFile });
  const [lens, other] = [place.open(), place.open()];
  await lens.ask('index', { folder: null });
  const { id: folder } = folderAt(place.folder);
  await decideOn(lens, place, ['one/cat.png', 'one/dog.png'], accept('icon', 'kind'));
  await decideOn(lens, place, ['one/cat.png', 'two/boat.png'], accept('photo', 'kind'));
  assert.deepEqual((await decided(lens))['one/cat.png'], ['kind/photo accepted'], 'one label of a group');
  assert.deepEqual(await other.ask('undoDecision', { folder }), { changed: 2 });
  assert.deepEqual(await decided(lens), {
    'one/cat.png': ['kind/icon accepted'],
    'one/dog.png': ['kind/icon accepted'],
  });
  assert.deepEqual(await lens.ask('undoDecision', { folder }), { changed: 2 });
  assert.deepEqual(await decided(lens), {});
  assert.deepEqual(await lens.ask('undoDecision', { folder }), { changed: 0 });
});

test('a step is taken back by its name, and what was decided since stays', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const ids = await Promise.all(['one/cat.png', 'one/dog.png'].map(name => idAt(lens, place, name)));
  const { steps } = await lens.ask('decide', { ids, decisions: [accept('cat')] });
  assert.equal(steps.length, 1);
  const { folder, name: step, changed } = steps[0]!;
  assert.equal(changed, 2);
  await decideOn(lens, place, ['two/boat.png'], accept('dog'));
  assert.deepEqual(await lens.ask('undoDecision', { folder, step }), { changed: 2 });
  assert.deepEqual(await decided(lens), { 'two/boat.png': ['animals/dog accepted'] });
  assert.deepEqual(await lens.ask('undoDecision', { folder, step }), { changed: 0 }, 'it was taken back');
  assert.deepEqual(await lens.ask('undoDecision', { folder }), { changed: 1 }, 'the later one can be, too');
  assert.deepEqual(await decided(lens), {});
});

test('a verdict of null takes a decision back', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await decideOn(lens, place, ['one/cat.png'], accept('cat'), reject('dog'));
  assert.equal(await decideOn(lens, place, ['one/cat.png'], { ...accept('cat'), verdict: null }), 1);
  assert.deepEqual(await decided(lens), { 'one/cat.png': ['animals/dog rejected'] });
});

test('what a merge made contradictory is disputed, with both sides told, until somebody decides', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await decideOn(lens, place, ['one/cat.png'], accept('cat'));
  const file = decisionsFileOf(place.folder);
  const text = readFileSync(file, 'utf8');
  const other = text
    .split('\n')
    .find(line => line.startsWith('"'))!
    .replace('accepted', 'rejected');
  writeFileSync(file, `${text}${other}\nno fact at all\n`);
  const id = await idAt(lens, place, 'one/cat.png');
  const { assets, files } = await lens.ask('decisions', { ids: [id] });
  assert.deepEqual(
    assets[0]!.tags.map(({ state, facts }) => [state, facts.map(fact => fact.verdict)]),
    [['disputed', ['accepted', 'rejected']]],
  );
  const [card] = await lens.ask('cards', { ids: [id] });
  assert.deepEqual(
    card!.tags.map(({ label, state }) => [label, state]),
    [['cat', 'disputed']],
  );
  const { disputed, tags } = await lens.ask('exportTags', {
    folder: card!.folder, labels: null, format: 'csv', states: null, out: null, naming: null, prefix: '',
  }); // prettier-ignore
  assert.deepEqual([disputed, tags], [[{ path: 'one/cat.png', group: 'animals', label: 'cat' }], 0]);
  assert.deepEqual([files[0]!.facts, files[0]!.unmerged, files[0]!.mistakes[0]!.line], [2, null, 8]);
  assert.equal(await decideOn(lens, place, ['one/cat.png'], reject('cat')), 1);
  assert.deepEqual(await decided(lens), { 'one/cat.png': ['animals/cat rejected'] });
  assert.ok(readFileSync(file, 'utf8').endsWith('no fact at all\n'));
});

test('nothing is decided in a restricted workspace, without a label, or in an unfinished merge', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const failure = (code: 'untrusted' | 'invalid-argument' | 'decisions-failed') => (error: unknown) =>
    LensError.is(error, code);
  await assert.rejects(decideOn(lens, place, ['one/cat.png'], accept(' ')), failure('invalid-argument'));
  const restricted = place.open({ trusted: false });
  const { id: folder } = folderAt(place.folder);
  await assert.rejects(decideOn(restricted, place, ['one/cat.png'], accept('cat')), failure('untrusted'));
  await assert.rejects(restricted.ask('undoDecision', { folder }), failure('untrusted'));
  await decideOn(lens, place, ['one/cat.png'], accept('cat'));
  assert.deepEqual(await decided(restricted), { 'one/cat.png': ['animals/cat accepted'] }, 'but it is read');
  const file = decisionsFileOf(place.folder);
  const text = `<<<<<<< HEAD\n${readFileSync(file, 'utf8')}`;
  writeFileSync(file, text);
  await assert.rejects(decideOn(lens, place, ['one/cat.png'], reject('cat')), failure('decisions-failed'));
  assert.equal(readFileSync(file, 'utf8'), text);
});

test('of a file that has gone nothing is told, and its facts stay', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await decideOn(lens, place, ['one/cat.png'], accept('cat'));
  const id = await idAt(lens, place, 'one/cat.png');
  rmSync(path.join(place.folder, 'one/cat.png'));
  await lens.ask('index', { folder: null });
  assert.deepEqual((await lens.ask('decisions', { ids: [id] })).assets, []);
  place.write({ 'three/cat.png': 'a cat' });
  await lens.ask('index', { folder: null });
  assert.deepEqual(await decided(lens), { 'three/cat.png': ['animals/cat accepted'] });
});

test('whether Git keeps and merges the file is told, and what it needs can be added', async t => {
  const place = workspace(t, { '.gitignore': '.vscode/\n' });
  mkdirSync(path.join(place.folder, '.git'));
  const told = await decisionsInGit(place.folder);
  assert.deepEqual([told.isIgnored, told.union?.lines], [true, ['*.decisions merge=union']]);
  await addGitRules(told.exception!);
  await addGitRules(told.union!);
  assert.deepEqual(await decisionsInGit(place.folder), { isIgnored: false, exception: null, union: null });
});
