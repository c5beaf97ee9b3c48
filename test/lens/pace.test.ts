// Pausing, going gently, and what is looked at first.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { FileQueue } from '../../src/lens/fileQueue.ts';
import { IndexMeter } from '../../src/lens/indexMeter.ts';
import { IndexPace } from '../../src/lens/indexPace.ts';
import { Sight } from '../../src/lens/sight.ts';
import { LensError } from '../../src/protocol/errors.ts';
import type { IndexReport, LensStatus } from '../../src/protocol/lens.ts';
import { type OpenedDesk, workspace } from './workspace.ts';

/** So many pictures, each of a word of its own, in folders of ten. */
function pictures(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `f${Math.floor(n / 10)}/p${n % 10}.png`,
      `picture ${'ab'.repeat(n + 1)}`,
    ]),
  );
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 10));
}

const stateOf = async (lens: OpenedDesk): Promise<LensStatus['state']> =>
  (await lens.ask('status', null)).state;

/** A run that is paused with its second batch, and then has nothing in its hands. */
async function pausedRun(
  lens: OpenedDesk,
  signal?: AbortSignal,
): Promise<{ readonly report: Promise<IndexReport> }> {
  let batches = 0;
  lens.encoder.onBatch = () => {
    if (++batches === 2) void lens.ask('pause', { paused: true });
  };
  const report = lens.ask('index', { folder: null }, signal);
  report.catch(() => undefined);
  await until(async () => (await stateOf(lens)) === 'paused' && lens.encoder.encoded.length >= 32);
  return { report };
}

describe('a paused run', { timeout: 30_000 }, () => {
  test('encodes nothing, can be searched, and goes on where it stood', async t => {
    const place = workspace(t, pictures(100));
    const lens = place.open();
    const { report } = await pausedRun(lens);
    await new Promise(resolve => setTimeout(resolve, 300));
    assert.equal(lens.encoder.encoded.length, 32);
    assert.equal((await lens.paths({})).length, 32);
    await lens.ask('pause', { paused: false });
    const { assets, encoded, reused } = await report;
    assert.deepEqual({ assets, encoded, reused }, { assets: 100, encoded: 100, reused: 0 });
    // Each of them once.
    assert.equal(new Set(lens.encoder.encoded).size, 100);
    assert.equal(lens.encoder.encoded.length, 100);
    assert.equal(await stateOf(lens), 'idle');
    const done = lens.progress.map(step => step.done);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
    );
    assert.deepEqual([lens.progress.at(-1)?.done, lens.progress.at(-1)?.total], [100, 100]);
  });

  test('leaves the folder to another window or command', async t => {
    const place = workspace(t, pictures(100));
    const first = place.open();
    const { report } = await pausedRun(first);
    const second = place.open();
    const done = await second.ask('index', { folder: null });
    assert.equal(done.assets, 100);
    await first.ask('pause', { paused: false });
    assert.equal((await report).assets, 100);
    // Nothing was encoded by both.
    assert.equal(first.encoder.encoded.length + second.encoder.encoded.length, 100);
  });

  test('can be stopped, and the next run is not paused', async t => {
    const place = workspace(t, pictures(60));
    const lens = place.open();
    const controller = new AbortController();
    const { report } = await pausedRun(lens, controller.signal);
    controller.abort();
    await assert.rejects(report, (error: unknown) => LensError.is(error, 'aborted'));
    await until(async () => (await stateOf(lens)) === 'idle');
    assert.equal((await lens.ask('index', { folder: null })).assets, 60);
  });

  test('is nothing where no run is under way', async t => {
    const lens = workspace(t, pictures(3)).open();
    assert.equal((await lens.ask('pause', { paused: true })).state, 'idle');
    assert.equal((await lens.ask('index', { folder: null })).assets, 3);
  });
});

describe('a gentle run', { timeout: 30_000 }, () => {
  test('rests as long as it worked, and has one batch in hand at a time', async t => {
    const lens = workspace(t, pictures(64)).open();
    const { encodeImages } = lens.encoder;
    let inHand = 0;
    let most = 0;
    lens.encoder.encodeImages = async (paths, thumbnails, signal) => {
      most = Math.max(most, ++inHand);
      await new Promise(resolve => setTimeout(resolve, 100));
      const answer = await encodeImages(paths, thumbnails, signal);
      inHand--;
      return answer;
    };
    await lens.ask('setSpeed', { speed: 'gentle' });
    const began = performance.now();
    await lens.ask('index', { folder: null });
    // Four batches of 100 milliseconds, and as much rest.
    assert.ok(performance.now() - began >= 800);
    assert.equal(most, 1);
  });

  test('ends its rest when it may go at full speed', async () => {
    const pace = new IndexPace();
    pace.setGentle(true);
    const rest = pace.rest(10_000, new AbortController().signal);
    pace.setGentle(false);
    await rest;
  });

  test('is stopped in the middle of a rest', async () => {
    const pace = new IndexPace();
    pace.setGentle(true);
    const controller = new AbortController();
    const rest = pace.rest(10_000, controller.signal);
    controller.abort();
    await assert.rejects(rest, (error: unknown) => LensError.is(error, 'aborted'));
  });
});

describe('what is looked at', () => {
  const files = (...names: string[]) => names.map(name => ({ absolute: path.join('/w', name) }));
  const names = (taken: readonly { readonly absolute: string }[]) =>
    taken.map(({ absolute }) => path.relative('/w', absolute).split(path.sep).join('/'));

  test('is taken first, then what lies beside it, then one folder after another', () => {
    const queue = new FileQueue(files('a/1', 'b/1', 'a/2', 'c/1', 'c/2', 'b/2', 'c/3'));
    const sight = new Sight();
    sight.lookAt([path.join('/w', 'c/2'), path.join('/w', 'not there')]);
    assert.deepEqual(names(queue.take(3, sight)), ['c/2', 'c/1', 'c/3']);
    assert.deepEqual(names(queue.take(9, sight)), ['a/1', 'a/2', 'b/1', 'b/2']);
    assert.ok(queue.isEmpty);
  });

  test('may change in the middle, and nothing is taken twice or left out', () => {
    const all = Array.from({ length: 50 }, (_, n) => `f${n % 7}/${n}`);
    const queue = new FileQueue(files(...all));
    const sight = new Sight();
    const taken: string[] = [];
    for (let round = 0; !queue.isEmpty; round++) {
      sight.show([path.join('/w', all[(round * 11) % 50]!)]);
      taken.push(...names(queue.take(4, sight)));
    }
    assert.deepEqual(taken.toSorted(), all.toSorted());
  });

  test('is an image whose card was asked for, the latest first', async t => {
    const place = workspace(t, { ...pictures(40), 'z/seen.png': 'seen before' });
    const lens = place.open();
    await lens.ask('index', { folder: null });
    const { ids } = await lens.ask('search', {
      text: 'seen before', plain: false, not: '', like: null, folder: null, label: null, limit: 1,
    }); // prettier-ignore
    await lens.ask('cards', { ids: [...ids] as never });
    place.write({
      ...pictures(40),
      'z/seen.png': 'seen and changed',
      'a/new.png': 'new one',
      'z/next.png': 'next one',
    });
    lens.encoder.encoded.length = 0;
    await lens.ask('index', { folder: null });
    assert.deepEqual(
      lens.encoder.encoded.map(file => path.basename(file)),
      ['seen.png', 'next.png', 'new.png'],
    );
  });

  test('a file that is open in an editor comes before everything else', async t => {
    const place = workspace(t, pictures(40));
    const lens = place.open();
    // One batch at a time, so that their order is that of the files.
    await lens.ask('setSpeed', { speed: 'gentle' });
    await lens.ask('lookAt', { files: [path.join(place.folder, 'f3', 'p7.png')] });
    await lens.ask('index', { folder: null });
    const [first, second] = lens.encoder.encoded.map(file =>
      path.relative(place.folder, file).split(path.sep).join('/'),
    );
    assert.equal(first, 'f3/p7.png');
    assert.equal(path.posix.dirname(second!), 'f3');
  });
});

test('the time of a pause says nothing about the speed', () => {
  let now = 0;
  const reports: number[] = [];
  const meter = new IndexMeter(
    ({ done }) => reports.push(done),
    () => now,
  );
  meter.begin(100, 0);
  now = 1000;
  meter.add(50, 50);
  meter.leave();
  now = 3_601_000;
  meter.begin(100, 50);
  now = 3_602_000;
  meter.add(50, 50);
  assert.equal(meter.imagesPerSecond(), 50);
  assert.equal(reports.at(-1), 100);
});

test('an estimate that has run out while nothing is done is taken back', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const estimates: (number | null)[] = [];
  const meter = new IndexMeter(
    ({ remainingSeconds }) => estimates.push(remainingSeconds),
    () => now,
  );
  meter.begin(40, 0);
  now = 4000;
  meter.add(20, 20);
  assert.deepEqual(estimates, [null, 4]);
  t.mock.timers.tick(4999);
  assert.equal(estimates.length, 2);
  t.mock.timers.tick(1);
  assert.deepEqual(estimates, [null, 4, null]);
  // There is nothing to be told of a run that has ended.
  now = 65_000;
  meter.add(10, 10);
  assert.equal(estimates.at(-1), 10);
  meter.end();
  t.mock.timers.tick(60_000);
  assert.equal(estimates.length, 4);
});
