/**
 * Ridge regression (Hoerl and Kennard 1970) of several targets on the same rows, with what each row would be told if it
 * had been left out (Allen's PRESS, 1974): at the cost of one fit. Solved by the smaller of the two systems, that of the
 * rows or that of the dimensions. The large products are done by whoever is fast at them, in float32; the rest in float64.
 */

/** All dot products of the rows of two matrices that have `dimensions` columns, `rows of a × rows of b`. */
export type MatrixProduct = (
  a: Float32Array,
  b: Float32Array,
  dimensions: number,
) => Float32Array | Float64Array;

/** In plain loops: for few rows, and to compare others with. */
export const plainProduct: MatrixProduct = (a, b, dimensions) => {
  const [rows, columns] = [a.length / dimensions, b.length / dimensions];
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[row * columns + column] = dot(a, row * dimensions, b, column * dimensions, dimensions);
  }
  return result;
};

export interface Regression {
  /** `count × dimensions`. */
  readonly rows: Float32Array;
  /** `count × targetCount`. */
  readonly targets: Float64Array;
  /** How much each row counts. */
  readonly weights: Float64Array;
  readonly count: number;
  readonly dimensions: number;
  readonly targetCount: number;
  readonly penalty: number;
}

export interface Fit {
  /** `targetCount × dimensions`: a target is told by the dot product with its row. */
  readonly solution: Float64Array;
  /** `count × targetCount`: what each row is told by the fit without it. */
  readonly leftOut: Float64Array;
}

export function ridge(regression: Regression, product: MatrixProduct): Fit {
  const { rows, targets, weights, count, dimensions, targetCount } = regression;
  const roots = weights.map(Math.sqrt);
  const scaled = rows.map((value, i) => value * roots[Math.floor(i / dimensions)]!);
  const wanted = targets.map((value, i) => value * roots[Math.floor(i / targetCount)]!);
  const scaledFit = count <= dimensions ? byRows : byDimensions;
  const { solution, leftOut } = scaledFit(
    scaled,
    transposed(wanted, count, targetCount),
    regression,
    product,
  );
  return { solution, leftOut: leftOut.map((value, i) => value / roots[Math.floor(i / targetCount)]!) };
}

/** With G the inverse of `Z·Zᵀ + penalty`: coefficients `G·y`, residuals when left out `(G·y)ᵢ / Gᵢᵢ`. */
function byRows(scaled: Float32Array, wanted: Float64Array, sizes: Regression, product: MatrixProduct): Fit {
  const { count, dimensions, targetCount, penalty } = sizes;
  const inverse = inverseOf(rootOf(gram(scaled, dimensions, penalty, product), count), count, product);
  const diagonal = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i <= row; i++) diagonal[i]! += inverse[row * count + i]! ** 2;
  }
  const coefficients = new Float64Array(targetCount * count);
  const leftOut = new Float64Array(count * targetCount);
  for (let target = 0; target < targetCount; target++) {
    const y = wanted.subarray(target * count, (target + 1) * count);
    const own = solved(inverse, y, count);
    coefficients.set(own, target * count);
    for (let i = 0; i < count; i++) leftOut[i * targetCount + target] = y[i]! - own[i]! / diagonal[i]!;
  }
  const solution = product(Float32Array.from(coefficients), transposed(scaled, count, dimensions), count);
  return { solution: Float64Array.from(solution), leftOut };
}

/** With A = `Zᵀ·Z + penalty` and the leverage hᵢ = `zᵢᵀ·A⁻¹·zᵢ`: told when left out `(ŷᵢ − hᵢ·yᵢ) / (1 − hᵢ)`. */
function byDimensions(
  scaled: Float32Array,
  wanted: Float64Array,
  sizes: Regression,
  product: MatrixProduct,
): Fit {
  const { count, dimensions, targetCount, penalty } = sizes;
  const columns = transposed(scaled, count, dimensions);
  // With the lower root L of A: A⁻¹·b is L⁻ᵀ·(L⁻¹·b), and the leverage of z the squared length of L⁻¹·z.
  const root = rootOf(gram(columns, count, penalty, product), dimensions);
  const inverse = Float32Array.from(inverseOf(root, dimensions, product));
  const shortened = product(scaled, inverse, dimensions);
  const leverages = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let squares = 0;
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) squares += shortened[i]! * shortened[i]!;
    leverages[row] = squares;
  }
  const right = product(Float32Array.from(wanted), columns, count);
  const halfway = product(Float32Array.from(right), inverse, dimensions);
  const across = transposed(inverse, dimensions, dimensions);
  const solution = Float64Array.from(product(Float32Array.from(halfway), across, dimensions));
  const told = product(scaled, Float32Array.from(solution), dimensions);
  const leftOut = new Float64Array(count * targetCount);
  for (let i = 0; i < count; i++) {
    const leverage = leverages[i]!;
    for (let target = 0; target < targetCount; target++) {
      const place = i * targetCount + target;
      leftOut[place] = (told[place]! - leverage * wanted[target * count + i]!) / (1 - leverage);
    }
  }
  return { solution, leftOut };
}

/** `M·Mᵀ + penalty` of the rows of M. */
function gram(matrix: Float32Array, width: number, penalty: number, product: MatrixProduct): Float64Array {
  const products = Float64Array.from(product(matrix, matrix, width));
  const size = matrix.length / width;
  for (let i = 0; i < size; i++) products[i * size + i]! += penalty;
  return products;
}

/** The lower root (Cholesky) of a positive matrix, in its place. */
function rootOf(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = matrix[i * size + j]! - dot(matrix, i * size, matrix, j * size, j);
      matrix[i * size + j] = i === j ? Math.sqrt(rest) : rest / matrix[j * size + j]!;
    }
  }
  return matrix;
}

/** Up to this size an inverse is made row by row; a larger one from those of its halves. */
const smallInverse = 64;

/** The inverse of a lower root: of `[[A, 0], [B, C]]` it is `[[A⁻¹, 0], [−C⁻¹·B·A⁻¹, C⁻¹]]`. */
function inverseOf(root: Float64Array, size: number, product: MatrixProduct): Float64Array {
  if (size <= smallInverse) return smallInverseOf(root, size);
  const upper = size >> 1;
  const lower = size - upper;
  const block = (row: number, column: number, rows: number, columns: number) => {
    const part = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      const from = (row + i) * size + column;
      part.set(root.subarray(from, from + columns), i * columns);
    }
    return part;
  };
  const a = inverseOf(block(0, 0, upper, upper), upper, product);
  const c = inverseOf(block(upper, upper, lower, lower), lower, product);
  const b = Float32Array.from(block(upper, 0, lower, upper));
  const ba = product(transposed(Float32Array.from(a), upper, upper), b, upper);
  const cba = product(Float32Array.from(c), Float32Array.from(ba), lower);
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < upper; i++) inverse.set(a.subarray(i * upper, (i + 1) * upper), i * size);
  for (let i = 0; i < lower; i++) {
    const at = (upper + i) * size;
    for (let j = 0; j < upper; j++) inverse[at + j] = -cba[i * upper + j]!;
    inverse.set(c.subarray(i * lower, (i + 1) * lower), at + upper);
  }
  return inverse;
}

function smallInverseOf(root: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = inverse.subarray(i * size, (i + 1) * size);
    for (let j = 0; j < i; j++) addTo(row, inverse, j * size, -root[i * size + j]!, j + 1);
    row[i] = 1;
    const scale = 1 / root[i * size + i]!;
    for (let j = 0; j <= i; j++) row[j]! *= scale;
  }
  return inverse;
}

/** `Rᵀ·(R·y)` for the inverse root R. */
function solved(inverse: Float64Array, y: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    addTo(result, inverse, i * size, dot(inverse, i * size, y, 0, i + 1), i + 1);
  }
  return result;
}

function transposed<Matrix extends Float32Array | Float64Array>(
  matrix: Matrix,
  rows: number,
  columns: number,
): Matrix {
  const result = matrix.slice() as Matrix; // slice forgets which of the two it is
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column]!;
  }
  return result;
}

/** The dot product of two stretches, in four sums side by side: one would wait for each addition. */
function dot<Numbers extends Float32Array | Float64Array>(
  a: Numbers,
  fromA: number,
  b: Numbers,
  fromB: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += a[fromA + i]! * b[fromB + i]!;
    s1 += a[fromA + i + 1]! * b[fromB + i + 1]!;
    s2 += a[fromA + i + 2]! * b[fromB + i + 2]!;
    s3 += a[fromA + i + 3]! * b[fromB + i + 3]!;
  }
  for (; i < length; i++) s0 += a[fromA + i]! * b[fromB + i]!;
  return s0 + s1 + (s2 + s3);
}

function addTo(into: Float64Array, from: Float64Array, start: number, factor: number, length: number): void {
  if (factor === 0) return;
  for (let i = 0; i < length; i++) into[i]! += factor * from[start + i]!;
}
