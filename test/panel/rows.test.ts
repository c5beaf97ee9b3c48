// Where the pictures of the grid lie: every one in one row, inside its width, and a key leads where people expect.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Geometry,
  type GridLayout,
  type Section,
  type Step,
  cellsOf,
  headingOf,
  layOut,
  rowOf,
  rowsBetween,
  stepFrom,
} from '../../src/panel/rows.ts';

const geometry: Geometry = {
  width: 430,
  rowHeight: 100,
  gap: 10,
  caption: 30,
  heading: 34,
  columns: null,
};
const itemHeight = 140;
const untitled: readonly Section[] = [{ first: 0, title: null }];

const squares = (count: number) => new Float32Array(count).fill(1);

/** The items of each row; a heading stands as its text. */
function rowsOf(layout: GridLayout): (string | number[])[] {
  return Array.from(
    { length: layout.rows },
    (_, row) => headingOf(layout, row) ?? cellsOf(layout, row).map(cell => cell.item),
  );
}

/** mulberry32: seeded numbers in 0..1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('a row', () => {
  test('takes as many pictures as fit side by side', () => {
    assert.deepEqual(rowsOf(layOut(squares(6), untitled, geometry)), [
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  test('ends at the edge: what is left over lies between its pictures', () => {
    const layout = layOut(squares(6), untitled, { ...geometry, width: 460 });
    assert.deepEqual(
      cellsOf(layout, 0).map(({ left, width }) => [left, left + width]),
      [
        [0, 100],
        [120, 220],
        [240, 340],
        [360, 460],
      ],
    );
  });

  test('that ends a section is not pulled apart', () => {
    assert.deepEqual(
      cellsOf(layOut(squares(6), untitled, geometry), 1).map(cell => cell.left),
      [0, 110],
    );
    const sections = [
      { first: 0, title: null },
      { first: 2, title: 'Weaker matches' },
    ];
    assert.deepEqual(
      cellsOf(layOut(squares(6), sections, geometry), 0).map(cell => cell.left),
      [0, 110],
    );
  });

  test('of few pictures leaves room at its end rather than a gulf between them', () => {
    // Two pictures of 300 px do not fit beside a third one; 64 px is the widest gap.
    const layout = layOut([3, 3, 3], untitled, { ...geometry, width: 800 });
    assert.deepEqual(
      cellsOf(layout, 0).map(cell => cell.left),
      [0, 364],
    );
  });

  test('gives a stripe and a pole a cell that can be seen and named', () => {
    const [pole, stripe] = cellsOf(layOut([0.01, 100], untitled, { ...geometry, width: 1000 }), 0);
    assert.equal(pole!.width, 72);
    assert.equal(stripe!.width, 350);
  });

  test('never lets a picture be wider than the grid', () => {
    assert.deepEqual(cellsOf(layOut([3.5], untitled, { ...geometry, width: 200 }), 0), [
      { item: 0, left: 0, width: 200 },
    ]);
  });

  test('of a narrow panel has two equal columns, whatever the aspects', () => {
    const layout = layOut([0.2, 5, 1], untitled, { ...geometry, width: 300, columns: 2 });
    assert.deepEqual(rowsOf(layout), [[0, 1], [2]]);
    assert.deepEqual(cellsOf(layout, 0), [
      { item: 0, left: 0, width: 145 },
      { item: 1, left: 155, width: 145 },
    ]);
    assert.deepEqual(cellsOf(layout, 1), [{ item: 2, left: 0, width: 145 }]);
  });
});

describe('sections', () => {
  const sections = [
    { first: 0, title: null },
    { first: 3, title: 'Weaker matches' },
    { first: 5, title: 'More' },
  ];
  const layout = layOut(squares(6), sections, geometry);

  test('begin a new row below their heading, and one without a title has none', () => {
    assert.deepEqual(rowsOf(layout), [[0, 1, 2], 'Weaker matches', [3, 4], 'More', [5]]);
  });

  test('a heading has its own height', () => {
    assert.deepEqual(
      [...layout.tops],
      [0, itemHeight, itemHeight + 34, 2 * itemHeight + 34, 2 * itemHeight + 68, 3 * itemHeight + 68],
    );
    assert.equal(layout.height, 3 * itemHeight + 68);
  });

  test('an item is found in its row of pictures, never in the heading above', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map(item => rowOf(layout, item)),
      [0, 0, 0, 2, 2, 4],
    );
  });
});

describe('rows in sight', () => {
  const layout = layOut(squares(40), untitled, geometry);

  test('are those that overlap the view, the first inclusive and the last exclusive', () => {
    assert.deepEqual(rowsBetween(layout, 0, 1), [0, 1]);
    assert.deepEqual(rowsBetween(layout, 0, itemHeight), [0, 1]);
    assert.deepEqual(rowsBetween(layout, itemHeight, 2 * itemHeight + 1), [1, 3]);
    assert.deepEqual(rowsBetween(layout, itemHeight - 1, itemHeight + 1), [0, 2]);
  });

  test('stop at both ends', () => {
    assert.deepEqual(rowsBetween(layout, -500, 10), [0, 1]);
    assert.deepEqual(rowsBetween(layout, layout.height - 1, layout.height + 500), [9, 10]);
    const [first, last] = rowsBetween(layout, layout.height + 1000, layout.height + 2000);
    assert.equal(first, last);
  });

  test('of an empty grid are none', () => {
    const empty = layOut([], [], geometry);
    assert.equal(empty.rows, 0);
    assert.equal(empty.height, 0);
    assert.deepEqual(rowsBetween(empty, 0, 800), [0, 0]);
    assert.equal(layOut([], untitled, geometry).rows, 0);
  });
});

describe('a key', () => {
  // Rows of 4, 4, 3; then a heading; then 2.
  const sections = [
    { first: 0, title: null },
    { first: 11, title: 'Weaker matches' },
  ];
  const layout = layOut(squares(13), sections, geometry);
  const from = (item: number, step: Step, viewHeight = 300) => stepFrom(layout, item, step, viewHeight);

  test('leads sideways through the rows and stops at both ends', () => {
    assert.equal(from(3, 'right'), 4);
    assert.equal(from(4, 'left'), 3);
    assert.equal(from(0, 'left'), 0);
    assert.equal(from(12, 'right'), 12);
  });

  test('leads up and down to the picture that lies there', () => {
    assert.equal(from(1, 'down'), 5);
    assert.equal(from(6, 'up'), 2);
    assert.equal(from(2, 'up'), 2);
    assert.equal(from(7, 'down'), 10, 'a short row has its last picture nearest');
  });

  test('passes over headings', () => {
    assert.equal(from(8, 'down'), 11);
    assert.equal(from(12, 'up'), 9);
    assert.equal(from(12, 'down'), 12);
  });

  test('leads to the first and the last picture', () => {
    assert.equal(from(7, 'first'), 0);
    assert.equal(from(7, 'last'), 12);
  });

  test('pages by what is in sight, and by one row at least', () => {
    assert.equal(from(1, 'pageDown', 2 * itemHeight), 9);
    assert.equal(from(9, 'pageUp', 2 * itemHeight), 1);
    assert.equal(from(1, 'pageDown', 20), 5, 'a view lower than a row');
    assert.equal(from(0, 'pageDown', 1e6), 11);
    assert.equal(from(11, 'pageUp', 1e6), 0);
  });

  test('changes nothing where there is only one picture', () => {
    const single = layOut(squares(1), untitled, geometry);
    for (const step of ['left', 'right', 'up', 'down', 'pageUp', 'pageDown', 'first', 'last'] as const) {
      assert.equal(stepFrom(single, 0, step, 300), 0, step);
    }
  });
});

for (const seed of [1, 2, 3, 4, 5, 20261126]) {
  test(`any pictures, any width: each lies in one row, and no row overlaps another (seed ${seed})`, () => {
    const random = seeded(seed);
    const count = 1 + Math.floor(random() * 3000);
    // From poles to stripes, most of them ordinary.
    const aspects = Float32Array.from({ length: count }, () => 2 ** (6 * (random() - 0.5) ** 3 * 8));
    const firsts = new Set([0]);
    for (let cuts = Math.floor(random() * 30); cuts > 0; cuts--) firsts.add(Math.floor(random() * count));
    const sections = [...firsts]
      .sort((a, b) => a - b)
      .map(first => ({ first, title: random() < 0.3 ? null : `from ${first}` }));
    const layout = layOut(aspects, sections, {
      ...geometry,
      width: 200 + random() * 3000,
      rowHeight: 64 + Math.floor(random() * 256),
      columns: random() < 0.2 ? 2 : null,
    });

    const seen: number[] = [];
    const titles: string[] = [];
    for (let row = 0; row < layout.rows; row++) {
      assert.ok(layout.tops[row + 1]! > layout.tops[row]!, `row ${row} has a height`);
      const heading = headingOf(layout, row);
      if (heading !== undefined) {
        titles.push(heading);
        continue;
      }
      let end = 0;
      for (const { item, left, width } of cellsOf(layout, row)) {
        assert.ok(left >= end - 1e-6, `item ${item} begins behind the one before`);
        assert.ok(width > 0 && left + width <= layout.geometry.width + 1e-6, `item ${item} lies inside`);
        assert.equal(rowOf(layout, item), row);
        end = left + width + (layout.geometry.gap - 1e-6);
        seen.push(item);
      }
    }
    assert.deepEqual(seen, [...aspects.keys()]);
    assert.deepEqual(
      titles,
      sections.flatMap(section => section.title ?? []),
    );
    assert.equal(layout.tops[layout.rows], layout.height);

    for (let look = 0; look < 50; look++) {
      const top = random() * layout.height;
      const bottom = top + random() * 2000;
      const [first, last] = rowsBetween(layout, top, bottom);
      for (let row = 0; row < layout.rows; row++) {
        const overlaps = layout.tops[row + 1]! > top && layout.tops[row]! < bottom;
        assert.equal(row >= first && row < last, overlaps, `row ${row} of ${top}..${bottom}`);
      }
    }

    for (let walk = 0; walk < 50; walk++) {
      const item = Math.floor(random() * count);
      for (const step of ['up', 'down', 'pageUp', 'pageDown'] as const) {
        const target = stepFrom(layout, item, step, 600);
        const [row, next] = [rowOf(layout, item), rowOf(layout, target)];
        assert.ok(step === 'up' || step === 'pageUp' ? next <= row : next >= row, `${step} from ${item}`);
        assert.ok(target === item || next !== row, `${step} from ${item} changes the row`);
      }
    }
  });
}
