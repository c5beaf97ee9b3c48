/** Text files beside images, `a.jpg.xmp` or `a.xmp`: which belongs to which image, and reading and writing them. */
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readableExtensions, unsupportedExtensions } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { SidecarFormat, SidecarNaming } from '../protocol/exchange.ts';
import { replaceFile, systemCode } from './replaceFile.ts';

/** Keywords take a few thousand bytes; develop settings of photographs some hundred thousand. */
const mostBytes = 16 * 1024 * 1024;

const imageExtensions: ReadonlySet<string> = new Set([...readableExtensions, ...unsupportedExtensions]);

/** What most programs expect: keywords for training are read from `a.txt`, XMP by most from `a.jpg.xmp`. */
const usualNaming: Readonly<Record<SidecarFormat, SidecarNaming>> = {
  txt: 'without-extension',
  xmp: 'with-extension',
};

/** The sidecars of one format; looks at each folder once. */
export class Sidecars {
  readonly #format: SidecarFormat;
  readonly #listings = new Map<string, ReadonlyMap<string, string>>();

  constructor(format: SidecarFormat) {
    this.#format = format;
  }

  /**
   * Where the sidecar of an image belongs, in the image's own folder or in `place`. Throws `invalid-argument` where
   * another image would have the same.
   */
  toWrite(image: string, naming: SidecarNaming | null, place = path.dirname(image)): string {
    const names = this.#names(image);
    const there = this.#listing(place);
    const fileOf = (wanted: SidecarNaming) =>
      path.join(place, there.get(fold(names[wanted])) ?? names[wanted]);
    const others = this.#sharing(image);
    if (naming === 'without-extension' && others.length > 0)
      throw shared(names['without-extension'], image, others);
    if (naming) return fileOf(naming);
    const isThere = (wanted: SidecarNaming) => there.has(fold(names[wanted]));
    if (isThere('with-extension') || others.length > 0) return fileOf('with-extension');
    if (isThere('without-extension')) return fileOf('without-extension');
    return fileOf(usualNaming[this.#format]);
  }

  /** The sidecars of an image that are there. Throws `invalid-argument` where one could be that of another image, too. */
  toRead(image: string): readonly string[] {
    const place = path.dirname(image);
    const names = this.#names(image);
    const there = this.#listing(place);
    const own = there.get(fold(names['with-extension']));
    const short = there.get(fold(names['without-extension']));
    const others = short === undefined ? [] : this.#sharing(image);
    if (short !== undefined && others.length > 0 && own === undefined) throw shared(short, image, others);
    return [own, others.length > 0 ? undefined : short].flatMap(name =>
      name === undefined ? [] : path.join(place, name),
    );
  }

  #names(image: string): Readonly<Record<SidecarNaming, string>> {
    const { base, name } = path.parse(image);
    return { 'with-extension': `${base}.${this.#format}`, 'without-extension': `${name}.${this.#format}` };
  }

  /** Other images of the folder whose names differ in the extension alone, of formats that we do not read, too. */
  #sharing(image: string): readonly string[] {
    const { base, name, dir } = path.parse(image);
    return [...this.#listing(dir).values()].filter(other => {
      const parts = path.parse(other);
      const isImage = imageExtensions.has(parts.ext.slice(1).toLowerCase());
      return isImage && other !== base && fold(parts.name) === fold(name);
    });
  }

  /** Names by their folded form. */
  #listing(folder: string): ReadonlyMap<string, string> {
    let listing = this.#listings.get(folder);
    if (!listing) {
      listing = new Map(namesIn(folder).map(name => [fold(name), name]));
      this.#listings.set(folder, listing);
    }
    return listing;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // A folder that is to be made, or that has gone since it was indexed.
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Names that one file system or another takes for the same. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function shared(sidecar: string, image: string, others: readonly string[]): LensError {
  const names = [path.basename(image), ...others].join(' and ');
  return new LensError(
    'invalid-argument',
    `${sidecar} could be that of ${names}; name it with the extension, as ${path.basename(image)}${path.extname(sidecar)}.`,
  );
}

/** The text of a sidecar; null where there is none. Throws `invalid-argument` for what is no text of ours to change. */
export function readSidecar(file: string): string | null {
  const name = path.basename(file);
  const refused = (why: string) =>
    new LensError('invalid-argument', `${name} was left as it is: ${why}.`, { file });
  let bytes: Buffer;
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (!stats) return null;
    if (stats.isSymbolicLink()) throw refused('it is a link');
    if (!stats.isFile()) throw refused('it is no file');
    if (stats.size > mostBytes) throw refused('it is larger than 16 MiB');
    bytes = readFileSync(file);
  } catch (error) {
    if (LensError.is(error)) throw error;
    throw refused(`it cannot be read (${systemCode(error) ?? String(error)})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // TextDecoder says no more than that.
    throw refused('it is not written in UTF-8');
  }
}

/** Puts a text in the place of a sidecar as a whole. Throws `invalid-argument`, with what keeps it from being written. */
export function writeSidecar(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new LensError(
      'invalid-argument',
      `${path.basename(file)} cannot be written (${code}).`,
      { file },
      error,
    );
  }
}
