/** Where the texts of a folder use an image, and which images nobody uses. */
import type { AssetPath, FolderId } from './asset.ts';

/** How a reference is written. docs/cli.md says what each of them is. */
export const referenceForms = [
  'markdown-image',
  'markdown-link',
  'markdown-definition',
  'html-attribute',
  'html-srcset',
  'css-url',
  'css-image-set',
  'import',
  'require',
  'url',
  'string',
  'template',
  'concatenation',
  'join',
  'data',
  'markup',
  'text',
  'glob',
  'folder',
  'unity-guid',
  'unity-resource',
  'godot-uid',
  'xcode-name',
  'android-resource',
] as const;
export type ReferenceForm = (typeof referenceForms)[number];

/**
 * `certain`: its form says that it is a path or a name, and it leads to the image. `likely`: a text that leads there by a
 * rule of thumb, such as a string or a folder that is guessed. `maybe`: dynamic, commented out, an example, a mention.
 */
export type ReferenceCertainty = 'certain' | 'likely' | 'maybe';

/** One place that uses one image. A text that means several images, as a pattern does, is there once for each. */
export interface Reference {
  readonly folder: FolderId;
  readonly image: AssetPath;
  readonly file: AssetPath;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** As it stands in the file, on one line. */
  readonly text: string;
  readonly form: ReferenceForm;
  readonly certainty: ReferenceCertainty;
  /** What a dynamic path may be, as a glob from the folder's top; null for a path that is not dynamic. */
  readonly pattern: string | null;
}

/** What was read to answer. */
export interface ReferenceScope {
  readonly files: number;
  readonly images: number;
  /** Texts that were not read: larger than the limit, or not to be opened. */
  readonly skipped: readonly { readonly path: AssetPath; readonly reason: string }[];
}

export interface ReferencesReply {
  /** By image, then file, then place. */
  readonly references: readonly Reference[];
  /** How many there are in all, where a page was asked for. */
  readonly total: number;
  readonly scope: ReferenceScope;
}

export type UseState = 'used' | 'maybe' | 'unused';

/** Whether an image is used, and why we think so; one sentence in English. */
export interface ImageUse {
  readonly folder: FolderId;
  readonly path: AssetPath;
  readonly bytes: number;
  readonly state: UseState;
  readonly evidence: string;
  /** How many files use it, for certain or likely. */
  readonly files: number;
  /** The patterns that may mean it. */
  readonly patterns: readonly string[];
}

/** The image that a text means at one place; offsets are UTF-16 code units. */
export interface MentionedImage {
  readonly folder: FolderId;
  readonly images: readonly AssetPath[];
  readonly start: number;
  readonly end: number;
  readonly form: ReferenceForm;
  readonly certainty: ReferenceCertainty;
  readonly pattern: string | null;
}

/** One place of a file, on one line; from 1, in UTF-16 code units. */
export interface TextPlace {
  readonly file: AssetPath;
  readonly line: number;
  readonly column: number;
  /** What stands there. */
  readonly text: string;
}

export interface RewritesReply {
  readonly edits: readonly (TextPlace & { readonly replacement: string })[];
  /** What is left as it is; `reason` is one sentence in English. A `maybe` was no proof of use to begin with. */
  readonly refusals: readonly (TextPlace & {
    readonly reason: string;
    readonly certainty: ReferenceCertainty;
    /** True for a comment, an example or a mention, which nothing follows. */
    readonly isInert: boolean;
  })[];
}
