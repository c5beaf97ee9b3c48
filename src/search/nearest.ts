/**
 * Exact nearest neighbours by a plain scan.
 * No caller knows how nearest is found: int8 codes may come behind these two functions.
 */

/** Cosines of `query` with rows `first` to `end` of a matrix of unit vectors, written to the same rows of `into`. */
export function scanRows(
  matrix: Float32Array,
  query: Float32Array,
  into: Float32Array,
  first: number,
  end: number,
): void {
  const dimensions = query.length;
  for (let row = first; row < end; row++) {
    const offset = row * dimensions;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    // Four sums that do not wait for each other: twice as fast as one in V8.
    for (; i + 3 < dimensions; i += 4) {
      a += matrix[offset + i]! * query[i]!;
      b += matrix[offset + i + 1]! * query[i + 1]!;
      c += matrix[offset + i + 2]! * query[i + 2]!;
      d += matrix[offset + i + 3]! * query[i + 3]!;
    }
    for (; i < dimensions; i++) a += matrix[offset + i]! * query[i]!;
    into[row] = a + b + c + d;
  }
}

/** Something with a score; equal scores are ordered by `order`, so that answers never depend on chance. */
export interface Candidates {
  readonly count: number;
  score(candidate: number): number;
  /** Negative when `a` comes before `b` among equal scores. */
  order(a: number, b: number): number;
}

/** The `limit` best of the candidates, best first, by a heap: `count × log(limit)` steps. */
export function best(candidates: Candidates, limit: number): number[] {
  const compare = (a: number, b: number) =>
    candidates.score(b) - candidates.score(a) || candidates.order(a, b);
  // A heap whose root is the worst candidate that is kept.
  const heap: number[] = [];
  for (let candidate = 0; candidate < candidates.count; candidate++) {
    if (heap.length < limit) {
      heap.push(candidate);
      siftUp(heap, compare);
    } else if (heap.length > 0 && compare(candidate, heap[0]!) < 0) {
      heap[0] = candidate;
      siftDown(heap, compare);
    }
  }
  return heap.sort(compare);
}

function siftUp(heap: number[], compare: (a: number, b: number) => number): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (compare(heap[child]!, heap[parent]!) <= 0) return;
    [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
    child = parent;
  }
}

function siftDown(heap: number[], compare: (a: number, b: number) => number): void {
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) return;
    if (child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) > 0) child++;
    if (compare(heap[child]!, heap[parent]!) <= 0) return;
    [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
    parent = child;
  }
}
