// The search for edited copies: what a change costs, and who goes first. Pictures are noise that the file's first word names.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { glimpseOf, glimpseOfSeveral } from '../../src/encoder/glimpse.ts';
import { outlineOf } from '../../src/encoder/outline.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { DuplicateGroup, DuplicateProgress, DuplicatesPage } from '../../src/protocol/duplicate.ts';
import type { Sketch } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { loadSqlite } from '../../src/catalog/sqlite.ts';
import { CopyMeter } from '../../src/lens/copyMeter.ts';
import { Foreground } from '../../src/lens/foreground.ts';
import { randomNumbers } from '../evaluation/random.ts';
import { type FakeEncoder, fakeEncoder, listedText } from './fakeEncoder.ts';
import { type OpenedDesk, workspace } from './workspace.ts';

/** Blotches of grey, the same for the same word; every further word makes it a little lighter, and `negative` at the end a negative. */
function sketchOf(text: string): Sketch {
  const [first = '', ...more] = text.split(' ');
  if (first === 'screenshot') return windowOf(more);
  const random = randomNumbers([...first].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7));
  const [width, height, blotch] = [320, 240, 8];
  const blotches = Array.from(
    { length: (width * height) / blotch ** 2 },
    () => 20 + Math.floor(random() * 200),
  );
  const luma = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return blotches[Math.floor(y / blotch) * (width / blotch) + Math.floor(x / blotch)]! + 4 * more.length;
  });
  if (more.at(-1) === 'negative') for (const [at, value] of luma.entries()) luma[at] = 255 - value;
  const chroma = new Uint8Array((2 * width * height) / 16).fill(128);
  return { width, height, luma, chroma, alpha: null, enlarged: 1 };
}

/** A white window, 320 pixels wide, with a row of dashes of 20 pixels' height for each letter: the same for the same letter. */
function windowOf(letters: readonly string[]): Sketch {
  const [width, high] = [320, 20];
  const height = high * letters.length;
  const luma = new Uint8Array(width * height).fill(250);
  for (const [row, letter] of letters.entries()) {
    const random = randomNumbers(1000 + letter.charCodeAt(0));
    for (let dash = 0; dash < 24; dash++) {
      const [left, top] = [8 + 10 * dash, high * row + 3 + Math.floor(random() * 8)];
      const [wide, thick] = [2 + Math.floor(random() * 7), 2 + Math.floor(random() * 5)];
      for (let y = top; y < top + thick; y++) luma.fill(40, y * width + left, y * width + left + wide);
    }
  }
  const chroma = new Uint8Array((2 * width * height) / 16).fill(128);
  return { width, height, luma, chroma, alpha: null, enlarged: 1 };
}

/** A desk whose encoder notes of which pictures it is asked for local features, and how often of none, which starts it. */
function open(
  t: TestContext,
  files: Record<string, string>,
  held: (file: string) => Promise<null> | null = () => null,
  areOne = () => true,
) {
  const here = workspace(t, files);
  const outlined: string[] = [];
  let early = 0;
  const encoder: FakeEncoder = {
    ...fakeEncoder(),
    sketch: async (files, outlines) => {
      if (files.length === 0) early++;
      return Promise.all(
        files.map(async file => {
          if (outlines) outlined.push(path.basename(file.path));
          await held(path.basename(file.path));
          const text = await listedText(file);
          if (text === null) return null;
          const sketch = sketchOf(text);
          return { sketch, outline: outlines ? outlineOf(sketch) : null };
        }),
      );
    },
    glimpse: async files =>
      Promise.all(
        files.map(async file => {
          const text = await listedText(file);
          if (text === null) return null;
          if (text.endsWith(' film') && !areOne()) return glimpseOfSeveral;
          const { luma, width, height } = sketchOf(text);
          const data = Buffer.from(Array.from(luma, grey => [grey, grey, grey]).flat());
          return glimpseOf({ data, width, height, channels: 3 });
        }),
      ),
  };
  let desk = here.open({}, encoder);
  const whole = async () => {
    for (;;) {
      const request = { lookAlikes: false, folder: null, first: 0, count: 100 };
      const page: DuplicatesPage = await desk.ask('duplicatesPage', request);
      if (page.isWhole) return page;
      await sleep(5);
    }
  };
  const rows = (select: string, ...values: string[]) => {
    const store = new (loadSqlite().DatabaseSync)(path.join(here.store, 'vectors.sqlite'), {
      readOnly: true,
    });
    const { count } = store.prepare(`select count(*) as count from ${select}`).get(...values)!;
    store.close();
    return Number(count);
  };
  /** How often two pictures were compared, ever. */
  const compared = () => rows('copy');
  /** What the store has of the content with that text: its glimpse, its local features, and looks at it beside others. */
  const kept = (text: string) => {
    const is = '(select id from content where hash = unhex(?))';
    const hash = createHash('sha256').update(text).digest('hex');
    return {
      glimpses: rows(`glimpse where content = ${is}`, hash),
      outlines: rows(`outline where content = ${is}`, hash),
      looks: rows(`copy where a = ${is} or b = ${is}`, hash, hash),
    };
  };
  /** Groups as names of files. */
  const groups = async () => {
    const found = (await whole()).groups;
    const cards = await desk.ask('cards', { ids: found.flatMap(({ assets }) => assets) });
    const names = new Map(cards.map(({ id, path: name }) => [id, name as string]));
    return found.map(({ assets }) => assets.map(id => names.get(id)!).sort()).sort();
  };
  /** As another process would find it, after something was done to the store. */
  const reopen = async (work: () => void, indexes = false) => {
    await desk.desk.dispose();
    work();
    desk = here.open({}, encoder);
    if (indexes) await desk.ask('index', { folder: null });
  };
  const change = (statement: string) => {
    const store = new (loadSqlite().DatabaseSync)(path.join(here.store, 'vectors.sqlite'));
    store.exec(statement);
    store.close();
  };
  return { here, desk, encoder, outlined, whole, groups, compared, kept, change, reopen, early: () => early };
}

test('a changed file is compared with those near it, and no other two are compared again', async t => {
  const words = ['apple', 'bread', 'candle', 'dragon', 'engine', 'forest', 'garden', 'harbour'];
  const files = Object.fromEntries(
    words.flatMap(word => [[`${word}.png`, word], [`${word} copy.png`, `${word} again`]]),
  ); // prettier-ignore
  const { here, desk, outlined, whole, compared } = open(t, files);
  await desk.ask('index', { folder: null });
  assert.equal((await whole()).total, words.length);
  const before = compared();
  assert.ok(before >= words.length, `${before}`);
  assert.equal(new Set(outlined).size, 2 * words.length);
  outlined.length = 0;
  here.write({ 'third.png': 'apple once more' });
  await desk.ask('index', { folder: null });
  const { groups, total } = await whole();
  assert.equal(total, words.length);
  assert.equal(groups.filter(({ assets }) => assets.length === 3).length, 1);
  assert.deepEqual(outlined, ['third.png']);
  assert.ok(compared() > before && compared() - before < 2 * words.length, `${before}, then ${compared()}`);
  await rm(path.join(here.folder, 'bread.png'));
  await desk.ask('index', { folder: null });
  assert.equal((await whole()).total, words.length - 1);
  assert.deepEqual(outlined, ['third.png']);
}); // prettier-ignore

test('what decodes pictures starts with the first search, before there are pairs, and with no later one', async t => {
  const { here, desk, whole, early } = open(t, { 'a.png': 'apple', 'b.png': 'apple two', 'c.png': 'bread' });
  await desk.ask('index', { folder: null });
  await whole();
  assert.equal(early(), 1);
  here.write({ 'd.png': 'bread again' });
  await desk.ask('index', { folder: null });
  await whole();
  assert.equal(early(), 1);
});

test('of a small folder all get local features, also those that nothing speaks for, and once', async t => {
  const { here, desk, outlined, whole } = open(t, { 'a.png': 'apple', 'b.png': 'bread', 'c.png': 'candle' });
  await desk.ask('index', { folder: null });
  assert.equal((await whole()).total, 0);
  assert.deepEqual(outlined.toSorted(), ['a.png', 'b.png', 'c.png']);
  here.write({ 'd.png': 'dragon' });
  await desk.ask('index', { folder: null });
  assert.equal((await whole()).total, 0);
  assert.deepEqual(outlined.slice(3), ['d.png']);
});

test('a file that has changed since it was indexed is left out until it is indexed anew, and nothing is kept of it', async t => {
  const before = { 'a.png': 'apple' };
  const files = { ...before, 'b.png': 'apple two', 'c.png': 'bread', 'd.png': 'bread again' };
  const { here, desk, groups, kept } = open(t, files);
  await desk.ask('index', { folder: null });
  here.write({ 'a.png': 'bread once more' });
  assert.deepEqual(await groups(), [['c.png', 'd.png']]);
  assert.deepEqual(kept('apple'), { glimpses: 0, outlines: 0, looks: 0 });
  assert.deepEqual(kept('bread once more'), { glimpses: 0, outlines: 0, looks: 0 });
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'c.png', 'd.png']]);
  here.write(before);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'b.png'], ['c.png', 'd.png']]);
  assert.equal(kept('apple').outlines, 1);
}); // prettier-ignore

test('a file that holds several pictures is nobody’s copy by one of them, whatever an older version has kept of it', async t => {
  let isOld = true;
  const files = { 'a.png': 'apple', 'b.png': 'apple two', 'c.gif': 'apple film', 'd.gif': 'bread film', 'e.gif': 'bread and film' };
  const { here, desk, groups, outlined, change, reopen } = open(t, files, () => null, () => isOld);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'b.png', 'c.gif'], ['d.gif', 'e.gif']]);
  isOld = false;
  await reopen(() => change('update glimpse set version = version - 1'));
  assert.deepEqual(await groups(), [['a.png', 'b.png']]);
  outlined.length = 0;
  here.write({ 'f.png': 'apple three times', 'g.gif': 'bread and one more film' });
  await reopen(() => undefined, true);
  assert.deepEqual(await groups(), [['a.png', 'b.png', 'f.png']]);
  assert.deepEqual(outlined, ['f.png']);
  // Equal bytes are.
  here.write({ 'c again.gif': 'apple film' });
  await reopen(() => undefined, true);
  assert.deepEqual(await groups(), [['a.png', 'b.png', 'f.png'], ['c again.gif', 'c.gif']]);
}); // prettier-ignore

test('no look at two files is kept of which one has changed since its local features were made', async t => {
  const before = { 'a.png': 'apple' };
  const { here, desk, groups, kept } = open(t, { ...before, 'c.png': 'bread' });
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), []);
  assert.deepEqual([kept('apple').outlines, kept('apple two').looks], [1, 0]);
  here.write({ 'b.png': 'apple two' });
  await desk.ask('index', { folder: null });
  here.write({ 'a.png': 'bread' });
  const looks = kept('apple').looks;
  assert.deepEqual(await groups(), []);
  assert.deepEqual(kept('apple').looks, looks);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'c.png']]);
  here.write(before);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'b.png']]);
}); // prettier-ignore

test('a content whose file has changed is looked at when another file of it stands for it', async t => {
  const files = { 'a.png': 'apple', 'a twin.png': 'apple', 'b.png': 'apple two', 'c.png': 'bread' };
  const { here, desk, groups, kept } = open(t, files);
  await desk.ask('index', { folder: null });
  here.write({ 'a.png': 'candle' });
  assert.deepEqual(await groups(), [['a twin.png', 'a.png']]);
  assert.equal(kept('apple').outlines, 0);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a twin.png', 'b.png']]);
});

test('a group that has lost the one by which it hung together is looked at again', async t => {
  const { here, desk, whole } = open(t, {
    'a.png': 'apple', 'b.png': 'apple two', 'c.png': 'apple three times', 'd.png': 'bread',
  }); // prettier-ignore
  await desk.ask('index', { folder: null });
  assert.deepEqual((await whole()).groups.map(({ assets }) => assets.length), [3]); // prettier-ignore
  await rm(path.join(here.folder, 'a.png'));
  await desk.ask('index', { folder: null });
  assert.deepEqual((await whole()).groups.map(({ assets }) => assets.length), [2]); // prettier-ignore
});

test('what two screens of one template have in common joins them not, whichever of the three comes last', async t => {
  const [one, other, part] = ['screenshot a b c d e f g h i j', 'screenshot a b c d e f p q r j', 'screenshot a b c d e f'];
  const grouped = async (...steps: readonly Record<string, string>[]) => {
    const { here, desk, whole } = open(t, {});
    for (const files of steps) {
      here.write(files);
      await desk.ask('index', { folder: null });
      await whole();
    }
    const { groups } = await whole();
    const names = new Map<AssetId, string>();
    for (const name of ['one.png', 'other.png', 'part.png'])
      names.set((await desk.ask('locate', { file: path.join(here.folder, name) }))!, name);
    return groups.map(({ assets, pairs }) => ({ names: assets.map(id => names.get(id)), pairs: pairs.length }));
  };
  const all = await grouped({ 'one.png': one, 'other.png': other, 'part.png': part });
  assert.equal(all.length, 1);
  assert.equal(all[0]!.names.length, 2, 'the part belongs to one of them');
  assert.deepEqual(await grouped({ 'other.png': other, 'part.png': part }, { 'one.png': one }), all);
  assert.deepEqual(await grouped({ 'one.png': one, 'other.png': other }, { 'part.png': part }), all);
}); // prettier-ignore

/** What a search of its own tells. */
async function toldOf(ask: OpenedDesk['ask']) {
  return named(ask, await ask('duplicates', { lookAlikes: false, folder: null }));
}

/** Groups, and their pairs with what was found, by names of files. */
async function named(ask: OpenedDesk['ask'], groups: readonly DuplicateGroup[]) {
  const cards = await ask('cards', { ids: groups.flatMap(({ assets }) => assets) });
  const names = new Map(cards.map(({ id, path: name }) => [id, name as string]));
  const pairs = (group: DuplicateGroup) =>
    group.pairs.map(({ a, b, ...found }) => ({ ...found, a: names.get(a), b: names.get(b) }));
  const told = groups.map(group => ({
    ...group,
    assets: group.assets.map(id => names.get(id)),
    pairs: pairs(group),
  }));
  // As it is written: no zero has a sign there.
  return JSON.parse(JSON.stringify(told)) as typeof told;
}

/** Copies of three pictures, some of them members of sets that stay apart, and two screens with a part that both have. */
const related: Readonly<Record<string, string>> = {
  'apple.png': 'apple', 'apple@2x.png': 'apple 2', 'apple old.png': 'apple 2 3', 'apple old@2x.png': 'apple 2 3 4',
  'fruit.png': 'apple 2 3 4 5', 'fruit@2x.png': 'apple 2 3 4 5 6', 'bread.png': 'bread', 'bread 2.png': 'bread 2',
  'bread 3.png': 'bread 2 3', 'bread 4.png': 'bread 2 3 4', 'bread 5.png': 'bread 2 3 4 5', 'candle.png': 'candle',
  'candle 2.png': 'candle 2', 'dark.png': 'bread negative', 'dark 2.png': 'bread 2 negative', 'lonely.png': 'dragon',
  'one.png': 'screenshot a b c d e f g h i j', 'other.png': 'screenshot a b c d e f p q r j',
  'part.png': 'screenshot a b c d e f',
}; // prettier-ignore

test('a second search tells the same as the first one, pair by pair, and so does one whose early looks took long', async t => {
  const { here, desk, encoder } = open(t, related);
  await desk.ask('index', { folder: null });
  const first = await toldOf(desk.ask);
  assert.ok(JSON.stringify(first).includes('fruit@2x.png'));
  assert.deepEqual(await toldOf(here.open({}, encoder).ask), first, 'with what was kept');
  let held = 0;
  const slow = open(t, related, async () => (held++ < 12 ? sleep(40, null) : null));
  await slow.desk.ask('index', { folder: null });
  assert.deepEqual(await toldOf(slow.desk.ask), first, 'with few early looks');
}); // prettier-ignore

test('what a search tells does not depend on the changes that led to its files', async t => {
  const { desk: fresh } = open(t, related);
  await fresh.ask('index', { folder: null });
  const all = await toldOf(fresh.ask);
  const names = Object.keys(related);
  const without = (...left: readonly string[]) =>
    Object.fromEntries(names.filter(name => !left.includes(name)).map(name => [name, related[name]!]));
  const late = ['apple.png', 'one.png', 'bread 2.png', 'fruit@2x.png'];
  const passing = { 'passing.png': 'bread 2 3 4 5 6', 'by.png': 'apple 9' };
  const { here, desk, whole } = open(t, { ...without(...late), ...passing });
  const follow = async () => {
    await desk.ask('index', { folder: null });
    return (await whole()).groups;
  };
  await follow();
  for (const name of late) {
    here.write({ [name]: related[name]! });
    await follow();
  }
  for (const name of Object.keys(passing)) await rm(path.join(here.folder, name));
  // Not the pairs: of those that hang together already, which ones are looked at is a matter of order.
  const assetsOf = (told: typeof all) => told.map(({ assets }) => assets);
  assert.deepEqual(assetsOf(await named(desk.ask, await follow())), assetsOf(all));
}); // prettier-ignore

test('who stays apart from the kept one is in a group with those it is a copy of, though all hang together', async t => {
  const { desk, groups } = open(t, {
    'a.png': 'apple', 'b.png': 'apple 2', 'a@2x.png': 'apple 2 3 4 5', 'b@2x.png': 'apple 2 3 4 5 6',
  }); // prettier-ignore
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groups(), [['a.png', 'b.png'], ['a@2x.png', 'b@2x.png']]); // prettier-ignore
});

test('a copy is shown while other pictures are still decoded', async t => {
  const held = Promise.withResolvers<null>();
  const files = { 'a.png': 'apple', 'b.png': 'apple 2', 'c.png': 'bread' };
  const { desk, whole } = open(t, files, file => (file === 'c.png' ? held.promise : null));
  await desk.ask('index', { folder: null });
  const page = () => desk.ask('duplicatesPage', { lookAlikes: false, folder: null, first: 0, count: 100 });
  while ((await page()).total === 0) await sleep(5);
  assert.equal((await page()).isWhole, false);
  held.resolve(null);
  assert.equal((await whole()).total, 1);
});

test('a search that is stopped keeps its groups, stays so whatever changes, and goes on with no second look', async t => {
  const held = Promise.withResolvers<null>();
  const { here, desk, outlined, whole, compared } = open(
    t,
    { 'a.png': 'apple', 'a twin.png': 'apple', 'b.png': 'bread', 'b copy.png': 'bread again', 'c.png': 'candle' },
    file => (file === 'c.png' ? held.promise : null),
  );
  await desk.ask('index', { folder: null });
  const page = (goesOn = false) =>
    desk.ask('duplicatesPage', { lookAlikes: false, folder: null, first: 0, count: 100, goesOn });
  while ((await page()).total === 0) await sleep(5);
  await desk.ask('stopDuplicates', null);
  const stopped = await page();
  assert.deepEqual([stopped.isStopped, stopped.isWhole], [true, false]);
  assert.ok(stopped.total >= 1);
  held.resolve(null);
  here.write({ 'd.png': 'candle in the wind', 'a twin.png': 'dragon' });
  await desk.ask('index', { folder: null });
  const changed = await page();
  assert.deepEqual([changed.isStopped, changed.isWhole], [true, false]);
  assert.ok(changed.groups.every(({ assets }) => assets.length > 1) && changed.total < stopped.total + 1);
  assert.equal(await desk.ask('stopDuplicates', null), null, 'nothing to stop');
  assert.equal((await page(true)).isStopped, false);
  assert.equal((await whole()).total, 2);
  const before = [compared(), outlined.length];
  await desk.ask('stopDuplicates', null);
  assert.equal((await whole()).isStopped, false, 'what is whole is not stopped');
  assert.deepEqual([compared(), outlined.length], before);
  assert.equal(new Set(outlined).size, outlined.length, 'no picture is outlined twice');
}); // prettier-ignore

test('a page comes with the group of an image, whichever page that is', async t => {
  const words = ['apple', 'bread', 'candle', 'dragon', 'engine'];
  const files = Object.fromEntries(words.flatMap(word => [[`${word}.png`, word], [`${word} 2.png`, word]]));
  const { here, desk, whole } = open(t, files);
  await desk.ask('index', { folder: null });
  const { groups } = await whole();
  const dragon = (await desk.ask('locate', { file: path.join(here.folder, 'dragon.png') }))!;
  const place = groups.findIndex(({ assets }) => assets.includes(dragon));
  const request = { lookAlikes: false, folder: null, first: 0, count: 2 };
  const page = await desk.ask('duplicatesPage', { ...request, around: dragon });
  assert.deepEqual([page.first, page.total], [place - (place % 2), words.length]);
  assert.ok(page.groups.some(({ assets }) => assets.includes(dragon)));
  const gone = 4242 as typeof dragon;
  assert.equal((await desk.ask('duplicatesPage', { ...request, first: 2, around: gone })).first, 2);
}); // prettier-ignore

test('the search waits while people wait for something, and ends while it waits', async () => {
  let isIndexing = true;
  const foreground = new Foreground(() => isIndexing);
  assert.equal(foreground.isCalm, false);
  const stopped = new AbortController();
  const waiting = foreground.untilCalm(stopped.signal);
  stopped.abort();
  await assert.rejects(waiting, error => LensError.is(error, 'aborted'));
  isIndexing = false;
  await foreground.untilCalm(new AbortController().signal);
  const { promise, resolve } = Promise.withResolvers<null>();
  const handlers = foreground.watching<{ long: [null, null]; own: [null, null] }>(
    { long: () => promise, own: () => promise },
    new Set(['own']),
  );
  const own = handlers.own(null, stopped.signal);
  assert.equal(foreground.isCalm, true);
  const long = handlers.long(null, stopped.signal);
  assert.equal(foreground.isCalm, false);
  resolve(null);
  await Promise.all([own, long]);
  assert.equal(foreground.isCalm, false, 'who types asks again at once');
  await foreground.untilCalm(new AbortController().signal);
});

test('progress tells the rate of its step and how long that will take yet', () => {
  let now = 0;
  const told: DuplicateProgress[] = [];
  const meter = new CopyMeter(progress => told.push(progress), () => now); // prettier-ignore
  const show = (step: 'looking' | 'comparing', done: number) =>
    meter.show({ step, done, total: 100, copies: 0, compared: done, outlined: 0 });
  show('looking', 0);
  now = 100;
  show('looking', 5);
  assert.equal(told.length, 1, 'not so often');
  meter.show({ step: 'looking', done: 6, total: 100, copies: 1, compared: 6, outlined: 0 });
  assert.equal(told.length, 2, 'but the first copy at once');
  meter.show({ step: 'looking', done: 7, total: 100, copies: 2, compared: 7, outlined: 0 });
  assert.equal(told.length, 2);
  now = 2000;
  show('looking', 20);
  assert.deepEqual([told[2]!.perSecond, told[2]!.remainingSeconds], [10, 8]);
  show('comparing', 0);
  assert.deepEqual([told[3]!.perSecond, told[3]!.remainingSeconds], [0, null]);
  meter.wait();
  assert.equal(told[4]!.step, 'waiting');
});
