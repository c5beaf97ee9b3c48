// The index walk: what is encoded, what is reused, what is forgotten, and what stopping costs.
import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/catalog/store.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { dimensions, fakeEncoder } from './fakeEncoder.ts';
import { workspace } from './workspace.ts';

const three = {
  'cat.png': 'a cat',
  'sub/dog.jpg': 'a dog',
  'sub/deep/boat.webp': 'a boat',
  'notes.txt': 'no image',
};

test('a folder is indexed once, and nothing is encoded a second time', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  const first = await lens.ask('index', { folder: null });
  assert.deepEqual(
    [first.assets, first.encoded, first.reused, first.removed, first.problems.length],
    [3, 3, 0, 0, 0],
  );
  const again = await lens.ask('index', { folder: null });
  assert.deepEqual([again.assets, again.encoded, again.reused], [3, 0, 3]);
  const other = place.open();
  const fresh = await other.ask('index', { folder: null });
  assert.deepEqual([fresh.encoded, fresh.reused], [0, 3], 'another process finds the same store');
  assert.equal(other.encoder.encoded.length, 0);
});

test('a renamed, a copied and a touched file cost no encoding', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  renameSync(path.join(place.folder, 'cat.png'), path.join(place.folder, 'kitten.png'));
  cpSync(path.join(place.folder, 'sub/dog.jpg'), path.join(place.folder, 'hound.jpg'));
  place.write({ 'sub/deep/boat.webp': 'a boat' });
  const report = await lens.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.removed], [4, 0, 1]);
  assert.deepEqual(await lens.paths({ text: 'a cat', limit: 1 }), ['kitten.png']);
});

test('twins in one run are encoded once and both are found', async t => {
  const place = workspace(t, { 'a.png': 'the same', 'b.png': 'the same' });
  const lens = place.open();
  const report = await lens.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.reused], [2, 1, 1]);
  assert.deepEqual((await lens.paths({ text: 'the same' })).sort(), ['a.png', 'b.png']);
});

test('a changed file gets its new vector, a deleted one is forgotten', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  place.write({ 'cat.png': 'a large red locomotive' });
  rmSync(path.join(place.folder, 'sub/dog.jpg'));
  const report = await lens.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.removed], [2, 1, 1]);
  assert.deepEqual(await lens.paths({ text: 'a large red locomotive', limit: 1 }), ['cat.png']);
  assert.ok(!(await lens.paths({})).includes('sub/dog.jpg'));
});

test('bad files are problems by name and cost no other file anything', async t => {
  const place = workspace(t, { ...three, 'empty.png': '', 'bad.png': 'broken', 'old.xcf': 'layers' });
  const lens = place.open();
  const report = await lens.ask('index', { folder: null });
  assert.equal(report.assets, 3);
  assert.deepEqual(
    report.problems.map(problem => [problem.path, problem.kind]),
    [
      ['bad.png', 'corrupt'],
      ['empty.png', 'empty'],
      ['old.xcf', 'unsupported'],
    ],
  );
  const before = lens.encoder.encoded.length;
  assert.equal(
    (await lens.ask('index', { folder: null })).problems.length,
    3,
    'told again without another look',
  );
  assert.equal(lens.encoder.encoded.length, before);
  place.write({ 'bad.png': 'mended now' });
  const mended = await lens.ask('index', { folder: null });
  assert.deepEqual([mended.assets, mended.problems.length], [4, 2]);
});

test('a file that was an image and is none now is no longer found', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  place.write({ 'cat.png': 'broken by an editor' });
  const report = await lens.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.problems.length], [2, 1]);
  assert.ok(!(await lens.paths({ text: 'a cat' })).includes('cat.png'));
});

test('stopping keeps what was encoded, and the next run does only the rest', async t => {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`p${i}.png`, `picture ${'abcdefghij'[i % 10]} ${i} x${i}`]),
  );
  const place = workspace(t, files);
  const lens = place.open();
  const controller = new AbortController();
  let batches = 0;
  lens.encoder.onBatch = () => {
    // Up to four are under way at a time: the first of them is kept by now.
    if (++batches === 6) controller.abort();
  };
  await assert.rejects(lens.ask('index', { folder: null }, controller.signal), (error: unknown) =>
    LensError.is(error, 'aborted'),
  );
  await lens.desk.dispose();
  const second = place.open();
  const report = await second.ask('index', { folder: null });
  assert.equal(report.assets, 100);
  assert.ok(report.reused >= 16 && report.encoded === 100 - report.reused, `${report.reused} reused`);
});

test('a second ask joins the run; one of two who gives up does not stop it', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  const controller = new AbortController();
  const first = lens.ask('index', { folder: null }, controller.signal);
  const second = lens.ask('index', { folder: null });
  controller.abort();
  await assert.rejects(first, (error: unknown) => LensError.is(error, 'aborted'));
  assert.equal((await second).assets, 3);
  assert.equal(lens.encoder.encoded.length, 3);
});

test('another model begins its own set of vectors and says so; going back costs nothing', async t => {
  const place = workspace(t, three);
  const first = place.open();
  await first.ask('index', { folder: null });
  assert.deepEqual((await first.ask('status', null)).notices, []);
  const other = place.open({}, fakeEncoder('other'));
  assert.equal((await other.ask('index', { folder: null })).encoded, 3);
  assert.deepEqual((await other.ask('status', null)).notices, [
    '3 images were indexed with fake@1. The model other@1 begins a set of vectors of its own; the other set stays until the index is cleared.',
  ]);
  const back = place.open();
  assert.deepEqual((await back.ask('index', { folder: null })).encoded, 0);
  assert.deepEqual((await back.ask('status', null)).notices, []);
});

test('a damaged index is made again, and people are told', async t => {
  const place = workspace(t, three);
  const first = place.open();
  await first.ask('index', { folder: null });
  await first.desk.dispose();
  writeFileSync(path.join(place.store, 'vectors.sqlite'), 'no database at all '.repeat(1000));
  const again = place.open();
  assert.equal((await again.ask('index', { folder: null })).encoded, 3);
  const { notices } = await again.ask('status', null);
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /vectors\.sqlite was damaged.*made again/);
  assert.equal((await again.paths({})).length, 3);
});

test('a restricted workspace is searched and never written', async t => {
  const place = workspace(t, three);
  await place.open().ask('index', { folder: null });
  const lens = place.open({ trusted: false });
  await assert.rejects(lens.ask('index', { folder: null }), (error: unknown) =>
    LensError.is(error, 'untrusted'),
  );
  assert.deepEqual(await lens.paths({ text: 'a dog', limit: 1 }), ['sub/dog.jpg']);
  const empty = place.open({ trusted: false, store: path.join(place.store, 'nowhere') });
  assert.equal(
    (
      await empty.ask('search', {
        text: 'x',
        plain: false,
        not: '',
        like: null,
        folder: null,
        label: null,
        limit: 1,
      })
    ).ids.length,
    0,
  );
});

test('clearing forgets the folder and frees space', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.ok((await lens.ask('space', null)).bytes > 0);
  await lens.ask('clear', null);
  assert.deepEqual(await lens.paths({}), []);
  assert.equal((await lens.ask('index', { folder: null })).encoded, 3);
});

test('progress ends at the total and never goes back', async t => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`p${i}.png`, `picture ${i} ${'x'.repeat(i)}`]),
  );
  const lens = workspace(t, files).open();
  await lens.ask('index', { folder: null });
  const done = lens.progress.map(step => step.done);
  assert.deepEqual(
    done,
    done.toSorted((a, b) => a - b),
  );
  assert.deepEqual([lens.progress.at(-1)?.done, lens.progress.at(-1)?.total], [60, 60]);
});

test('a run that fails is told as the state of the engine, until one succeeds', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  lens.encoder.onBatch = () => {
    throw new LensError('encoder-failed', 'The encoder died too often.');
  };
  await assert.rejects(lens.ask('index', { folder: null }), { code: 'encoder-failed' });
  const failed = await lens.ask('status', null);
  assert.deepEqual([failed.state, failed.reason], ['failed', 'The encoder died too often.']);
  assert.equal(failed.progress, null);
  lens.encoder.onBatch = () => undefined;
  await lens.ask('index', { folder: null });
  const healed = await lens.ask('status', null);
  assert.deepEqual([healed.state, healed.reason], ['idle', null]);
  assert.deepEqual([healed.provider, healed.providerReason], ['cpu', 'A formula needs no more.']);
});

test('a run that is stopped is no failure', async t => {
  const place = workspace(t, three);
  const lens = place.open();
  const controller = new AbortController();
  lens.encoder.onBatch = () => controller.abort();
  await assert.rejects(lens.ask('index', { folder: null }, controller.signal), { code: 'aborted' });
  // Joins the stopped run, or finds it gone: either way it has ended then.
  await lens.ask('index', { folder: null }).catch(() => undefined);
  const { state, reason } = await lens.ask('status', null);
  assert.deepEqual([state, reason], ['idle', null]);
});

test('documents are listed as problems, and counted neither as images nor as problems', async t => {
  const place = workspace(t, {
    ...three,
    'manual.pdf': '%PDF-1.7',
    'logo.ai': '%PDF-1.5',
    'layers.xcf': 'gimp xcf',
  });
  const lens = place.open();
  const report = await lens.ask('index', { folder: null });
  assert.equal(report.assets, 3);
  assert.deepEqual(
    report.problems.map(problem => problem.path),
    ['layers.xcf', 'logo.ai', 'manual.pdf'],
  );
  const last = lens.progress.at(-1)!;
  assert.deepEqual([last.done, last.total], [4, 4]);
  const { folders } = await lens.ask('status', null);
  assert.deepEqual([folders[0]!.assets, folders[0]!.problems], [3, 1]);
});

test(
  'a batch that fails while the next one is found known already fails the run',
  { timeout: 30_000 },
  async t => {
    const names = Array.from({ length: 80 }, (_, n) => `p${String(n).padStart(2, '0')}.png`);
    const place = workspace(
      t,
      Object.fromEntries(names.map((name, n) => [name, `picture ${'ab'.repeat(n + 1)}`])),
    );
    const encoder = fakeEncoder();
    const { identify, encodeImages } = encoder;
    let asked = 0;
    // Another process encodes the pictures of the second batch after they were looked up, and before it is their turn.
    encoder.identify = async (...question) => {
      if (++asked === 2) {
        const second = names.slice(16, 32).map(name => path.join(place.folder, name));
        const { images, vectors } = await encodeImages(second, null);
        const store = openStore(place.store);
        await store.saveEncoded('fake', images, vectors, dimensions);
        store.close();
      }
      return identify(...question);
    };
    let batches = 0;
    encoder.encodeImages = async (...question) => {
      if (++batches === 1) throw new LensError('closed', 'The first batch failed.');
      return encodeImages(...question);
    };
    const lens = place.open({}, encoder);
    await assert.rejects(lens.ask('index', { folder: null }), /The first batch failed/);
    assert.equal((await lens.ask('status', null)).folders[0]?.indexed, false);
  },
);
