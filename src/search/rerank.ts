/** The exact order of a scan's candidates: as many are looked at as can belong to the best. */
import type { Scanned } from './scan.ts';

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
    // First as many as are wanted; then all that can score as the last of those does, which are few.
    const least = found[limit - 1]?.score;
    let next = end + Math.max(1, limit - found.length);
    while (least !== undefined && next < rows.length && scores[next]! + error >= least) next++;
    const block = rows.slice(end, next);
    const exactScores = await exact(block);
    block.forEach((row, place) => {
      const score = exactScores[place]!;
      if (!Number.isNaN(score)) found.push({ row, score });
    });
    end += block.length;
    found.sort((a, b) => b.score - a.score || a.row - b.row);
    // No row behind this place, candidate or not, has a higher score than this by its codes.
    const reach = scores[Math.min(end, rows.length - 1)]! + error;
    if (found.length >= limit && reach < found[limit - 1]!.score) {
      isSure = true;
      break;
    }
  }
  const last = found[limit - 1]?.score ?? -Infinity;
  return { rows: found.filter(({ score }) => score >= last), isSure };
}
