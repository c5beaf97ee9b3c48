/** Images that are there twice. */
import type { AssetId } from './asset.ts';

/**
 * The evidence, strongest first: equal bytes; equal pixels in another container;
 * an edited copy, verified on pixels; close in meaning only.
 */
export type DuplicateKind = 'same-bytes' | 'same-pixels' | 'transformed' | 'look-alike';

/** Two or more assets; the first is the one we would keep. `similarity` is in 0..1, 1 for equal. */
export interface DuplicateGroup {
  readonly kind: DuplicateKind;
  readonly assets: readonly AssetId[];
  readonly similarity: number;
}
