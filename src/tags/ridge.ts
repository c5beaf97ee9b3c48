/**
 * Ridge regression (Hoerl and Kennard 1970) of several targets on the same rows, with what each row would be told if it
 * had been left out (Allen's PRESS, 1974): exact, and at the cost of one fit. Solved by the smaller of the two systems,
 * that of the rows or that of the dimensions, so that a thousand vectors of 512 numbers take a fraction of a second.
 */

export interface Regression {
  /** `count × dimensions`. */
  readonly rows: Float64Array;
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

export function ridge(regression: Regression): Fit {
  const { rows, targets, weights, count, dimensions, targetCount } = regression;
  const roots = weights.map(Math.sqrt);
  const scaled = timesEach(rows, roots, dimensions);
  const wanted = timesEach(targets, roots, targetCount);
  const scaledFit = count <= dimensions ? byRows : byDimensions;
  const { solution, leftOut } = scaledFit(scaled, transposed(wanted, count, targetCount), regression);
  const inverses = roots.map(root => 1 / root);
  return { solution, leftOut: timesEach(leftOut, inverses, targetCount) };
}

function timesEach(matrix: Float64Array, factors: Float64Array, width: number): Float64Array {
  const scaled = new Float64Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) scaled[i] = matrix[i]! * factors[Math.floor(i / width)]!;
  return scaled;
}

/** With G the inverse of `Z·Zᵀ + penalty`: coefficients `G·y`, residuals when left out `(G·y)ᵢ / Gᵢᵢ`. */
function byRows(scaled: Float64Array, wanted: Float64Array, sizes: Regression): Fit {
  const { count, dimensions, targetCount, penalty } = sizes;
  const inverse = inverseOf(rootOf(gram(scaled, count, dimensions, penalty), count), count);
  const diagonal = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i <= row; i++) diagonal[i]! += inverse[row * count + i]! ** 2;
  }
  const solution = new Float64Array(targetCount * dimensions);
  const leftOut = new Float64Array(count * targetCount);
  for (let target = 0; target < targetCount; target++) {
    const y = wanted.subarray(target * count, (target + 1) * count);
    const coefficients = solved(inverse, y, count);
    const row = solution.subarray(target * dimensions, (target + 1) * dimensions);
    for (let i = 0; i < count; i++) {
      addTo(row, scaled, i * dimensions, coefficients[i]!, dimensions);
      leftOut[i * targetCount + target] = y[i]! - coefficients[i]! / diagonal[i]!;
    }
  }
  return { solution, leftOut };
}

/** With A = `Zᵀ·Z + penalty` and the leverage hᵢ = `zᵢᵀ·A⁻¹·zᵢ`: told when left out `(ŷᵢ − hᵢ·yᵢ) / (1 − hᵢ)`. */
function byDimensions(scaled: Float64Array, wanted: Float64Array, sizes: Regression): Fit {
  const { count, dimensions, targetCount, penalty } = sizes;
  const columns = transposed(scaled, count, dimensions);
  const root = rootOf(gram(columns, dimensions, count, penalty), dimensions);
  const leverages = leveragesOf(root, scaled, dimensions, count);
  // The large matrix is read once for all targets, which are few.
  const right = new Float64Array(targetCount * dimensions);
  for (let i = 0; i < dimensions; i++) {
    for (let target = 0; target < targetCount; target++)
      right[target * dimensions + i] = dot(columns, i * count, wanted, target * count, count);
  }
  const solution = new Float64Array(targetCount * dimensions);
  for (let from = 0; from < right.length; from += dimensions)
    solution.set(solvedByRoot(root, right.subarray(from, from + dimensions), dimensions), from);
  const leftOut = new Float64Array(count * targetCount);
  for (let i = 0; i < count; i++) {
    const leverage = leverages[i]!;
    for (let target = 0; target < targetCount; target++) {
      const told = dot(scaled, i * dimensions, solution, target * dimensions, dimensions);
      leftOut[i * targetCount + target] = (told - leverage * wanted[target * count + i]!) / (1 - leverage);
    }
  }
  return { solution, leftOut };
}

/** Columns that are multiplied at a time: those of all rows fit into a processor's second cache. */
const panel = 96;

/** `M·Mᵀ + penalty` on and below the diagonal, of the rows of M; by four rows with two, since memory is the slow part. */
function gram(matrix: Float64Array, size: number, width: number, penalty: number): Float64Array {
  const products = new Float64Array(size * size);
  for (let from = 0; from < width; from += panel) {
    const length = Math.min(panel, width - from);
    for (let i = 0; i < size; i += 4) {
      // Past the last row it is the last row again, whose products are not kept.
      const last = size - 1;
      const a = i * width + from;
      const b = Math.min(i + 1, last) * width + from;
      const c = Math.min(i + 2, last) * width + from;
      const d = Math.min(i + 3, last) * width + from;
      for (let j = 0; j < Math.min(i + 4, size); j += 2) {
        const e = j * width + from;
        const f = Math.min(j + 1, last) * width + from;
        let ae = 0;
        let af = 0;
        let be = 0;
        let bf = 0;
        let ce = 0;
        let cf = 0;
        let de = 0;
        let df = 0;
        for (let k = 0; k < length; k++) {
          const ve = matrix[e + k]!;
          const vf = matrix[f + k]!;
          const va = matrix[a + k]!;
          ae += va * ve;
          af += va * vf;
          const vb = matrix[b + k]!;
          be += vb * ve;
          bf += vb * vf;
          const vc = matrix[c + k]!;
          ce += vc * ve;
          cf += vc * vf;
          const vd = matrix[d + k]!;
          de += vd * ve;
          df += vd * vf;
        }
        const at = i * size + j;
        const isPair = j + 1 < size;
        products[at]! += ae;
        if (isPair) products[at + 1]! += af;
        if (i + 1 < size) products[at + size]! += be;
        if (i + 1 < size && isPair) products[at + size + 1]! += bf;
        if (i + 2 < size) products[at + 2 * size]! += ce;
        if (i + 2 < size && isPair) products[at + 2 * size + 1]! += cf;
        if (i + 3 < size) products[at + 3 * size]! += de;
        if (i + 3 < size && isPair) products[at + 3 * size + 1]! += df;
      }
    }
  }
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

function inverseOf(root: Float64Array, size: number): Float64Array {
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

/** The solution of `L·Lᵀ·x = y` for a lower root L. */
function solvedByRoot(root: Float64Array, y: Float64Array, size: number): Float64Array {
  const x = y.slice();
  for (let i = 0; i < size; i++) x[i] = (x[i]! - dot(root, i * size, x, 0, i)) / root[i * size + i]!;
  for (let i = size - 1; i >= 0; i--) {
    x[i]! /= root[i * size + i]!;
    addTo(x, root, i * size, -x[i]!, i);
  }
  return x;
}

/** `Rᵀ·(R·y)` for the inverse root R. */
function solved(inverse: Float64Array, y: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    addTo(result, inverse, i * size, dot(inverse, i * size, y, 0, i + 1), i + 1);
  }
  return result;
}

/**
 * The squared length of `L⁻¹·z` for each row z and a lower root L, by forward substitution. Four rows go at a time, and
 * two rows of L, so that each number that is read is used more than once.
 */
function leveragesOf(root: Float64Array, rows: Float64Array, size: number, count: number): Float64Array {
  const lengths = new Float64Array(count);
  // Side by side: four numbers for each place.
  const x = new Float64Array(4 * size);
  for (let row = 0; row < count; row += 4) {
    for (let lane = 0; lane < 4; lane++) {
      const from = Math.min(row + lane, count - 1) * size;
      for (let i = 0; i < size; i++) x[4 * i + lane] = rows[from + i]!;
    }
    for (let i = 0; i < size; i += 2) {
      const at = i * size;
      const isPair = i + 1 < size;
      const below = isPair ? at + size : at;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let k = 0; k < i; k++) {
        const a = root[at + k]!;
        const b = root[below + k]!;
        const x0 = x[4 * k]!;
        a0 += a * x0;
        b0 += b * x0;
        const x1 = x[4 * k + 1]!;
        a1 += a * x1;
        b1 += b * x1;
        const x2 = x[4 * k + 2]!;
        a2 += a * x2;
        b2 += b * x2;
        const x3 = x[4 * k + 3]!;
        a3 += a * x3;
        b3 += b * x3;
      }
      const scale = 1 / root[at + i]!;
      x[4 * i] = (x[4 * i]! - a0) * scale;
      x[4 * i + 1] = (x[4 * i + 1]! - a1) * scale;
      x[4 * i + 2] = (x[4 * i + 2]! - a2) * scale;
      x[4 * i + 3] = (x[4 * i + 3]! - a3) * scale;
      if (!isPair) continue;
      const beside = root[below + i]!;
      const scaleBelow = 1 / root[below + i + 1]!;
      x[4 * i + 4] = (x[4 * i + 4]! - b0 - beside * x[4 * i]!) * scaleBelow;
      x[4 * i + 5] = (x[4 * i + 5]! - b1 - beside * x[4 * i + 1]!) * scaleBelow;
      x[4 * i + 6] = (x[4 * i + 6]! - b2 - beside * x[4 * i + 2]!) * scaleBelow;
      x[4 * i + 7] = (x[4 * i + 7]! - b3 - beside * x[4 * i + 3]!) * scaleBelow;
    }
    for (let lane = 0; lane < 4 && row + lane < count; lane++) {
      for (let i = 0; i < size; i++) lengths[row + lane]! += x[4 * i + lane]! ** 2;
    }
  }
  return lengths;
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column]!;
  }
  return result;
}

/** The dot product of two stretches, in four sums side by side: one would wait for each addition. */
export function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
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
