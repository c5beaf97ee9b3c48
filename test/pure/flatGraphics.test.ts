// What tells flat graphics apart: which strip of them is a caption, and what was drawn into them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Agreement, BlockState } from '../../src/duplicates/agreement.ts';
import { areasOfBlocks, otherWords, replacedBlocks } from '../../src/duplicates/blockAreas.ts';
import { colourDifference } from '../../src/duplicates/colour.ts';
import { markedPlaces, withoutPlaces } from '../../src/duplicates/mark.ts';
import { hasOtherInk } from '../../src/duplicates/otherInk.ts';
import { rowsOutsideStrip } from '../../src/duplicates/strip.ts';
import { structureOf } from '../../src/duplicates/structure.ts';
import { lumaOn } from '../../src/duplicates/warp.ts';
import type { Sketch } from '../../src/protocol/encoder.ts';

/** Left, top, width, height and luma of a rectangle. */
type Rectangle = readonly [number, number, number, number, number];

function sketch(width: number, height: number, ground: number, ...drawn: readonly Rectangle[]): Sketch {
  const luma = new Uint8Array(width * height).fill(ground);
  for (const [left, top, wide, high, value] of drawn)
    for (let y = top; y < top + high; y++) luma.fill(value, y * width + left, y * width + left + wide);
  const cells = Math.ceil(width / 4) * Math.ceil(height / 4);
  return { width, height, luma, chroma: new Uint8Array(2 * cells).fill(128), alpha: null, enlarged: 1 };
}

/** One letter a block: a agrees, d differs, c covered, f flat, a point is outside. */
function blocks(...lines: readonly string[]): Agreement {
  const names: Record<string, BlockState | null> = { a: 'agrees', d: 'differs', c: 'covered', f: 'flat', '.': null }; // prettier-ignore
  const states = [...lines.join('')].map(letter => names[letter]!);
  const count = (state: BlockState) => states.filter(one => one === state).length;
  return {
    columns: lines[0]!.length,
    rows: lines.length,
    states,
    textured: count('agrees') + count('differs'),
    agreed: count('agrees'),
    blocks: states.length,
    empty: 0,
    correlations: new Float32Array(states.length).fill(1),
    contrasts: new Float32Array(states.length).fill(20),
    correlation: 1,
    ssim: 1,
  };
}

const same = ['aaaaaaaa', 'aaafaaaa', 'aafffaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa'];

test('a strip along the lower or upper edge in which all is new is a caption; the row that its edge hits belongs to it', () => {
  assert.deepEqual(rowsOutsideStrip(blocks(...same, 'ddcddcdd', 'ccddccdd')), { first: 0, last: 7 });
  assert.deepEqual(rowsOutsideStrip(blocks('dcccdddd', ...same)), { first: 2, last: 9 });
});

test('where nothing is new, or new things lie all over or in the middle, no row is left out', () => {
  const all = (rows: number) => ({ first: 0, last: rows });
  assert.deepEqual(rowsOutsideStrip(blocks(...same)), all(8));
  assert.deepEqual(rowsOutsideStrip(blocks(...same.slice(4), 'dddddddd', ...same.slice(4))), all(9));
  assert.deepEqual(rowsOutsideStrip(blocks(...same, 'aadddaaa')), all(9));
});

test('rows that the other picture does not reach are no part of a strip', () => {
  assert.deepEqual(rowsOutsideStrip(blocks(...same, 'dddddddd', '........')), { first: 0, last: 7 });
});

const identity = [1, 0, 0, 0, 1, 0] as const;

function structure(a: Sketch, b: Sketch, rows: readonly [number, number] = [0, a.height]) {
  return structureOf(a, b, identity, lumaOn(a, 255), lumaOn(b, 255), rows);
}

const card: readonly Rectangle[] = [
  [10, 10, 20, 20, 40],
  [60, 10, 20, 20, 40],
  [10, 60, 20, 20, 140],
];

test('nothing was drawn into the same graphic, nor into one whose colours went through a filter', () => {
  const plain = sketch(100, 100, 240, ...card);
  assert.deepEqual(structure(plain, plain), { other: 0, main: null });
  const negative = { ...plain, luma: plain.luma.map(value => 255 - value) };
  const gamma = { ...plain, luma: plain.luma.map(value => Math.round(255 * (value / 255) ** 2)) };
  assert.equal(structure(plain, negative).other, 0);
  assert.equal(structure(plain, gamma).other, 0);
});

test('one thing more is found, with its share, its place and how much of the rectangle around it it fills', () => {
  const plain = sketch(100, 100, 240, ...card);
  const more = sketch(100, 100, 240, ...card, [60, 60, 24, 14, 40]);
  for (const found of [structure(plain, more), structure(more, plain)]) {
    // The outermost two pixels are left to what was laid on each other inexactly.
    assert.deepEqual(found.main, {
      share: 0.02,
      filled: 1,
      left: 62,
      top: 62,
      right: 82,
      bottom: 72,
      hasOtherInk: false,
    });
    assert.equal(found.other, 0.02);
  }
});

test('a line is no area, an L fills half of its rectangle, and specks beside it are left out', () => {
  const plain = sketch(100, 100, 240, ...card);
  assert.equal(structure(plain, sketch(100, 100, 240, ...card, [0, 50, 100, 3, 40])).other, 0);
  const l = sketch(100, 100, 240, ...card, [50, 50, 10, 40, 40], [50, 80, 40, 10, 40], [90, 2, 6, 6, 40]);
  const { other, main } = structure(plain, l);
  assert.ok(main && main.filled < 0.4 && main.filled > 0.2, String(main?.filled));
  assert.ok(main.top > 40 && other > main.share, 'the speck counts, but not for the rectangle');
});

test('what lies outside the rows that are asked about is not looked at', () => {
  const plain = sketch(100, 100, 240, ...card);
  const caption = sketch(100, 100, 240, ...card, [0, 84, 100, 16, 0]);
  assert.ok(structure(plain, caption).other > 0.1);
  assert.equal(structure(plain, caption, [0, 84]).other, 0);
});

/** Words of upright strokes in rows of 12 pixels, by the places of the strokes; `from` is the first row of pixels. */
const strokes = (from: number, value: number, ...places: readonly number[]): Rectangle[] =>
  places.map((left): Rectangle => [left, from, 3, 8, value]);

test('other words on another ground are told from the same words there, and from a patch over them', () => {
  const [words, others] = [
    [14, 20, 31, 36, 47, 58, 66],
    [12, 24, 29, 40, 51, 55, 70],
  ] as const;
  const plain = sketch(100, 100, 240, ...card.slice(0, 2), ...strokes(72, 20, ...words));
  const inked = (ground: number, ...more: readonly Rectangle[]) => {
    const row: Rectangle = [4, 68, 92, 16, ground];
    return structure(plain, sketch(100, 100, 240, ...card.slice(0, 2), row, ...more)).main?.hasOtherInk;
  };
  assert.equal(inked(60, ...strokes(72, 190, ...others)), true);
  assert.equal(inked(150, ...strokes(72, 20, ...others)), true);
  assert.equal(inked(60, ...strokes(72, 190, ...words)), false, 'the same words in another colour');
  assert.equal(inked(150, ...strokes(72, 20, ...words)), false, 'the same words');
  assert.equal(inked(110), false, 'a patch');
});

test('a row that is selected beside one that is not any more does not hide that the words of one are others', () => {
  const words = [14, 20, 31, 36, 47, 58, 66];
  const others = [12, 24, 29, 40, 51, 55, 70];
  const rows = (isFirst: boolean, second: readonly number[]) =>
    lumaOn(
      sketch(
        100,
        100,
        isFirst ? 240 : 110,
        [0, 0, 100, 16, isFirst ? 110 : 240],
        ...strokes(4, isFirst ? 250 : 20, ...words),
        ...strokes(20, isFirst ? 20 : 250, ...second),
      ),
      255,
    );
  const place = { left: 2, top: 2, right: 98, bottom: 30 };
  assert.equal(hasOtherInk(rows(true, words), rows(false, others), place), true);
  assert.equal(hasOtherInk(rows(true, words), rows(false, words), place), false);
});

test('a black caption says nothing of how light the rest is, a darker copy does', () => {
  const plain = sketch(100, 100, 240, ...card);
  const caption = sketch(100, 100, 240, ...card, [0, 84, 100, 16, 0]);
  const darker = { ...plain, luma: plain.luma.map(value => Math.round(0.6 * value + 20)) };
  const gainTo = (other: Sketch) => {
    const { gain, offset } = colourDifference(plain, other, identity, lumaOn(plain, 0), lumaOn(other, 0));
    return [gain.toFixed(2), Math.round(Math.abs(offset))];
  };
  assert.deepEqual(gainTo(caption), ['1.00', 0]);
  assert.deepEqual(gainTo(darker), ['0.60', 20]);
});

test('blocks that touch hang together, at corners too', () => {
  const { states, columns, rows } = blocks('dd..', '..d.', 'd...', '...d');
  const areas = areasOfBlocks(columns, rows, at => states[at] === 'differs');
  assert.deepEqual(areas, [{ size: 3, width: 3 }, { size: 1, width: 1 }, { size: 1, width: 1 }]); // prettier-ignore
});

test('a copy is a little worse everywhere, other words are much worse in one place', () => {
  const all = blocks('aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa');
  const like = (usual: number, ...others: readonly (readonly [number, number])[]) => {
    const correlations = new Float32Array(all.states.length).fill(usual);
    for (const [at, correlation] of others) correlations[at] = correlation;
    return { ...all, correlations };
  };
  const row = (correlation: number) => [9, 10, 11, 12].map(at => [at, correlation] as const);
  const everywhere = () => true;
  assert.equal(otherWords(like(0.999, ...row(0.7)), everywhere), 4);
  assert.equal(otherWords(like(0.999, [0, 0.7], [7, 0.7], [16, 0.7], [31, 0.7]), everywhere), 1, 'far apart');
  assert.equal(otherWords(like(0.999, ...row(0.85)), everywhere), 0, 'hardly worse');
  assert.equal(otherWords(like(0.999, ...row(0.7), [20, 0.7]), everywhere), 0, 'too many to be words');
  assert.equal(otherWords(like(0.96, ...row(0.7)), everywhere), 0, 'all of it is blurred');
  assert.equal(
    otherWords(like(0.999, ...row(0.7)), at => at < 8 || at > 15),
    0,
    'below a patch',
  );
});

test('blocks are replaced where both pictures have something and not the same: not where one of them is empty', () => {
  const found = blocks('daaaaaaa', ...same, 'aaaddaaa', 'aaaddaaa');
  const none = { all: 0, largest: 0 };
  const isOther = (at: number) => found.states[at] === 'differs';
  const alike = (value: number) => found.correlations.map((_, at) => (isOther(at) ? value : 0.99));
  assert.deepEqual(replacedBlocks({ ...found, correlations: alike(0.1) }), { all: 5, largest: 4 });
  assert.deepEqual(
    replacedBlocks({ ...found, correlations: alike(0.75) }),
    none,
    'a mark through which words are seen',
  );
  const contrasts = found.contrasts.map((_, at) => (isOther(at) ? 1 : 20));
  assert.deepEqual(
    replacedBlocks({ ...found, correlations: alike(0.1), contrasts }),
    none,
    'words on an empty ground',
  );
});

const ink: readonly Rectangle[] = [
  [8, 34, 70, 5, 0],
  [24, 4, 5, 80, 0],
];

/** The same with ink of one luma laid over it, through which so much is seen. */
function inked(plain: Sketch, luma: number, through: number): Sketch {
  const where = sketch(plain.width, plain.height, 255, ...ink).luma;
  return {
    ...plain,
    luma: plain.luma.map((value, at) =>
      where[at] === 0 ? Math.round(through * value + (1 - through) * luma) : value,
    ),
  };
}

test('a mark that lets the picture through is told, whichever of the two has it', () => {
  const plain = sketch(100, 100, 240, ...card, [0, 30, 100, 14, 90]);
  const alike = { gain: 1, offset: 0 };
  const marksOf = (a: Sketch, b: Sketch, brightness = alike) => markedPlaces(lumaOn(a, 0), lumaOn(b, 0), brightness);
  for (const [luma, through] of [[0, 0.5], [0, 0.3], [255, 0.4], [128, 0.6]] as const) {
    const marked = inked(plain, luma, through);
    for (const places of [marksOf(plain, marked), marksOf(marked, plain)]) assert.ok(places && places.length > 300, `${luma} ${through}`);
  }
  const darker = { ...inked(plain, 0, 0.5), luma: inked(plain, 0, 0.5).luma.map(value => Math.round(0.8 * value + 10)) };
  assert.ok(marksOf(plain, darker, { gain: 0.8, offset: 10 }), 'in a darker copy');
  const rest = withoutPlaces(lumaOn(inked(plain, 0, 0.5), 0), marksOf(plain, inked(plain, 0, 0.5))!);
  assert.ok(rest.data.every((value, at) => value === -1 || value === plain.luma[at]), 'all of it is taken out');
}); // prettier-ignore

test('what hides the picture, what lies where nothing is, and what was moved is no mark', () => {
  const plain = sketch(100, 100, 240, ...card, [0, 30, 100, 14, 90]);
  const bare = sketch(100, 100, 240);
  const moved = sketch(100, 100, 240, ...card, [0, 46, 100, 14, 90]);
  const others: readonly (readonly [string, Sketch, Sketch])[] = [
    ['opaque ink', plain, inked(plain, 0, 0)],
    ['hardly anything shows through', plain, inked(plain, 0, 0.1)],
    ['over one colour, where an opaque one looks the same', bare, inked(bare, 0, 0.5)],
    ['a bar that was moved', plain, moved],
    ['one thing more', plain, sketch(100, 100, 240, ...card, [0, 30, 100, 14, 90], [50, 60, 20, 20, 40])],
    ['the same', plain, plain],
  ];
  for (const [name, a, b] of others) {
    for (const [one, other] of [[a, b], [b, a]] as const)
      assert.equal(markedPlaces(lumaOn(one, 0), lumaOn(other, 0), { gain: 1, offset: 0 }), null, name);
  }
}); // prettier-ignore
