/** How well labels fit the images of a folder, told by what is known of some of them. */
import type { AssetId } from './asset.ts';

/**
 * What is taken for right: what people decided, the names of the folders that images lie in, or a table, CSV or JSON,
 * whose text is given; `where` names it in errors.
 */
export type TruthSource =
  | { readonly kind: 'decisions' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'table'; readonly text: string; readonly where: string };

/** A share in 0..1 of so many, with its 95 % interval. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

/** The least probability of a suggestion, as it is and as it could be. */
export interface ThresholdAdvice {
  readonly present: number;
  /** Null where there is none to suggest; `reason` says why. */
  readonly suggested: number | null;
  /**
   * `few`: too few images are known to have the label, or not to have it. `no-better`: what was best on one half of them
   * is no better on the other. `parent`: the label comes with those below it, whatever its own threshold.
   */
  readonly reason: 'few' | 'no-better' | 'parent' | null;
  /** F1 on the half that the threshold was not chosen on, with the present one and with the one that was chosen. */
  readonly before: number | null;
  readonly after: number | null;
  /** How many images that half has. */
  readonly of: number;
}

/** How one label does. A content counts once, however many copies of it there are. */
export interface LabelQuality {
  readonly label: string;
  /** Null in the short form of the labels file. */
  readonly group: string | null;
  /** Suggested, and right. */
  readonly hits: number;
  /** Suggested, and wrong. */
  readonly wrong: number;
  /** Right, and not suggested. */
  readonly missed: number;
  /** Neither right nor suggested. */
  readonly others: number;
  /** Null where nothing was suggested. */
  readonly precision: Share | null;
  /** Null where no image is known to have the label. */
  readonly recall: Share | null;
  /** Null where neither is. Its interval is that of F*, see `tags/wilson.ts`. */
  readonly f1: Share | null;
  readonly threshold: ThresholdAdvice;
}

/** Images that have one label and were suggested another of the same group; null is none of the group's labels. */
export interface Confusion {
  readonly group: string | null;
  readonly truth: string | null;
  readonly suggested: string | null;
  readonly count: number;
  /** Some of them, those that the model is surest of first. */
  readonly ids: readonly AssetId[];
}

/** The averages over the labels that some image is known to have. Null where there is none. */
export interface AverageQuality {
  readonly labels: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** What of a truth could not be used. */
export interface UnusedTruth {
  /** Names that are no label, most frequent first, with how many images have them. */
  readonly labels: readonly { readonly name: string; readonly images: number }[];
  /** Rows of a table about images that are not in the folder; the first of them. */
  readonly images: readonly string[];
  readonly imageCount: number;
  /** Contents of which the truth says two things that cannot both be. */
  readonly disputed: number;
}

export interface EvaluationReply {
  /** Contents of which something is known. */
  readonly images: number;
  readonly average: AverageQuality;
  /** In the order of the labels file. */
  readonly labels: readonly LabelQuality[];
  /** Most frequent first. */
  readonly confusions: readonly Confusion[];
  readonly unused: UnusedTruth;
}
