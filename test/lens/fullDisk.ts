/** A process whose temporary folder lies on a small disk: it merges while that is full, and throws where something is lost. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { editedText } from '../../src/duplicates/restoredText.ts';
import type { AssetPath, FolderId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { workspace } from './workspace.ts';

const [disk] = process.argv.slice(2);
const after: (() => Promise<void>)[] = [];
// All that a workspace asks of a test.
const t = { after: (done: () => Promise<void>) => after.push(done) } as unknown as TestContext;
const page = `a { background: url(img/copy.png) }\n${'/* a long style sheet */\n'.repeat(30_000)}`;
const files = { 'img/kept.png': 'a cat', 'img/copy.png': 'a cat, saved again', 'page.css': page };
const place = workspace(t, files);
const lens = place.open();
await lens.ask('index', { folder: null });

const filler = path.join(disk!, 'filler');
/** Leaves so many bytes. */
function fill(room: number): void {
  const block = Buffer.alloc(16_384);
  writeFileSync(filler, '');
  try {
    for (;;) appendFileSync(filler, block);
  } catch {
    truncateSync(filler, Math.max(0, statSync(filler).size - room));
  }
}
const empty = () => rmSync(filler);
const read = (name: string) => readFileSync(path.join(place.folder, name), 'utf8');
const journals = () => readdirSync(path.join(place.store, 'merges'));
const isFull = (more: RegExp) => (error: unknown) =>
  LensError.is(error, 'store-failed') &&
  /the disk is full\. Free some space/.test(error.message) &&
  more.test(error.message);

const request = {
  folder: place.folder as FolderId,
  kept: 'img/kept.png' as AssetPath,
  others: ['img/copy.png' as AssetPath],
};
const plan = await lens.ask('planMerge', request);
assert.equal(plan.edits.length, 1);

// No room for the copies: nothing was changed, and nothing lies about.
fill(200_000);
await assert.rejects(lens.ask('beginMerge', plan), isFull(/nothing was changed/));
assert.deepEqual([journals(), read('page.css') === page], [[], true]);
empty();

// Room for the copies, and none for what follows the edits: images stay, and the merge is known.
const { id } = await lens.ask('beginMerge', plan);
writeFileSync(path.join(place.folder, 'page.css'), editedText(page, plan.edits));
fill(100_000);
await assert.rejects(lens.ask('joinMerged', { id }), isFull(/No image was removed, and Undo Merge/));
assert.ok(existsSync(path.join(place.folder, 'img/copy.png')));
assert.deepEqual(
  (await lens.ask('merges', null)).map(merge => merge.id),
  [id],
);

// Undoing has no room either: the text is whole as it is, and the journal waits.
const changed = read('page.css');
const undone = await lens.ask('undoMerge', { id });
assert.deepEqual(
  undone.left.map(({ path: file }) => file),
  ['page.css'],
);
assert.ok(read('page.css') === changed, 'not half a text');
assert.deepEqual(journals(), [id]);
empty();
const again = await lens.ask('undoMerge', { id });
assert.deepEqual([again.textsRestored, again.left], [['page.css'], []]);
assert.ok(read('page.css') === page);
assert.deepEqual(journals(), []);
for (const done of after) await done();
process.stdout.write('all well\n');
