/** Labels that people define, and the tags that a model suggests from them. */

/** A word of the user's, with the sentences that describe it. */
export interface Label {
  readonly name: string;
  /** Sentences for the text encoder; empty: the default templates are filled with `name`. */
  readonly prompts: readonly string[];
}

/** The labels of one file, in its order; names differ. */
export interface LabelSet {
  readonly labels: readonly Label[];
}

/** Every label for every asset: rows follow `ids`, columns follow `labels`. */
export interface TagReply {
  readonly labels: readonly string[];
  readonly ids: Uint32Array;
  /** Cosines, `ids.length × labels.length`. */
  readonly scores: Float32Array;
  /** Softmax over the labels at the model's temperature; each row sums to 1. */
  readonly probabilities: Float32Array;
}

/** How many assets have a label as their likeliest tag. */
export interface LabelCount {
  readonly label: string;
  readonly assets: number;
}
