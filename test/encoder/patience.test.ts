// How long a picture may keep its decoder.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Patience } from '../../src/encoder/patience.ts';
import { isAlive, openEncoder, started, troubledEncoder, until } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const never = () => new Promise<never>(() => undefined);

/** A minute and what is left to a decoder that is being stopped. */
const limit = 65_000;

/** Something that fails when it is told to. */
function failing() {
  const { promise, reject } = Promise.withResolvers<never>();
  return { step: () => promise, fail: () => reject(new Error('what it says')) };
}

test('a step that does not come back is given up', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let told = 0;
  const patience = new Patience(() => told++);
  const within = patience.forPicture();
  assert.equal(await within(async () => 'in time'), 'in time');
  const answer = within(never);
  t.mock.timers.tick(limit - 1);
  assert.deepEqual([patience.isSpent, told], [false, 0]);
  t.mock.timers.tick(1);
  await assert.rejects(answer, { kind: 'too-slow' });
  assert.deepEqual([patience.isSpent, told], [true, 1]);
  // What comes after it has no time left, and is not begun.
  await assert.rejects(
    within(() => assert.fail('It was begun.')),
    { kind: 'too-slow' },
  );
  assert.equal(await patience.forPicture()(async () => 'another picture'), 'another picture');
  assert.equal(told, 1);
});

test('the steps of a picture have their time together, and what it waits for between them takes none', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const patience = new Patience();
  const within = patience.forPicture();
  const first = Promise.withResolvers<string>();
  const header = within(() => first.promise);
  t.mock.timers.tick(limit / 2);
  first.resolve('header');
  assert.equal(await header, 'header');
  t.mock.timers.tick(10 * limit);
  const pixels = within(never);
  t.mock.timers.tick(limit / 2 - limit / 10);
  assert.equal(patience.isSpent, false);
  t.mock.timers.tick(limit / 10);
  await assert.rejects(pixels, { kind: 'too-slow' });
});

test('what a decoder throws is told as it is, unless it was ended for its time', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const patience = new Patience();
  const [early, late] = [failing(), failing()];
  const [told, tooLate] = [patience.forPicture()(early.step), patience.forPicture()(late.step)];
  t.mock.timers.tick(limit / 2);
  early.fail();
  await assert.rejects(told, { message: 'what it says' });
  t.mock.timers.tick(limit / 2 - 4000);
  late.fail();
  await assert.rejects(tooLate, { kind: 'too-slow' });
  // It came back.
  assert.equal(patience.isSpent, false);
});

test('a drawing that would take many minutes is too slow, and the process that draws it ends', { timeout: 120_000 }, async t => {
  const filter = '<feMorphology operator="dilate" radius="200"/>'.repeat(20);
  const rect = '<rect width="500" height="500" fill="red" filter="url(#f)"/>'.repeat(50);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><filter id="f">${filter}</filter>${rect}</svg>`;
  const folder = temporaryFolder(t, { 'morph.svg': drawing });
  const encoder = await openEncoder(t, { entry: troubledEncoder });
  const { images, problems } = await encoder.encodeImages([path.join(folder, 'morph.svg')], null);
  assert.deepEqual([images.length, problems.map(({ kind }) => kind)], [0, ['too-slow']]);
  await until(() => !isAlive(started[1]!.pid!));
}); // prettier-ignore
