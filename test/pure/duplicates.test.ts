// Who could be a copy, and how copies become groups.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DuplicateAsset,
  haveLikeFingerprints,
  samePixelCandidates,
} from '../../src/duplicates/candidates.ts';
import { familiesOf } from '../../src/duplicates/families.ts';
import { randomNumbers, seed } from '../evaluation/random.ts';
import {
  copiesWithin,
  exactCopies,
  familiesWithin,
  groupCopies,
  groupLookAlikes,
  setsWithin,
} from '../../src/duplicates/group.ts';
import type { AssetId, AssetPath, ContentHash, FolderId } from '../../src/protocol/asset.ts';

let nextId = 1;
function asset(path: string, hash: string, more: Partial<DuplicateAsset> = {}): DuplicateAsset {
  return {
    id: nextId++ as AssetId,
    folder: '/' as FolderId,
    path: path as AssetPath,
    hash: hash as ContentHash,
    width: 10,
    height: 10,
    format: 'png',
    kind: null,
    fingerprint: '00000000ffffffff',
    ...more,
  };
}

const paths = (assets: readonly DuplicateAsset[], ids: readonly AssetId[]) =>
  ids.map(id => assets.find(candidate => candidate.id === id)!.path);

test('candidates have the same size and nearly the same fingerprint', async () => {
  const assets = [
    asset('a', 'A'),
    asset('b', 'B', { fingerprint: '00000000fffffff0' }),
    asset('c', 'C', { fingerprint: 'ffffffff00000000' }),
    asset('d', 'D', { width: 11 }),
    asset('e', 'A'),
  ];
  assert.deepEqual((await samePixelCandidates(assets)).sort(), ['A', 'B']);
});

test('a content alone, however many files hold it, needs no comparison', async () => {
  assert.deepEqual(await samePixelCandidates([asset('a', 'A'), asset('b', 'A')]), []);
});

test(`candidates of many are those that comparing each with each finds, seed ${seed}`, async () => {
  const random = randomNumbers(seed);
  const assets: DuplicateAsset[] = [];
  for (let at = 0; at < 1500; at++) {
    const bits = Array.from({ length: 64 }, () => (random() < 0.5 ? 1 : 0));
    assets.push(asset(`${at}`, `${at}`, { fingerprint: hex(bits) }));
    if (at % 3 > 0) continue;
    // Up to 16 changes: half of them too many.
    for (let change = 0; change < random() * 16; change++) bits[Math.floor(random() * 64)]! ^= 1;
    assets.push(asset(`${at} copy`, `${at} copy`, { fingerprint: hex(bits) }));
  }
  const near = assets.filter(one => assets.some(other => other !== one && haveLikeFingerprints(one, other)));
  assert.ok(near.length > 300 && near.length < assets.length / 2, `${near.length}`);
  assert.deepEqual((await samePixelCandidates(assets)).sort(), near.map(({ hash }) => hash).sort());
});

function hex(bits: readonly number[]): string {
  return BigInt(`0b${bits.join('')}`)
    .toString(16)
    .padStart(16, '0');
}

test('equal bytes and equal pixels make one group; its kind is that of the weakest link', () => {
  const assets = [
    asset('z.png', 'A'),
    asset('a/b.png', 'A'),
    asset('c.webp', 'B'),
    asset('d.png', 'C'),
    asset('e.png', 'C'),
  ];
  const pixels = new Map([
    ['A', 'p'],
    ['B', 'p'],
  ] as [ContentHash, string][]);
  const groups = groupCopies(exactCopies(assets, pixels), []).map(group => [
    group.kind,
    paths(assets, group.assets),
  ]);
  assert.deepEqual(groups.map(([kind]) => kind).sort(), ['same-bytes', 'same-pixels']);
  assert.deepEqual(groups.find(([kind]) => kind === 'same-pixels')![1], ['z.png', 'c.webp', 'a/b.png']);
});

test('equal files of which the kept one is to stay apart still group among themselves', () => {
  const all = ['a.png', 'bb.png', 'ccc.png', 'dddd.png'].map(path => asset(path, '1'));
  const from = (...apart: readonly string[]) => (p: DuplicateAsset, q: DuplicateAsset) =>
    [p, q].some(({ path }) => path === 'a.png') && [p, q].some(({ path }) => apart.includes(path));
  const grouped = (areApart: (p: DuplicateAsset, q: DuplicateAsset) => boolean) =>
    groupCopies(exactCopies(all, new Map()), [], areApart).map(({ kind, assets }) => [kind, ...paths(all, assets)]);
  assert.deepEqual(grouped(from('bb.png', 'ccc.png', 'dddd.png')), [['same-bytes', 'bb.png', 'ccc.png', 'dddd.png']]);
  assert.deepEqual(grouped(from('bb.png', 'dddd.png')), [['same-bytes', 'a.png', 'ccc.png'], ['same-bytes', 'bb.png', 'dddd.png']]);
  assert.deepEqual(grouped(() => true), []);
}); // prettier-ignore

test('look-alikes gather around one kept asset and never form a chain', () => {
  const assets = [asset('a', 'A', { width: 30 }), asset('b', 'B', { width: 20 }), asset('c', 'C')];
  const pairs = [
    { a: 0, b: 1, similarity: 0.95 },
    { a: 1, b: 2, similarity: 0.94 },
  ];
  const groups = groupLookAlikes(assets, pairs);
  assert.equal(groups.length, 1);
  assert.deepEqual(paths(assets, groups[0]!.assets), ['a', 'b']);
  assert.equal(groups[0]!.similarity, 0.95);
});

test('the order of the input changes nothing', () => {
  const assets = [asset('a', 'A'), asset('b', 'A'), asset('c', 'B'), asset('d', 'B')];
  const forwards = groupCopies(exactCopies(assets, new Map()), []);
  const backwards = groupCopies(exactCopies([...assets].reverse(), new Map()), []);
  assert.deepEqual(forwards, backwards);
});

const verified = (a: number, b: number, similarity: number) => ({
  a,
  b,
  transformations: [],
  box: { left: 0, top: 0, width: 1, height: 1 },
  scale: 1,
  map: [1, 0, 0, 0, 1, 0] as const,
  similarity,
});

test('a wrong pair joins no two families, in whatever order copies were found', () => {
  // The larger ones are kept: Q and R, two screens of one template, each with copies; one of R's is taken for a copy of Q's.
  const assets = ['Q', 'R', 'q1', 'r1', 'q2', 'r2'].map((name, at) => asset(name, name, { width: 90 - at }));
  const copies = [verified(0, 2, 0.95), verified(1, 3, 0.94), verified(2, 4, 0.9), verified(3, 5, 0.9), verified(4, 5, 0.7)];
  const told = [0, 2, 4].map(member => ({ member, head: 0 })).concat([1, 3, 5].map(member => ({ member, head: 1 })));
  const sets = exactCopies(assets, new Map());
  const groups = (order: typeof copies, some = told) =>
    groupCopies(sets, order, undefined, some).map(group => paths(assets, group.assets));
  assert.deepEqual(groups(copies, []), [['Q', 'R', 'q1', 'r1', 'q2', 'r2']]);
  const families = [['Q', 'q1', 'q2'], ['R', 'r1', 'r2']]; // prettier-ignore
  assert.deepEqual(groups(copies), families);
  assert.deepEqual(groups([...copies].reverse()), families);
  const pairs = groupCopies(sets, copies, undefined, told).flatMap(group => group.pairs);
  assert.equal(pairs.length, 4, 'the pair that would join them is shown in neither');
}); // prettier-ignore

test('what is found of contents counts for those that stand for equal pixels', () => {
  // B and C have the same pixels, and B is the larger file's name: it is kept.
  const assets = [asset('a', 'A', { width: 30 }), asset('b', 'B'), asset('c/c', 'C'), asset('d', 'D', { width: 5 })];
  const contents = exactCopies(assets, new Map());
  const sets = exactCopies(assets, new Map([['B', 'same'], ['C', 'same']] as [ContentHash, string][]));
  const placeOf = (name: string) => contents.findIndex(([{ path }]) => path === name);
  const [a, b, c, d] = ['a', 'b', 'c/c', 'd'].map(placeOf) as [number, number, number, number];
  const within = setsWithin(contents, sets);
  assert.deepEqual([within.standIns[a], within.standIns[b], within.standIns[c], within.standIns[d]], [a, b, b, d]);
  const copies = copiesWithin([verified(a, b, 0.9), verified(a, c, 0.95), verified(b, d, 0.8)], within);
  assert.deepEqual(copies.map(copy => [sets[copy.a]![0].path, sets[copy.b]![0].path]), [['a', 'b'], ['b', 'd']]);
  const told = familiesWithin([{ member: a, head: a }, { member: c, head: c }, { member: d, head: b }], within);
  assert.deepEqual(told.map(({ member, head }) => [sets[member]![0].path, sets[head]![0].path]), [['a', 'a'], ['d', 'b']]);
}); // prettier-ignore

test('equal files stay with the one whose family it is', () => {
  const assets = [asset('Q', 'Q', { width: 30 }), asset('R', 'R', { width: 20 }), asset('Q too', 'Q', { width: 30 }), asset('m', 'M')];
  const sets = exactCopies(assets, new Map());
  const copies = [verified(0, 2, 0.8), verified(1, 2, 0.9)];
  const groups = groupCopies(sets, copies, undefined, [{ member: 0, head: 0 }, { member: 1, head: 1 }]);
  assert.deepEqual(groups.map(group => paths(assets, group.assets)), [['Q', 'Q too'], ['R', 'm']]);
}); // prettier-ignore

/** Members are letters by their places; pairs that are copies, and pairs that are surely other pictures. */
async function families(letters: string, copies: string, others = ''): Promise<string[]> {
  const has = (pairs: string, a: number, b: number) =>
    pairs.split(' ').some(pair => pair === letters[a]! + letters[b]! || pair === letters[b]! + letters[a]!);
  const looks: string[] = [];
  const heads = await familiesOf([...letters].map((_, at) => at), async (a, b) => {
    looks.push([a, b].sort((p, q) => p - q).join());
    return has(copies, a, b) ? 'copy' : has(others, a, b) ? 'other' : null;
  });
  assert.equal(new Set(looks).size, looks.length, 'no pair is asked for twice');
  return [...Map.groupBy(letters, (_, at) => heads.get(at)).values()].map(family => family.join(''));
} // prettier-ignore

test('what one pair joins are two families where nearly all copies of each are copies of each other', async () => {
  assert.deepEqual(await families('ABabcxyz', 'Aa Ab Ac ab ac bc Bx By Bz xy xz yz cx'), ['Aabc', 'Bxyz']);
  // Also where the head of neither is in the wrong pair, and some are copies of few.
  assert.deepEqual(await families('ABabcxyz', 'Aa Ab ab bc ac Bx By xy yz xz cx'), ['Aabc', 'Bxyz']);
});

test('a copy of a copy, and copies that are hard to see, stay in their family', async () => {
  assert.deepEqual(await families('Aabcd', 'Aa Ab Ac cd'), ['Aabcd']);
  assert.deepEqual(await families('Aabcdef', 'Aa Ab Ac cd de ad ef ae'), ['Aabcdef']);
  assert.deepEqual(await families('Aabc', 'Aa ab bc'), ['Aabc'], 'a chain');
});

/** Two families, the second one from the first one's size on: those of one are copies of each other but for some, which are few. */
async function familiesOfMany(sizes: readonly [number, number], isHard: (member: number) => boolean) {
  const [first, second] = sizes;
  const count = first + second;
  const wrong = [first - 2, count - 2];
  const sideOf = (member: number) => (member < first ? 0 : 1);
  const random = randomNumbers(seed);
  const missed = new Set(Array.from({ length: count * count }, (_, at) => (random() < 0.2 ? at : -1)));
  const areCopies = (a: number, b: number) => {
    const [p, q] = [Math.min(a, b), Math.max(a, b)];
    if (p === wrong[0] && q === wrong[1]) return true;
    if (sideOf(p) !== sideOf(q)) return false;
    // Each hangs together by the one before it, as a search has found it.
    if (q === p + 1) return true;
    return !missed.has(p * count + q) && !isHard(p) && !isHard(q);
  };
  const known = (member: number) =>
    [member - 1, member + 1, ...(wrong.includes(member) ? wrong : [])].filter(
      other => other !== member && other >= 0 && other < count && areCopies(member, other),
    );
  let looks = 0;
  const look = async (a: number, b: number) => {
    looks++;
    return areCopies(a, b) ? ('copy' as const) : null;
  };
  // In the order in which they would be kept, both families' members come in turn.
  const members = Array.from({ length: count }, (_, at) => at).sort((a, b) => (a % first) - (b % first) || a - b);
  const heads = await familiesOf(members, look, known);
  const told = [...Map.groupBy(members, member => heads.get(member)).values()];
  return { told: told.map(family => [family.length, new Set(family.map(sideOf)).size]), looks };
} // prettier-ignore

test('of more than a hundred that hang together, families are told by a part of the pairs', async () => {
  for (const sizes of [
    [60, 60],
    [115, 6],
    [300, 200],
  ] as const) {
    const { told, looks } = await familiesOfMany(sizes, () => false);
    assert.deepEqual(told, sizes.map(size => [size, 1])); // prettier-ignore
    const count = sizes[0] + sizes[1];
    assert.ok(looks < 20 * count, `${looks} looks at ${count}`);
  }
  // One in ten is a copy of its neighbours alone.
  const { told } = await familiesOfMany([90, 60], member => member % 10 === 5);
  assert.deepEqual(told, [[90, 1], [60, 1]]); // prettier-ignore
});

test('three families of thousands that hang together are told apart by a few looks for each', async () => {
  let looks = 0;
  const members = Array.from({ length: 9000 }, (_, at) => at);
  const look = async (a: number, b: number) => {
    looks++;
    return a % 3 === b % 3 ? ('copy' as const) : null;
  };
  const heads = await familiesOf(members, look);
  assert.deepEqual(
    members.map(member => heads.get(member)),
    members.map(member => member % 3),
  );
  assert.ok(looks < 20 * members.length, `${looks} looks`);
});

test('where more than a hundred are hardly copies of each other, looks have an end', async () => {
  let looks = 0;
  const members = Array.from({ length: 400 }, (_, at) => at);
  const look = async (a: number, b: number) => {
    looks++;
    return Math.abs(a - b) === 1 && Math.min(a, b) % 2 === 0 ? ('copy' as const) : null;
  };
  const heads = await familiesOf(members, look, member => [member ^ 1]);
  assert.equal(heads.size, 400);
  assert.ok(looks < 45 * 400, `${looks} looks`);
});

test('two families between which half of all pairs are copies are one, though the head is a copy of few', async () => {
  const all = 'Ha Hb Hc ab ac bc wx wy wz xy xz yz aw ax ay bw bx bz cy';
  assert.deepEqual(await families('Habcwxyz', `${all} cz`), ['Habcwxyz']);
  assert.deepEqual(await families('Habcwxyz', all), ['Habc', 'wxyz'], 'fewer than half');
  assert.deepEqual(await families('Habcwxyz', `${all} cz`, 'cx'), ['Habc', 'wxyz'], 'two are other pictures');
  // A hard crop of both may be a copy of all: alone it joins nothing, and belongs to those of which there are more.
  assert.deepEqual(await families('Hbxyz', 'Hb xy xz yz bx by bz'), ['H', 'bxyz']);
});

test('who has more copies in another family goes there, though the head is a copy of it', async () => {
  assert.deepEqual(await families('Habcd', 'Ha ab ac ad bc bd cd'), ['H', 'abcd']);
  assert.deepEqual(
    await families('Habcd', 'Ha ab ac bc bd cd', 'ad'),
    ['Ha', 'bcd'],
    'not to another picture',
  );
  assert.deepEqual(await families('Hwabcd', 'Ha Hw wa ab ac bc bd cd', ''), ['Hwa', 'bcd'], 'as many');
});

test('who is surely another picture than the head is in another family, with whoever is its copy alone', async () => {
  assert.deepEqual(await families('ABmn', 'Am Bm Bn', 'AB'), ['Am', 'Bn']);
});
