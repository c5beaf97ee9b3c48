// Products by vector instructions against plain ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PackedVectors, ProductBench } from '../../src/search/matrixProduct.ts';
import { plainProduct } from '../../src/tags/ridge.ts';
import { seeded } from './seeded.ts';

const bench = new ProductBench();

function near(found: Float32Array, wanted: ArrayLike<number>, tolerance: number): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < tolerance, `${value} is not ${wanted[i]}`));
} // prettier-ignore

for (const [rows, columns, dimensions] of [[1, 1, 1], [3, 7, 5], [4, 8, 16], [5, 9, 33], [130, 70, 512]] as const) {
  test(`${rows} with ${columns} vectors of ${dimensions} numbers`, () => {
    const random = seeded(rows * 1000 + columns);
    const numbers = (length: number) => Float32Array.from({ length }, () => random() * 2 - 1);
    const [a, b] = [numbers(rows * dimensions), numbers(columns * dimensions)];
    near(bench.product(a, b, dimensions), plainProduct(a, b, dimensions), 1e-4);
  });
} // prettier-ignore

test('several sides take turns, of other sizes, and give what each gives alone', () => {
  const random = seeded(4);
  const numbers = (length: number) => Float32Array.from({ length }, () => random() * 2 - 1);
  const sides = [[3, 8], [40, 64], [9, 8], [300, 512]] as const; // prettier-ignore
  const packed = sides.map(([count, dimensions]) => {
    const vectors = numbers(count * dimensions);
    return {
      vectors,
      dimensions,
      images: numbers(6 * dimensions),
      side: new PackedVectors(vectors, dimensions, bench),
    };
  });
  for (const { vectors, dimensions, images, side } of [...packed, ...packed.toReversed()]) {
    const found = new Float32Array(2 * side.count);
    side.products(images, [4, 1], found);
    const wanted = plainProduct(images, vectors, dimensions);
    const rowOf = (row: number) => wanted.slice(row * side.count, (row + 1) * side.count);
    near(found, [...rowOf(4), ...rowOf(1)], 1e-4);
  }
});

test('no vectors have no products', () => {
  assert.equal(bench.product(new Float32Array(8), new Float32Array(0), 4).length, 0);
  assert.equal(bench.product(new Float32Array(0), new Float32Array(8), 4).length, 0);
});

test('the product of a vector is the same among any number of others, bit for bit', () => {
  const [random, dimensions] = [seeded(7), 7];
  const numbers = (length: number) => Float32Array.from({ length }, () => random() * 2 - 1);
  const [labels, image] = [numbers(11 * dimensions), numbers(dimensions)];
  const alone = Array.from({ length: 11 }, (_, label) => {
    const own = labels.subarray(label * dimensions, (label + 1) * dimensions);
    return bench.product(image, own, dimensions)[0]!;
  });
  for (let count = 1; count <= 11; count++) {
    const among = bench.product(image, labels.subarray(0, count * dimensions), dimensions);
    assert.deepEqual([...among], alone.slice(0, count));
  }
});
