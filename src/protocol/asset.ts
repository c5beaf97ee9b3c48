/** The nouns of an image file: how it is named, what is known of it, and what can be wrong with it. */
import type { TagState } from './tag.ts';

declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** SHA-256 of a file's bytes, 64 lower-case hexadecimal digits. */
export type ContentHash = Brand<string, 'ContentHash'>;
/** Which CLIP model: its folder's name and revision, for example `starter@1`. */
export type ModelId = Brand<string, 'ModelId'>;
/** Relative to its folder, with `/` on every platform, never beginning with `/` or `..`; empty for the folder itself. */
export type AssetPath = Brand<string, 'AssetPath'>;
/** A searched folder, known by its absolute path on this machine. */
export type FolderId = Brand<string, 'FolderId'>;
/** Names an asset as long as one Lens is open; never stored. */
export type AssetId = Brand<number, 'AssetId'>;

/** One folder that the Lens looks after. `path` is absolute, `name` is for people. */
export interface Folder {
  readonly id: FolderId;
  readonly path: string;
  readonly name: string;
}

export const problemKinds = [
  'corrupt',
  'truncated',
  'empty',
  'not-an-image',
  'unsupported',
  'too-large',
  'lfs-pointer',
  'denied',
  'vanished',
  'timed-out',
  'too-slow',
  'crashed',
] as const;

/** Why a file has no vector. */
export type ProblemKind = (typeof problemKinds)[number];

/** A file that could not be read as an image, a directory that could not be listed, or, at the path '', its folder. `detail` is for people. */
export interface Problem {
  readonly path: AssetPath;
  readonly kind: ProblemKind;
  readonly detail: string;
}

/** What one decode tells of a picture. Width and height are those of the upright picture, in pixels. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly hasAlpha: boolean;
  /** Null where an older version encoded it. */
  readonly kind: AssetKind | null;
  /** 64-bit difference hash of the grey picture, 16 hexadecimal digits: a hint for candidates, never a proof. */
  readonly fingerprint: string;
  /** Path of the thumbnail below the thumbnails folder, with `/`; null where none was written. */
  readonly thumbnail: string | null;
}

/** Their places are numbers in codes and snapshots: a further one goes to the end. */
export const assetKinds = ['photograph', 'icon', 'sprite', 'texture', 'screenshot', 'illustration'] as const;

/** What sort of asset a picture most likely is. */
export type AssetKind = (typeof assetKinds)[number];

/** All that a face needs to show one asset. */
export interface AssetCard {
  readonly id: AssetId;
  readonly folder: FolderId;
  readonly path: AssetPath;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly hasAlpha: boolean;
  readonly thumbnail: string | null;
  /** How many other assets hold the same bytes. */
  readonly copies: number;
  /** What people said it has, then what is suggested, the likeliest first; a few. */
  readonly tags: readonly TagChip[];
}

/** A tag, short enough for a card. */
export interface TagChip {
  readonly label: string;
  /** Null for the short form of the labels file, whose decisions have the group "". */
  readonly group: string | null;
  readonly state: TagState;
  /** By the model, in 0..1; null for a label that only people know of. */
  readonly probability: number | null;
  /** The label's own, `#rgb` or `#rrggbb`. */
  readonly color: string | null;
}

/** docs/formats.md says what is read of each. `ico` is also a cursor, `pnm` all of Netpbm, `psd` also PSB. */
export type ImageFormat =
  | 'jpeg' | 'png' | 'webp' | 'gif' | 'svg' | 'avif' | 'tiff'
  | 'bmp' | 'ico' | 'psd' | 'tga' | 'heic' | 'jxl' | 'exr' | 'hdr' | 'dds' | 'qoi' | 'jp2' | 'pnm' | 'pcx' | 'sgi' | 'xbm'
  | 'unknown'; // prettier-ignore

/** File extensions, lower case without the dot, that are read as images. */
export const readableExtensions: readonly string[] = [
  'jpg', 'jpeg', 'jpe', 'jfif', 'mpo', 'png', 'apng', 'webp', 'gif', 'svg', 'svgz', 'avif', 'avifs', 'tif', 'tiff', 'bmp', 'dib',
  'ico', 'cur', 'psd', 'psb', 'tga', 'heic', 'heics', 'heif', 'heifs', 'hif', 'jxl', 'exr', 'hdr', 'rgbe', 'dds', 'qoi', 'jp2', 'j2k', 'j2c', 'jpx',
  'jpf', 'pnm', 'pbm', 'pgm', 'ppm', 'pam', 'pfm', 'pcx', 'sgi', 'xbm',
]; // prettier-ignore

/**
 * Raised whenever a file may be read that was refused before, or be refused for another reason: with another decoder,
 * limit or extension. Files with a problem are then read again.
 */
export const readerVersion = 2;

/** Extensions of images that are listed as `unsupported` rather than passed over in silence. */
export const unsupportedExtensions: readonly string[] = [
  'xcf', 'kra', 'aseprite', 'icns', 'ktx', 'ktx2', 'basis', 'astc', 'pvr', 'jxr', 'wdp', 'xpm', 'cr2', 'cr3', 'nef', 'arw',
  'dng', 'raf', 'orf', 'rw2', 'pef', 'srw', 'ora', 'ase', 'eps', 'ai', 'pdf', 'wmf', 'emf', 'wbmp', 'ras', 'fits', 'dcm',
]; // prettier-ignore

/**
 * True for what is a text to read at least as often as a picture: a row in the list of problems, and not a word more,
 * since nobody misses an image where a repository is full of such files.
 */
export function isDocument(path: AssetPath): boolean {
  return /\.(?:pdf|eps|ai)$/i.test(path);
}
