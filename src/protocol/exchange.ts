/** Tags that leave for other programs, or come from them. */
import type { TagState } from './tag.ts';

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
