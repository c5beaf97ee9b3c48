/** The folders outside this repository that the evaluation reads. None of them is needed: what is missing is said. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Places {
  /** Held-out lists in `training`, photographs and assets in `workspace`. */
  readonly shared: string | null;
  /** Holds the two bare git copies that `captions.ts` names. */
  readonly flickr: string | null;
  /** A `node_modules` with the icon, emoji and word packages. */
  readonly packages: string | null;
}

/** What every part is given: where things are, and a folder of its own for the pictures that it makes. */
export interface Bench {
  readonly places: Places;
  readonly scratch: string;
}

export interface Photo {
  readonly path: string;
  readonly name: string;
  readonly names: readonly string[];
  /** WordNet 3.0's id, for example `n01440764`. */
  readonly wnid: string;
}

export interface Asset {
  readonly path: string;
  readonly kind: string;
  /** The file name made readable; nobody has checked it. */
  readonly nameSays: string;
}

/** The folder if it is there, else null. */
export function folderIfThere(folder: string | undefined): string | null {
  return folder !== undefined && existsSync(folder) ? path.resolve(folder) : null;
}

/** The evaluation photographs with absolute paths, or why there are none. */
export function photosOf({ shared }: Places): readonly Photo[] | string {
  if (shared === null) return withoutShared;
  const workspace = path.join(shared, 'workspace');
  // Made by hand for this purpose, in a form that its own readme describes.
  const { photos } = readJson(path.join(workspace, 'photos.json')) as { photos: readonly Photo[] };
  return photos.map(photo => ({ ...photo, path: path.join(workspace, photo.path) }));
}

/** Sprites, textures, icons and screenshots with absolute paths, or why there are none. */
export function assetsOf({ shared }: Places): readonly Asset[] | string {
  if (shared === null) return withoutShared;
  const workspace = path.join(shared, 'workspace');
  // As above.
  const { files } = readJson(path.join(workspace, 'assets.json')) as { files: readonly Asset[] };
  return files.map(file => ({ ...file, path: path.join(workspace, file.path) }));
}

/** The lines of a held-out list, or why it cannot be read. */
export function listOf({ shared }: Places, name: string): readonly string[] | string {
  if (shared === null) return withoutShared;
  const lines = readFileSync(path.join(shared, 'training', name), 'utf8').split('\n');
  return lines.map(line => line.trim()).filter(line => line !== '');
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

const withoutShared = 'the folder of evaluation pictures is missing (--shared)';

export const withoutPackages = 'the folder with the icon, emoji and word packages is missing (--packages)';
