// Which pictures the search for duplicates looks at: what hashes, a few corners and vectors say, and how it is weighed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CornerSamples } from '../../src/duplicates/cornerSamples.ts';
import { likeCorners } from '../../src/duplicates/cornerVotes.ts';
import {
  Suspicions,
  Yield,
  chosenPairs,
  doubtOfCorners,
  doubtOfGap,
  doubtOfWhole,
  gapsOf,
} from '../../src/duplicates/likely.ts';
import { Wholes } from '../../src/duplicates/wholes.ts';
import { cornerBytes, levelScale, tinySide } from '../../src/protocol/encoder.ts';
import { VectorCodes } from '../../src/search/codes.ts';
import { NeighbourLists } from '../../src/search/neighbours.ts';
import { clustered, hashOfNumber, seeded } from './seeded.ts';

const rest = async () => undefined;

/** A few waves: a picture of its own for each seed. */
function tinyOf(seed: number): Uint8Array {
  const random = seeded(seed);
  const waves = Array.from({ length: 6 }, () => [random(), random(), 6 * random(), 10 + 15 * random()]);
  return Uint8Array.from({ length: tinySide ** 2 }, (_, at) => {
    const [x, y] = [at % tinySide, Math.floor(at / tinySide)];
    return waves.reduce(
      (sum, [u, v, from, strength]) => sum + strength! * Math.cos(u! * x + v! * y + from!),
      128,
    );
  });
}

function turned(tiny: Uint8Array, { transposed, mirrored, flipped }: Record<string, boolean>): Uint8Array {
  const last = tinySide - 1;
  return tiny.map((_, at) => {
    const [x, y] = [at % tinySide, Math.floor(at / tinySide)];
    const [u, v] = [mirrored ? last - x : x, flipped ? last - y : y];
    return tiny[transposed ? u * tinySide + v : v * tinySide + u]!;
  });
}

test('a whole is found in all eight orientations and as a negative, and no stranger with it', () => {
  const original = tinyOf(1);
  const copies = [false, true].flatMap(transposed =>
    [false, true].flatMap(mirrored =>
      [false, true].map(flipped => turned(original, { transposed, mirrored, flipped })),
    ),
  );
  copies.push(original.map(luma => 255 - luma));
  for (const copy of copies) {
    const wholes = new Wholes(42);
    for (let stranger = 0; stranger < 40; stranger++)
      wholes.add(tinyOf(100 + stranger), 10, (before, distance) => assert.fail(`${stranger} is like ${before}: ${distance}`)); // prettier-ignore
    wholes.add(original, 10, () => assert.fail('nothing like it was there'));
    const found: number[][] = [];
    wholes.add(copy, 10, (before, distance) => found.push([before, distance]));
    assert.equal(found.length, 1);
    assert.equal(found[0]![0], 40);
    assert.ok(found[0]![1]! <= 1, `${found[0]![1]} bits differ`);
  }
});

test('of many wholes that are alike, the nearest are told, and unknown ones keep their places', () => {
  const wholes = new Wholes(8);
  const seen: number[] = [];
  const original = tinyOf(5);
  wholes.add(null, 3, () => assert.fail());
  for (let copy = 0; copy < 6; copy++) wholes.add(original, 0, () => assert.fail());
  wholes.add(original, 3, before => seen.push(before));
  assert.deepEqual(seen, [1, 2, 3]);
});

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly level: number;
  readonly bits: Uint32Array;
}

function corners(random: () => number, count: number): Corner[] {
  return Array.from({ length: count }, () => ({
    x: 60 + 120 * random(),
    y: 60 + 120 * random(),
    angle: Math.floor(256 * random()),
    level: 1,
    bits: Uint32Array.from({ length: 8 }, () => Math.floor(random() * 2 ** 32)),
  }));
}

function bytesOf(list: readonly Corner[]): Uint8Array {
  const bytes = new Uint8Array(list.length * cornerBytes);
  const view = new DataView(bytes.buffer);
  for (const [at, { x, y, angle, level, bits }] of list.entries()) {
    bytes.set([Math.round(x), Math.round(y), angle & 255, level], at * cornerBytes);
    for (const [word, value] of bits.entries()) view.setUint32(at * cornerBytes + 4 + 4 * word, value, true);
  }
  return bytes;
}

/** As they are found in a copy that was turned and made smaller by a level around the middle, with some bits changed. */
function inCopy(list: readonly Corner[], random: () => number, angle: number): Corner[] {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)].map(value => value / levelScale) as [
    number,
    number,
  ];
  return list.map(corner => {
    const [dx, dy] = [corner.x - 120, corner.y - 120];
    const bits = corner.bits.slice();
    for (let change = 0; change < 10; change++)
      bits[Math.floor(8 * random())]! ^= 1 << Math.floor(32 * random());
    return {
      x: 120 + cosine * dx - sine * dy,
      y: 120 + sine * dx + cosine * dy,
      angle: Math.round(corner.angle + (angle * 128) / Math.PI),
      level: corner.level - 1,
      bits,
    };
  });
}

/** Bits change places with their neighbours; see `views.ts`. */
function inMirror(list: readonly Corner[]): Corner[] {
  return list.map(({ x, y, angle, level, bits }) => ({
    x: 240 - x,
    y,
    angle: 128 - angle,
    level,
    bits: bits.map(word => ((word & 0x55555555) << 1) | ((word >>> 1) & 0x55555555)),
  }));
}

async function likeAmong(lists: readonly Corner[][], isAsked: (place: number) => boolean = () => true) {
  const samples = new CornerSamples(lists.length);
  for (const list of lists) samples.add(bytesOf(list));
  const found: [number, number, number, number][] = [];
  await likeCorners(samples, 10, isAsked, (...like) => void found.push(like), rest);
  return found;
}

test('a few corners find a copy that is turned and made smaller, and its mirror image, among strangers', async () => {
  const random = seeded(7);
  const original = corners(random, 20);
  const strangers = Array.from({ length: 50 }, () => corners(random, 20));
  const copy = [...inCopy(original.slice(0, 12), random, 0.4), ...corners(random, 8)];
  const found = await likeAmong([original, ...strangers, copy, inMirror(copy)]);
  const byPlaces = new Map(found.map(([a, b, view, excess]) => [`${a} ${b}`, { view, excess }]));
  assert.deepEqual([...byPlaces.keys()].sort(), ['0 51', '0 52', '51 52']);
  assert.equal(byPlaces.get('0 51')!.view, 0);
  assert.equal(byPlaces.get('0 52')!.view, 1);
  assert.ok(byPlaces.get('0 51')!.excess >= 7, `${byPlaces.get('0 51')!.excess} more than two`);
});

test('a negative is found by its corners', async () => {
  const random = seeded(8);
  const original = corners(random, 20);
  const negative = original.map(corner => ({
    ...corner,
    angle: corner.angle + 128,
    bits: corner.bits.map(word => ~(((word & 0x33333333) << 2) | ((word >>> 2) & 0x33333333))),
  }));
  assert.deepEqual((await likeAmong([original, negative])).map(([a, b, view]) => [a, b, view]), [[0, 1, 2]]); // prettier-ignore
});

test('corners that are the same but lie elsewhere are no hint', async () => {
  const random = seeded(9);
  const original = corners(random, 20);
  const scattered = original.map(corner => ({ ...corner, x: 240 * random(), y: 240 * random(), angle: 256 * random() })); // prettier-ignore
  assert.deepEqual(await likeAmong([original, scattered]), []);
});

test('what all of a set share is no hint, and what two of them share besides is', async () => {
  const random = seeded(10);
  const frame = corners(random, 6);
  const drawing = corners(random, 10);
  const set = Array.from({ length: 12 }, () => [...frame, ...corners(random, 10)]);
  const found = await likeAmong([[...frame, ...drawing], ...set, [...frame, ...drawing]]);
  assert.deepEqual(found.map(([a, b]) => [a, b]), [[0, 13]]); // prettier-ignore
});

test('pairs of which neither is asked about are left out', async () => {
  const random = seeded(11);
  const [first, second] = [corners(random, 20), corners(random, 20)];
  const lists = [first, second, first, second];
  assert.equal((await likeAmong(lists)).length, 2);
  assert.deepEqual((await likeAmong(lists, place => place === 3)).map(([a, b]) => [a, b]), [[1, 3]]); // prettier-ignore
});

test('one that stands out from those after it is told from a crowd', () => {
  const gaps = gapsOf([0.95, 0.9, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]);
  // The second one stands out by .3, the first one, from a family of two, by a little less than .35.
  assert.ok(Math.abs(gaps[1]! - 0.3) < 1e-6);
  assert.ok(Math.abs(gaps[0]! - 0.3) < 0.01);
  assert.ok(gaps[2]! < 1e-6);
  assert.deepEqual([...gapsOf([0.9, 0.8, 0.7])], [0, 0, 0]);
});

test('evidence of several kinds makes a pair less doubtful than any of them', () => {
  const suspicions = new Suspicions(100);
  suspicions.whole(4, 7, doubtOfWhole(8));
  suspicions.gap(7, 4, doubtOfGap(0.05));
  suspicions.gap(4, 7, doubtOfGap(0.1));
  suspicions.corners(4, 7, doubtOfCorners(5, false), 2);
  suspicions.whole(1, 2, doubtOfWhole(6));
  suspicions.corners(8, 9, doubtOfCorners(1, false), 1);
  const pairs = suspicions.pairs();
  assert.deepEqual(pairs.map(({ a, b, view }) => [a, b, view]), [[4, 7, 2], [1, 2, null], [8, 9, null]]); // prettier-ignore
  const wanted = doubtOfWhole(8) * doubtOfGap(0.1) * doubtOfCorners(5, false);
  assert.ok(Math.abs(pairs[0]!.doubt - wanted) < 1e-9);
});

test('of a small folder all but the most doubtful are looked at, of a large one a third', () => {
  const pairs = Array.from({ length: 10_000 }, (_, at) => ({ a: 2 * at, b: 2 * at + 1, doubt: at / 10_000, view: null })); // prettier-ignore
  assert.equal(chosenPairs(pairs.slice(0, 2000), 4000).length, 2000);
  const chosen = chosenPairs(pairs, 20_000);
  assert.equal(chosen.length, 3333);
  assert.deepEqual(chosen, pairs.slice(0, 3333));
});

test('evidence of many pairs is kept apart, and what leaves more doubt than it deserves is no pair', () => {
  const size = 100_000;
  const random = seeded(7);
  const suspicions = new Suspicions(size);
  const wanted = new Map<string, number>();
  for (let round = 0; round < 20_000; round++) {
    // Of few first places, so that the same pairs come again.
    const a = Math.floor(random() * 300);
    const b = size - 1 - Math.floor(random() * 300);
    const doubt = random() * 1.2;
    suspicions.gap(b, a, doubt);
    wanted.set(`${a} ${b}`, Math.min(wanted.get(`${a} ${b}`) ?? 1, doubt));
  }
  const expected = [...wanted].filter(([, doubt]) => doubt <= 0.6);
  const found = suspicions.pairs();
  assert.equal(found.length, expected.length);
  assert.deepEqual(new Map(found.map(({ a, b, doubt }) => [`${a} ${b}`, doubt])), new Map(expected));
  assert.ok(found.every(({ doubt }, at) => at === 0 || found[at - 1]!.doubt <= doubt));
});

test('looks that bring nothing end the search of a large folder, and never of a small one', () => {
  const copies = new Yield();
  for (let look = 0; look < 1000; look++) copies.note(look < 500);
  assert.equal(copies.isSpent(20_000), false);
  for (let look = 0; look < 480; look++) copies.note(false);
  assert.equal(copies.isSpent(20_000), false);
  copies.note(false);
  assert.equal(copies.isSpent(20_000), true);
  for (let look = 0; look < 14; look++) copies.note(false);
  assert.equal(copies.isSpent(10_000), false);
  copies.note(false);
  assert.equal(copies.isSpent(10_000), true);
  assert.equal(copies.isSpent(5000), false);
});

test('lists of neighbours find most of what a look at all rows finds, and few rows are all looked at', async () => {
  const random = seeded(12);
  const vectors = clustered(random, 5000, 32);
  const codes = new VectorCodes(32);
  const rows = Uint32Array.from(vectors, (vector, at) => codes.set(hashOfNumber(at), vector));
  const exact = await NeighbourLists.of(codes, rows, rest, false);
  const lists = await NeighbourLists.of(codes, rows, rest);
  let kept = 0;
  let asked = 0;
  for (let row = 0; row < 5000; row += 50) {
    const all = exact.nearestTo(row, 3);
    const some = lists.nearestTo(row, 3);
    assert.ok(!some.rows.includes(row), 'no row is its own neighbour');
    assert.equal(new Set(some.rows).size, some.rows.length, 'each row once');
    assert.deepEqual([...some.scores], [...some.scores].sort((a, b) => b - a)); // prettier-ignore
    const cosine = (other: number) =>
      vectors[row]!.reduce((sum, value, at) => sum + value * vectors[other]![at]!, 0);
    const best = Math.max(...vectors.map((_, other) => (other === row ? -1 : cosine(other))));
    assert.ok(cosine(all.rows[0]!) > best - 0.02, 'a look at all rows finds the nearest');
    kept += all.rows.filter(other => some.rows.includes(other)).length;
    asked += all.rows.length;
  }
  assert.ok(kept > 0.6 * asked, `${kept} of ${asked}`);
});
