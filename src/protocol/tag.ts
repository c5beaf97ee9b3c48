/** Labels that people define, the tags that a model suggests from them, and what people say of these. */

/** A word of the user's, with what describes it. */
export interface Label {
  readonly name: string;
  /** Sentences for the text encoder; empty: templates are filled with `name`. */
  readonly prompts: readonly string[];
  /** Sentences for what it does not mean. */
  readonly not: readonly string[];
  /** Further names, which are put into the templates, too. */
  readonly aliases: readonly string[];
  /** The label of the same group that this one is a kind of. */
  readonly parent: string | null;
  /** The least probability of a suggestion, in 0..1; null leaves it to the kind of the group. */
  readonly threshold: number | null;
  /** `#rgb` or `#rrggbb`. */
  readonly color: string | null;
}

/** `one-of`: at most one label fits an image. `any-of`: each label by itself. */
export const groupKinds = ['one-of', 'any-of'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** Labels that belong together. */
export interface LabelGroup {
  /**
   * Null for the short form of the file, `{"labels":[…]}`: a `one-of` group in which one label always fits, and whose
   * templates are the same for every kind of asset.
   */
  readonly name: string | null;
  readonly kind: GroupKind;
  readonly labels: readonly Label[];
}

/** The labels of one file, in its order; the names of all groups differ, and those of all labels. */
export interface LabelSet {
  readonly groups: readonly LabelGroup[];
}

/**
 * How a tag came to be: `suggested` by the model; `accepted`, `rejected` or given `by-hand` by a person; `disputed`,
 * where people contradict each other; or `none` of all that. What a person said hides what the model says.
 */
export const tagStates = ['none', 'suggested', 'accepted', 'rejected', 'by-hand', 'disputed'] as const;
export type TagState = (typeof tagStates)[number];

/** The states of a label that an image has, as far as anybody knows. */
export const heldStates: readonly TagState[] = ['suggested', 'accepted', 'by-hand'];

/** A column of a reply. */
export interface TagColumn {
  /** Null stands for none of the labels of its `one-of` group. */
  readonly label: string | null;
  /** The name of its group, null for the short form of the file. */
  readonly group: string | null;
}

/** Every label for every asset: rows follow `ids`, columns follow `columns`, groups in the order of the file. */
export interface TagReply {
  readonly columns: readonly TagColumn[];
  readonly ids: Uint32Array;
  /** Cosines, `ids.length × columns.length`; for none of a group, the one that a label has to exceed. */
  readonly scores: Float32Array;
  /** In a `one-of` group they sum to 1 in each row; in `any-of`, each is calibrated by itself. Decisions never change those of their own image. */
  readonly probabilities: Float32Array;
  /** Places in `tagStates`; for none of a group, `accepted` says that somebody rejected all its labels. */
  readonly states: Uint8Array;
}

/** How many decisions are told rightly: that of a `one-of` image by its best label, each of an `any-of` group by its sign. */
export interface Accuracy {
  readonly right: number;
  readonly of: number;
}

/** What a label learned from decisions. */
export interface Learning {
  /** False where the prompts alone are as good: then these stay. */
  readonly usesDecisions: boolean;
  /** By the prompts alone. */
  readonly before: Accuracy;
  /** By what is used from now on, each decision told without itself; never fewer than before. */
  readonly after: Accuracy;
}

/** How many assets have a label. */
export interface LabelCount {
  readonly label: string;
  readonly group: string | null;
  readonly color: string | null;
  /** False where people gave it by hand, and no labels file has it. */
  readonly isListed: boolean;
  /** The labels that it is a kind of, the nearest first. */
  readonly parents: readonly string[];
  /** The least probability of a suggestion, in 0..1; null where the likeliest of its group is suggested, or it is not listed. */
  readonly threshold: number | null;
  /** Those that it, or a label below it, is suggested for or was decided to be on. */
  readonly assets: number;
  /** This label alone, by its state. */
  readonly states: Readonly<Record<Exclude<TagState, 'none'>, number>>;
  /** Of a `one-of` group the same for all its labels; null where nothing was decided. */
  readonly learned: Learning | null;
}

/** Which assets, by one group of tags. */
export type TagFilter =
  /** Those on which the label has one of these states; null: those that have it, or a label below it. */
  | {
      readonly group: string | null;
      readonly label: string;
      readonly states: readonly TagState[] | null;
    }
  /** Those that have no label of the group, and none that is disputed. */
  | { readonly group: string | null; readonly label: null };

/** The labels of the open folders, as far as their files can be read; what is wrong with one is a sentence. */
export interface LabelCounts {
  readonly counts: readonly LabelCount[];
  readonly mistake: string | null;
}

/**
 * Something odd about a label: it and `other` are `alike` to the model (`value` is their correlation over the images), it is
 * suggested for `most` images (`value` is their share) or `never`, or its sentence `other` is too `long` for the model
 * (`value` is its length in tokens).
 */
export interface LabelFinding {
  readonly kind: 'alike' | 'most' | 'never' | 'long';
  readonly label: string;
  readonly other: string | null;
  readonly value: number;
}
