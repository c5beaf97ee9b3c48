/**
 * What the texts of one folder say of its images, kept in memory and brought up to date by sizes and times: a text is
 * read again only when it has changed. Not stored: 10,000 texts are read in seconds, which no table would save
 * (docs/decisions/references.md).
 */
import path from 'node:path';
import type { Drives } from '../catalog/drives.ts';
import type { Patterns } from '../catalog/ignore.ts';
import type { ScannedFile } from '../catalog/scan.ts';
import { type AssetPath, type FolderId, isDocument } from '../protocol/asset.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { Reference, ReferenceScope, RewritesReply } from '../protocol/reference.ts';
import { findMentions } from '../references/find.ts';
import { ImageIndex } from '../references/images.ts';
import { type PlacedMention, placeMentions } from '../references/places.ts';
import { type Project, type ProjectFacts, factsOf, projectOf } from '../references/project.ts';
import { rewriteReferences } from '../references/rewrite.ts';
import { publishedAt, resolveMention } from '../references/resolve.ts';
import { pause } from './lens.ts';
import { listImages, listTexts, readText } from './textFiles.ts';

/** Hears how far a look at the texts is. */
export type ReadProgress = (done: number, total: number) => void;

/** Files that are read at a time. */
const concurrency = 16;
/** Milliseconds of work after which waiting questions are answered. */
const sliceMilliseconds = 20;
/** An answer that may be a little old, such as a count on a card, is not looked up again sooner. */
const freshMilliseconds = 10_000;

interface KnownText {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly mentions: readonly PlacedMention[];
  readonly facts: ProjectFacts | null;
  /** Why it was not read; null where it was. */
  readonly skipped: string | null;
}

/** An editor that takes such a text for UTF-8 would lose letters of it by saving. */
const otherLetters = {
  reason: 'The text is not in UTF-8, so that an edit may change its other letters.',
  isInert: false,
};

export class ReferenceIndex {
  readonly #folder: FolderId;
  readonly #root: string;
  readonly #patterns: Patterns;
  readonly #drives: Drives;
  #texts = new Map<AssetPath, KnownText>();
  #listing: readonly ScannedFile[] = [];
  #images = new ImageIndex([]);
  #project: Project = projectOf([]);
  #resolved: ReadonlyMap<AssetPath, readonly Reference[]> | undefined;
  /** Where an address on the web may be that of an image of a site in the folder, the first place for each. */
  #published: ReadonlyMap<AssetPath, string> = new Map();
  #lookedAt = -Infinity;
  /** Looks follow one another: the second finds most of its work done. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(folder: FolderId, root: string, patterns: Patterns, drives: Drives) {
    this.#folder = folder;
    this.#root = root;
    this.#patterns = patterns;
    this.#drives = drives;
  }

  get images(): ImageIndex {
    return this.#images;
  }

  get project(): Project {
    return this.#project;
  }

  /** The listed images with their sizes. */
  get listing(): readonly ScannedFile[] {
    return this.#listing;
  }

  get scope(): ReferenceScope {
    const skipped = [...this.#texts].flatMap(([file, { skipped: reason }]) =>
      reason === null ? [] : [{ path: file, reason }],
    );
    return { files: this.#texts.size, images: this.#images.size, skipped };
  }

  /** Brings it up to date. Throws `not-found` and `aborted`. */
  look(signal: AbortSignal, progress: ReadProgress = () => undefined): Promise<void> {
    const looked = this.#looking.catch(() => undefined).then(() => this.#look(signal, progress));
    this.#looking = looked;
    return looked;
  }

  /** Brings it up to date unless that was done a moment ago. */
  async lookSometimes(signal: AbortSignal): Promise<void> {
    await this.#looking.catch(() => undefined);
    if (performance.now() - this.#lookedAt > freshMilliseconds) await this.look(signal);
  }

  /** What refers to each image, in the order of files and places. */
  references(): ReadonlyMap<AssetPath, readonly Reference[]> {
    return this.#resolved ?? new Map();
  }

  /** The edits that make texts use another image, as the files are now. */
  async rewrites(from: AssetPath, to: AssetPath): Promise<RewritesReply> {
    const edits: RewritesReply['edits'][number][] = [];
    const refusals: RewritesReply['refusals'][number][] = [];
    const referring = this.references().get(from) ?? [];
    for (const [file, references] of Map.groupBy(referring, reference => reference.file)) {
      const { bytes } = this.#texts.get(file)!;
      const read = await readText({ absolute: path.join(this.#root, file), bytes });
      if (read.kind !== 'text') continue;
      const rewrites = rewriteReferences(file, read.text, from, to, {
        images: this.#images,
        project: this.#project,
      });
      const mentions = rewrites.map(({ start, end }) => ({ readings: [{ start, end }] }));
      const places = placeMentions(read.text, mentions);
      rewrites.forEach((rewrite, n) => {
        const place = { file, ...places[n]!.places[0]! };
        if (rewrite.kind === 'edit' && read.isUnicode) edits.push({ ...place, replacement: rewrite.text });
        else {
          const same = references.find(({ line, column }) => line === place.line && column === place.column);
          const { reason, isInert } = rewrite.kind === 'edit' ? otherLetters : rewrite;
          refusals.push({ ...place, reason, isInert, certainty: same?.certainty ?? 'maybe' });
        }
      });
    }
    return { edits, refusals };
  }

  /** Places, as `file:line`, of addresses on the web that an image may have. */
  published(): ReadonlyMap<AssetPath, string> {
    return this.#published;
  }

  async #look(signal: AbortSignal, progress: ReadProgress): Promise<void> {
    throwIfAborted(signal);
    const texts = await listTexts(this.#root, this.#patterns, this.#drives, signal);
    const isImage = (file: AssetPath) => !isDocument(file);
    const listing = await listImages(this.#root, this.#patterns, this.#drives, isImage, signal);
    const hasRead = await this.#read(texts, signal, progress);
    const isSame =
      listing.length === this.#listing.length &&
      listing.every((image, place) => image.path === this.#listing[place]!.path);
    this.#listing = listing;
    if (!isSame) this.#images = new ImageIndex(listing.map(image => image.path));
    if (hasRead || !isSame || !this.#resolved) {
      this.#project = projectOf([...this.#texts.values()].flatMap(({ facts }) => facts ?? []));
      this.#resolved = await this.#resolve(signal);
    }
    this.#lookedAt = performance.now();
  }

  /** Reads what has changed and forgets what has gone; true where anything did. */
  async #read(files: readonly ScannedFile[], signal: AbortSignal, progress: ReadProgress): Promise<boolean> {
    const changed = files.filter(({ path: file, bytes, modifiedMs }) => {
      const known = this.#texts.get(file);
      return known?.bytes !== bytes || known.modifiedMs !== modifiedMs;
    });
    const listed = new Set(files.map(file => file.path));
    const gone = [...this.#texts.keys()].filter(file => !listed.has(file));
    for (const file of gone) this.#texts.delete(file);
    let [next, done, sliceEnd] = [0, 0, performance.now() + sliceMilliseconds];
    const turn = async () => {
      while (next < changed.length) {
        throwIfAborted(signal);
        const file = changed[next++]!;
        this.#texts.set(file.path, await this.#readOne(file, signal));
        done++;
        if (performance.now() < sliceEnd) continue;
        progress(done, changed.length);
        await pause();
        sliceEnd = performance.now() + sliceMilliseconds;
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, changed.length) }, turn));
    if (changed.length > 0) progress(done, changed.length);
    return changed.length > 0 || gone.length > 0;
  }

  async #readOne(file: ScannedFile, signal: AbortSignal): Promise<KnownText> {
    const { bytes, modifiedMs } = file;
    const known = { bytes, modifiedMs, mentions: [], facts: null, skipped: null };
    const read = await this.#drives.within(path.dirname(file.absolute), () => readText(file), signal);
    if (read.kind === 'no-text') return known;
    if (read.kind === 'skipped') return { ...known, skipped: read.reason };
    const mentions = placeMentions(read.text, findMentions(file.path, read.text));
    return { ...known, mentions, facts: factsOf(file.path, read.text) };
  }

  async #resolve(signal: AbortSignal): Promise<ReadonlyMap<AssetPath, readonly Reference[]>> {
    const found = new Map<AssetPath, Reference[]>();
    const published = new Map<AssetPath, string>();
    let sliceEnd = performance.now() + sliceMilliseconds;
    const files = [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [file, { mentions }] of files) {
      for (const placed of mentions) {
        const references = this.#referencesOf(file, placed);
        if (references.length === 0) {
          for (const image of publishedAt(file, placed.mention, this.#images))
            if (!published.has(image)) published.set(image, `${file}:${placed.places[0]!.line}`);
        }
        for (const reference of references) {
          const known = found.get(reference.image);
          if (known) known.push(reference);
          else found.set(reference.image, [reference]);
        }
      }
      if (performance.now() < sliceEnd) continue;
      await pause();
      throwIfAborted(signal);
      sliceEnd = performance.now() + sliceMilliseconds;
    }
    this.#published = published;
    return found;
  }

  #referencesOf(file: AssetPath, { mention, places }: PlacedMention): Reference[] {
    const meaning = resolveMention(file, mention, this.#images, this.#project);
    if (!meaning) return [];
    const { images, reading, certainty, pattern } = meaning;
    const place = places[mention.readings.indexOf(reading)]!;
    const { form } = reading;
    return images.map(image => ({
      folder: this.#folder,
      image,
      file,
      ...place,
      form,
      certainty,
      pattern,
    }));
  }
}
