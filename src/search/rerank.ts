/** The exact order of a scan's candidates: as many are looked at as can belong to the best. */
import type { Scanned } from './scan.ts';

/** Rows looked at beyond those that are wanted, before anything is known of their exact order. */
const spareRows = 128;

/** So many more at a time where the codes cannot tell which rows are the best. */
const blockRows = 256;

/** Exact scores of some rows, in their order; NaN for a row without an exact vector. */
export type ExactScores = (rows: Uint32Array) => Promise<Float32Array>;

export interface Ranked {
  /** The `limit` best, best first, and all others that score as the last of them does. */
  readonly rows: readonly { readonly row: number; readonly score: number }[];
  /** False where a row that was no candidate may belong to them: more candidates are needed. */
  readonly isSure: boolean;
}

/** `error` is how far the score of a candidate may lie from its exact one. */
export async function rerank(
  { rows, scores, isAll }: Pick<Scanned, 'rows' | 'scores' | 'isAll'>,
  limit: number,
  error: number,
  exact: ExactScores,
): Promise<Ranked> {
  const found: { row: number; score: number }[] = [];
  let isSure = isAll;
  for (let end = 0; end < rows.length;) {
    const block = rows.slice(end, end === 0 ? limit + spareRows : end + blockRows);
    const exactScores = await exact(block);
    block.forEach((row, place) => {
      const score = exactScores[place]!;
      if (!Number.isNaN(score)) found.push({ row, score });
    });
    end += block.length;
    found.sort((a, b) => b.score - a.score || a.row - b.row);
    // No row behind this place, candidate or not, scores higher than the last one looked at.
    const reach = scores[end - 1]! + error;
    if (found.length >= limit && reach < found[limit - 1]!.score) {
      isSure = true;
      break;
    }
  }
  const last = found[limit - 1]?.score ?? -Infinity;
  return { rows: found.filter(({ score }) => score >= last), isSure };
}
