/** Tags that leave for other programs, or come from them. */
import type { FolderId } from './asset.ts';
import type { DecidedStep } from './decision.ts';
import type { LabelSet, TagState } from './tag.ts';

export const exchangeFormats = ['csv', 'json', 'coco', 'fiftyone', 'label-studio', 'txt', 'xmp'] as const;
export type ExchangeFormat = (typeof exchangeFormats)[number];

/** Formats of which every image has a file of its own beside it. */
export const sidecarFormats = ['txt', 'xmp'] as const;
export type SidecarFormat = (typeof sidecarFormats)[number];

/** Formats that are read back. */
export const importFormats = ['csv', 'json', 'txt', 'xmp'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** A tag as it is exchanged. */
export interface ExchangedTag {
  readonly label: string;
  /** Null where nothing is said of it; empty where the labels file has no groups. */
  readonly group: string | null;
  readonly state: TagState | null;
  /** What the model says, in 0..1. */
  readonly probability: number | null;
}

/** The tags of one image as a file of another program, or ours, names it. */
export interface TagRecord {
  /** As it is written there. */
  readonly path: string;
  /** Of the file's bytes, lower-case hexadecimal digits; null where it is not said. */
  readonly sha256: string | null;
  readonly tags: readonly ExchangedTag[];
}

/** How a file beside `a.jpg` is called: `a.jpg.xmp` or `a.xmp`. */
export const sidecarNamings = ['with-extension', 'without-extension'] as const;
export type SidecarNaming = (typeof sidecarNamings)[number];

export interface ExportRequest {
  readonly folder: FolderId;
  /** Null: the folder's own labels, or none where it has no labels file. */
  readonly labels: LabelSet | null;
  readonly format: ExchangeFormat;
  /** Which tags; null is what people decided, as far as the format can say it. */
  readonly states: readonly TagState[] | null;
  /**
   * Absolute path of the file to write, or, for files beside images, of a folder for these. Null: the text is in the
   * reply, and files go beside their images.
   */
  readonly out: string | null;
  /** Null: as the file is called that is there, else as most programs expect it of the format. */
  readonly naming: SidecarNaming | null;
  /** Goes before each path where other programs need an address. */
  readonly prefix: string;
}

export interface ExchangeProblem {
  /** Of the image, or of the file beside it. */
  readonly path: string;
  /** One sentence for people. */
  readonly detail: string;
}

/** A label of an image about which people contradict each other. */
export interface DisputedTag {
  /** Of the image, below the folder. */
  readonly path: string;
  readonly group: string;
  readonly label: string;
}

export interface ExportReply {
  /** Null where files were written. */
  readonly text: string | null;
  readonly images: number;
  readonly tags: number;
  /** Files that were written, and those that said the same before. */
  readonly written: number;
  readonly unchanged: number;
  /** Tags that were left out since people contradict each other, by path. */
  readonly disputed: readonly DisputedTag[];
  readonly problems: readonly ExchangeProblem[];
}

export interface ImportRequest {
  readonly folder: FolderId;
  readonly format: ImportFormat;
  /** Of a table, whose name is `where`; null for files beside images. */
  readonly text: string | null;
  readonly where: string;
}

export interface ImportReply {
  /** Labels of images that are decided otherwise than before. */
  readonly changed: number;
  /** What was decided, to be taken back together; null where nothing was. */
  readonly step: DecidedStep | null;
  /** Images of which something was said. */
  readonly images: number;
  /** Words that are no label, most frequent first. */
  readonly labels: readonly { readonly name: string; readonly images: number }[];
  /** The first of the paths that are no images of the folder, and how many there are. */
  readonly missing: readonly string[];
  readonly missingCount: number;
  readonly problems: readonly ExchangeProblem[];
}
