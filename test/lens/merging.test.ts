// Merging duplicates, as far as the engine goes: what is refused, the journal, the tags, and the way back from every step.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  linkSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { editedText } from '../../src/duplicates/restoredText.ts';
import type { AssetId, AssetPath, FolderId } from '../../src/protocol/asset.ts';
import type { MergePlan } from '../../src/protocol/merge.ts';
import { type OpenedDesk, type Workspace, workspace } from './workspace.ts';

const labels = JSON.stringify({
  groups: [
    { name: 'shows', kind: 'any-of', labels: [{ name: 'cat' }, { name: 'dog' }] },
    { name: 'kind', kind: 'one-of', labels: [{ name: 'icon' }, { name: 'photo' }] },
  ],
});

const files = {
  'img/kept.png': 'a cat',
  'img/copy.png': 'a cat, saved again',
  'img/other.png': 'a cat, and again',
  'README.md': '![A cat](img/copy.png)\r\n![Another](img/other.png)\r\n',
  'page.css': 'a { background: url(img/copy.png) }\n',
  '.vscode/asset-lens.json': labels,
};

const kept = 'img/kept.png' as AssetPath;
const copy = 'img/copy.png' as AssetPath;
const other = 'img/other.png' as AssetPath;

async function opened(t: TestContext, more: Readonly<Record<string, string>> = {}, settings = {}) {
  const place = workspace(t, { ...files, ...more });
  const lens = place.open(settings);
  await lens.ask('index', { folder: null });
  return { place, lens, folder: place.folder as FolderId };
}

const read = (place: Workspace, name: string) => readFileSync(path.join(place.folder, name), 'utf8');
const journals = (place: Workspace) => {
  const merges = path.join(place.store, 'merges');
  return existsSync(merges) ? readdirSync(merges) : [];
};

/** What an editor does between the two steps of the engine. */
function edit(place: Workspace, { edits }: MergePlan): void {
  for (const file of new Set(edits.map(({ file }) => file))) {
    const own = edits.filter(each => each.file === file);
    writeFileSync(path.join(place.folder, file), editedText(read(place, file), own));
  }
}

/** A whole merge; resolves with the name of its journal. */
async function merge(lens: OpenedDesk, place: Workspace, others: readonly AssetPath[] = [copy, other]) {
  const plan = await lens.ask('planMerge', { folder: place.folder as FolderId, kept, others });
  const { id } = await lens.ask('beginMerge', plan);
  edit(place, plan);
  const joined = await lens.ask('joinMerged', { id });
  for (const file of joined.removable) rmSync(path.join(place.folder, file));
  await lens.ask('index', { folder: null });
  return { id, plan, joined };
}

async function decide(lens: OpenedDesk, place: Workspace, file: string, group: string, label: string) {
  const id = await lens.ask('locate', { file: path.join(place.folder, file) });
  await lens.ask('decide', { ids: [id!], decisions: [{ group, label, verdict: 'accepted' }] });
}

async function tagsOf(lens: OpenedDesk, place: Workspace, file: string): Promise<string[]> {
  const id = await lens.ask('locate', { file: path.join(place.folder, file) });
  const { assets } = await lens.ask('decisions', { ids: [id!] });
  return assets[0]!.tags.map(({ group, label, state }) => `${group}/${label} ${state}`);
}

test('a merge rewrites what uses the others, joins their tags, and Undo brings everything back', async t => {
  const { place, lens } = await opened(t);
  await decide(lens, place, copy, 'shows', 'cat');
  await decide(lens, place, other, 'kind', 'photo');
  await decide(lens, place, kept, 'kind', 'icon');
  const decisions = read(place, '.vscode/asset-lens.decisions');
  const { id, plan, joined } = await merge(lens, place);
  assert.deepEqual([plan.removable, plan.refused, plan.edits.length], [[copy, other], [], 3]);
  assert.deepEqual([joined.removable, joined.tags], [[copy, other], 1]);
  assert.equal(read(place, 'README.md'), '![A cat](img/kept.png)\r\n![Another](img/kept.png)\r\n');
  // Of a group with one label at most, the kept one has its own.
  assert.deepEqual(await tagsOf(lens, place, kept), ['kind/icon accepted', 'shows/cat accepted']);
  // The next window knows of it, too.
  const later = place.open();
  const [record] = await later.ask('merges', null);
  assert.deepEqual([record?.id, record?.kept, record?.removed], [id, kept, [copy, other]]);
  const undone = await later.ask('undoMerge', { id });
  assert.deepEqual(
    [undone.restored, undone.textsRestored, undone.left],
    [[copy, other], ['README.md', 'page.css'], []],
  );
  assert.equal(undone.tagsTakenBack, 1);
  for (const [name, text] of Object.entries(files)) assert.equal(read(place, name), text, name);
  assert.equal(read(place, '.vscode/asset-lens.decisions'), decisions);
  assert.deepEqual(journals(place), []);
  await assert.rejects(later.ask('undoMerge', { id }), /no journal of this merge any more/);
});

test('whoever is killed between two steps leaves what can be undone', async t => {
  for (const killedAfter of ['begin', 'first edit', 'edits', 'join', 'first removal'] as const) {
    const { place, lens, folder } = await opened(t);
    const plan = await lens.ask('planMerge', { folder, kept, others: [copy, other] });
    const { id } = await lens.ask('beginMerge', plan);
    if (killedAfter !== 'begin') {
      const first = plan.edits.filter(({ file }) => file === plan.edits[0]!.file);
      edit(place, killedAfter === 'first edit' ? { ...plan, edits: first } : plan);
    }
    if (killedAfter === 'join' || killedAfter === 'first removal') await lens.ask('joinMerged', { id });
    if (killedAfter === 'first removal') rmSync(path.join(place.folder, copy));
    const later = place.open();
    const undone = await later.ask('undoMerge', { id });
    assert.deepEqual(undone.left, [], killedAfter);
    for (const [name, text] of Object.entries(files)) assert.equal(read(place, name), text, killedAfter);
    assert.deepEqual(journals(place), []);
  }
});

test('copies that were not finished are no merge, and nothing that was written since is overwritten', async t => {
  const { place, lens } = await opened(t);
  const { id } = await merge(lens, place);
  // As of a process that was killed while it copied.
  place.write({ '../store/merges/2020-01-01-half/0': 'half' });
  assert.equal((await lens.ask('merges', null)).length, 1);
  appendFileSync(path.join(place.folder, 'README.md'), 'More.\n');
  writeFileSync(path.join(place.folder, 'page.css'), 'a { color: red }\n');
  place.write({ [copy]: 'something else by now' });
  const undone = await lens.ask('undoMerge', { id });
  assert.equal(read(place, 'README.md'), `${files['README.md']}More.\n`);
  assert.equal(read(place, 'page.css'), 'a { color: red }\n');
  assert.equal(read(place, copy), 'something else by now');
  assert.equal(read(place, other), files[other as keyof typeof files]);
  assert.deepEqual(
    undone.left.map(({ path: file }) => file),
    [copy, 'page.css'],
  );
  assert.ok(journals(place).includes(id), 'the copies stay where something was left');
});

test('what is not sure is refused with its place: dynamic paths, kept folders, other names of the same file', async t => {
  const { place, lens, folder } = await opened(
    t,
    {
      'flags.ts': 'export const flag = (name: string) => `./flags/${name}.png`;\n',
      'flags/de.png': 'a flag',
      'originals/cat.png': 'a cat!',
    },
    { referenceFolders: ['originals/'] },
  );
  linkSync(path.join(place.folder, kept), path.join(place.folder, 'img/link.png'));
  const others = ['flags/de.png', 'originals/cat.png', 'img/link.png', 'gone.png', copy] as AssetPath[];
  const plan = await lens.ask('planMerge', { folder, kept, others });
  assert.deepEqual(plan.removable, [copy]);
  const reasons = Object.fromEntries(plan.refused.map(each => [each.path, each]));
  assert.match(reasons['flags/de.png']!.reason, /cannot be rewritten for sure/);
  assert.deepEqual(
    [reasons['flags/de.png']!.places[0]!.file, reasons['flags/de.png']!.places[0]!.line],
    ['flags.ts', 1],
  );
  assert.match(reasons['flags/de.png']!.places[0]!.reason, /dynamic path/);
  assert.match(reasons['originals/cat.png']!.reason, /always kept/);
  assert.match(reasons['img/link.png']!.reason, /another name of the same file/);
  assert.match(reasons['gone.png']!.reason, /not there any more/);
  await assert.rejects(
    lens.ask('planMerge', { folder, kept: 'gone.png' as AssetPath, others: [copy] }),
    /gone\.png is not there any more/,
  );
});

test('an image that has changed since it was compared stays, at every step, and so do all where the kept one has', async t => {
  const { place, lens, folder } = await opened(t);
  const plan = await lens.ask('planMerge', { folder, kept, others: [copy, other] });
  const { id } = await lens.ask('beginMerge', plan);
  edit(place, plan);
  writeFileSync(path.join(place.folder, copy), 'a dog, saved anew');
  const joined = await lens.ask('joinMerged', { id });
  assert.deepEqual(joined.removable, [other]);
  assert.deepEqual(
    joined.refused.map(({ path: file, reason }) => [file, reason]),
    [[copy, 'It has changed since it was compared.']],
  );
  writeFileSync(path.join(place.folder, kept), 'a dog');
  const again = await lens.ask('planMerge', { folder, kept, others: [other] });
  assert.deepEqual(again.removable, []);
  assert.match(again.refused[0]!.reason, /kept has changed since/);
});

test('an edit that a person leaves out keeps its image, and a comment keeps none', async t => {
  const { place, lens, folder } = await opened(t, { 'notes.ts': '// see ./img/copy.png\nexport {};\n' });
  const plan = await lens.ask('planMerge', { folder, kept, others: [copy, other] });
  assert.deepEqual(plan.removable, [copy, other]);
  const { id } = await lens.ask('beginMerge', plan);
  edit(place, { ...plan, edits: plan.edits.filter(({ text }) => text.includes('other')) });
  const joined = await lens.ask('joinMerged', { id });
  assert.deepEqual(joined.removable, [other]);
  assert.deepEqual(
    joined.refused.map(({ path: file, places }) => [file, places.length]),
    [[copy, 2]],
  );
});

test('a restricted workspace is not changed, and a merge that was given up leaves nothing', async t => {
  const { place, lens, folder } = await opened(t);
  const plan = await lens.ask('planMerge', { folder, kept, others: [copy] });
  await assert.rejects(place.open({ trusted: false }).ask('beginMerge', plan), /restricted/);
  const { id } = await lens.ask('beginMerge', plan);
  assert.equal(journals(place).length, 1);
  await lens.ask('abandonMerge', { id });
  assert.deepEqual(journals(place), []);
});

test('the rule knows which are used and which folder is always kept', async t => {
  const { lens } = await opened(t, {}, { referenceFolders: ['img/nowhere'] });
  const { ids } = await lens.ask('search', {
    text: '',
    plain: false,
    not: '',
    like: null,
    folder: null,
    label: null,
    limit: 9,
  });
  const { members, reason } = await lens.ask('keepBest', { ids: [...ids] as AssetId[] });
  assert.deepEqual(members.map(({ path: file, files: uses }) => [file, uses]).sort(), [
    [copy, 2],
    [kept, 0],
    [other, 1],
  ]);
  assert.notEqual(members[0]!.path, kept);
  assert.notEqual(reason, null);
});

test('an image that comes in twice is found: the same bytes, the same pixels, and no other', async t => {
  const { place, lens, folder } = await opened(t, { 'a.png': 'one pixels:x', 'b.png': 'two' });
  place.write({ 'in/a.png': 'one pixels:x', 'in/a2.png': 'uno pixels:x', 'in/c.png': 'three' });
  await lens.ask('index', { folder: null });
  const places = ['in/a.png', 'in/a2.png', 'in/c.png', 'gone.png'].map(file => ({
    folder,
    path: file as AssetPath,
  }));
  assert.deepEqual(
    (await lens.ask('twins', { places }))
      .map(({ path: file, existing, kind }) => [file, existing, kind])
      .sort(),
    [
      ['in/a.png', 'a.png', 'same-bytes'],
      ['in/a2.png', 'a.png', 'same-pixels'],
    ],
  );
});
