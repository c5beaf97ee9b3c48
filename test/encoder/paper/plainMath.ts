/**
 * The arithmetic of the paper's networks in plain TypeScript and double precision, slow and easy to read: what ONNX
 * Runtime's result is compared with.
 */
import type { Weight } from './randomWeights.ts';

/** `rows × columns` numbers, row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** `x · weight + bias`; the weight has a row an input. */
export interface Linear {
  readonly weight: Weight;
  readonly bias: Weight;
}

/** What follows the division by the deviation. */
export interface Norm {
  readonly scale: Weight;
  readonly bias: Weight;
}

/** Added to a variance before it divides (PyTorch's default, which CLIP keeps). */
export const epsilon = 1e-5;

export function matrix(rows: number, columns: number, values: ArrayLike<number>): Matrix {
  return { rows, columns, values: new Float64Array(values) };
}

export function row({ columns, values }: Matrix, place: number): Matrix {
  return matrix(1, columns, values.subarray(place * columns, (place + 1) * columns));
}

/** `a · b`, in blocks of four rows by two columns: their sums stay in registers. */
export function product(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new Error(`${a.rows} × ${a.columns} times ${b.rows} × ${b.columns}`);
  const inner = a.columns;
  const left = new Float64Array(Math.ceil(a.rows / 4) * 4 * inner);
  left.set(a.values);
  const right = new Float64Array(2 * inner);
  const sums = new Float64Array(8);
  const values = new Float64Array(a.rows * b.columns);
  for (let column = 0; column < b.columns; column += 2) {
    const isLast = column + 1 === b.columns;
    for (let k = 0; k < inner; k++) {
      right[2 * k] = b.values[k * b.columns + column]!;
      right[2 * k + 1] = isLast ? 0 : b.values[k * b.columns + column + 1]!;
    }
    for (let first = 0; first < a.rows; first += 4) {
      multiplyBlock(left, first * inner, right, inner, sums);
      for (let r = 0; r < 4 && first + r < a.rows; r++) {
        values[(first + r) * b.columns + column] = sums[2 * r]!;
        if (!isLast) values[(first + r) * b.columns + column + 1] = sums[2 * r + 1]!;
      }
    }
  }
  return { rows: a.rows, columns: b.columns, values };
}

function multiplyBlock(
  left: Float64Array,
  start: number,
  right: Float64Array,
  inner: number,
  sums: Float64Array,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  for (let k = 0, at = start; k < inner; k++, at++) {
    const x = right[2 * k]!;
    const y = right[2 * k + 1]!;
    const first = left[at]!;
    const second = left[at + inner]!;
    const third = left[at + 2 * inner]!;
    const fourth = left[at + 3 * inner]!;
    a += first * x;
    b += first * y;
    c += second * x;
    d += second * y;
    e += third * x;
    f += third * y;
    g += fourth * x;
    h += fourth * y;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
  sums[4] = e;
  sums[5] = f;
  sums[6] = g;
  sums[7] = h;
}

export function linear(x: Matrix, { weight, bias }: Linear): Matrix {
  const { rows, columns, values } = product(x, weightMatrix(weight));
  return { rows, columns, values: values.map((value, place) => value + bias.values[place % columns]!) };
}

export function weightMatrix({ shape, values }: Weight): Matrix {
  return matrix(shape[0]!, values.length / shape[0]!, values);
}

export function plus(a: Matrix, b: Matrix): Matrix {
  return { ...a, values: a.values.map((value, place) => value + b.values[place]!) };
}

export function layerNorm(x: Matrix, { scale, bias }: Norm): Matrix {
  const values = new Float64Array(x.values.length);
  for (let r = 0; r < x.rows; r++) {
    const line = row(x, r).values;
    const mean = line.reduce((sum, value) => sum + value, 0) / x.columns;
    const variance = line.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.columns;
    line.forEach((value, c) => {
      values[r * x.columns + c] =
        ((value - mean) / Math.sqrt(variance + epsilon)) * scale.values[c]! + bias.values[c]!;
    });
  }
  return { ...x, values };
}

/** x · sigmoid(1.702 x): how the paper's authors come near to GELU. */
export function quickGelu(x: Matrix): Matrix {
  return { ...x, values: x.values.map(value => value / (1 + Math.exp(-1.702 * value))) };
}

/** Softmax(q · kᵀ / √size) · v for each head. A causal query sees no key that comes after it. */
export function attention(
  query: Matrix,
  key: Matrix,
  value: Matrix,
  heads: number,
  order: 'causal' | 'free',
): Matrix {
  const width = query.columns;
  const size = width / heads;
  const values = new Float64Array(query.rows * width);
  for (let head = 0; head < heads; head++) {
    for (let q = 0; q < query.rows; q++) {
      const seen = order === 'causal' ? q + 1 : key.rows;
      const scores = Array.from({ length: seen }, (_, k) => {
        let dot = 0;
        for (let i = head * size; i < (head + 1) * size; i++) {
          dot += query.values[q * width + i]! * key.values[k * width + i]!;
        }
        return dot / Math.sqrt(size);
      });
      const highest = Math.max(...scores);
      const shares = scores.map(score => Math.exp(score - highest));
      const sum = shares.reduce((all, share) => all + share, 0);
      for (let i = head * size; i < (head + 1) * size; i++) {
        let mean = 0;
        for (let k = 0; k < seen; k++) mean += (shares[k]! / sum) * value.values[k * width + i]!;
        values[q * width + i] = mean;
      }
    }
  }
  return { rows: query.rows, columns: width, values };
}
