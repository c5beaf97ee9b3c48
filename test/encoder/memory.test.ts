// What pictures may take together, and what happens where memory runs out all the same.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Budget } from '../../src/encoder/budget.ts';
import { problemOf } from '../../src/encoder/fileProblem.ts';
import { inHalves, isOutOfMemory } from '../../src/encoder/halving.ts';
import { allPixels } from '../../src/encoder/image.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { inColour, size } from './handmade.ts';

describe('pictures that are in hand at the same time', () => {
  test('take no more than the budget, and none of them waits for ever', async () => {
    const budget = new Budget(100);
    let taken = 0;
    let most = 0;
    const sizes = [60, 30, 40, 100, 10, 90, 1, 50, 50, 20];
    const done: number[] = [];
    await Promise.all(
      sizes.map(size =>
        budget.hold(size, async () => {
          taken += size;
          most = Math.max(most, taken);
          await pause(5);
          taken -= size;
          done.push(size);
        }),
      ),
    );
    assert.equal(done.length, sizes.length);
    assert.ok(most > 60 && most <= 100, `${most} at a time`);
  });

  test('leave one that is larger than the whole budget to itself', async () => {
    const budget = new Budget(100);
    const inside = new Set<string>();
    const seen: string[] = [];
    const work = (name: string, size: number) =>
      budget.hold(size, async () => {
        inside.add(name);
        seen.push([...inside].sort().join('+'));
        await pause(5);
        inside.delete(name);
      });
    await Promise.all([work('a', 50), work('huge', 500), work('b', 50)]);
    assert.deepEqual(seen, ['a', 'huge', 'b']);
  });

  test('give back what they had when they fail', async () => {
    const budget = new Budget(100);
    await assert.rejects(budget.hold(100, () => Promise.reject(new Error('broken'))));
    assert.equal(await budget.hold(100, async () => 'next'), 'next');
  });
});

test('a picture that ImageMagick reads waits for memory before it is decoded, by the size in its header', async t => {
  class WatchedMagick extends Magick {
    readonly asked: string[] = [];
    override async size(question: Parameters<Magick['size']>[0]) {
      const size = await super.size(question);
      this.asked.push(`${size.width} × ${size.height}`);
      return size;
    }
    override decode(question: Parameters<Magick['decode']>[0]) {
      this.asked.push('decode');
      return super.decode(question);
    }
  }
  const magick = new WatchedMagick();
  t.after(() => magick.dispose());
  const memory = new Budget(1000);
  const gate = Promise.withResolvers<null>();
  const other = memory.hold(1000, () => gate.promise);
  const pixels = allPixels({ sharp: loadSharp(), magick, memory }, inColour['plain.qoi']!, ({ width }) => width);
  while (magick.asked.length === 0) await pause(20);
  await pause(100);
  assert.deepEqual(magick.asked, [`${size} × ${size}`]);
  gate.resolve(null);
  await other;
  assert.equal(await pixels, size);
  assert.equal(magick.asked.at(-1), 'decode');
}); // prettier-ignore

describe('where memory runs out', () => {
  const noMemory = () => new Error('Failed to allocate memory for requested buffer of size 4294967296');

  test('a batch is halved down to the one that does not fit, and the others are done in their order', async () => {
    const tried: number[] = [];
    const blamed: string[] = [];
    const parts = await inHalves(
      ['a', 'b', 'c', 'd', 'huge', 'f', 'g'],
      async items => {
        tried.push(items.length);
        if (items.length > 3 || items.includes('huge')) throw noMemory();
        return items.join('');
      },
      item => blamed.push(item),
    );
    assert.equal(parts.join(''), 'abcdfg');
    assert.deepEqual(blamed, ['huge']);
    assert.deepEqual(tried, [7, 3, 4, 2, 1, 1, 2]);
  });

  test('anything else that fails is not tried again', async () => {
    let tries = 0;
    const work = () => {
      tries++;
      return Promise.reject(new Error('the graph is broken'));
    };
    await assert.rejects(
      inHalves([1, 2, 3], work, () => undefined),
      /broken/,
    );
    assert.equal(tries, 1);
  });

  test('a picture is told to be too large, in whatever words a library says it', () => {
    for (const error of [
      noMemory(),
      new RangeError('Array buffer allocation failed'),
      new Error('std::bad_alloc'),
      new Error('VipsJpeg: out of memory -- size == 900MB'),
      Object.assign(new Error('Failed to create a buffer'), { code: 'ERR_MEMORY_ALLOCATION_FAILED' }),
    ]) {
      assert.ok(isOutOfMemory(error), error.message);
      assert.equal(problemOf(error, null).kind, 'too-large', error.message);
    }
    assert.equal(isOutOfMemory(new Error('pngload: libspng read error')), false);
  });
});
