/** Where the texts of the open folders use images, and which images nobody uses. Needs no model, no index and no store. */
import path from 'node:path';
import { Drives } from '../catalog/drives.ts';
import { placeInside } from '../catalog/place.ts';
import type { AssetPath, FolderId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { LensQuestions, LensSettings, ReadingTexts } from '../protocol/lens.ts';
import type {
  ImageUse,
  MentionedImage,
  Reference,
  ReferenceScope,
  RewritesReply,
} from '../protocol/reference.ts';
import { findMentions } from '../references/find.ts';
import { resolveMention } from '../references/resolve.ts';
import { usesOf } from '../references/unused.ts';
import { patternsOf } from './patterns.ts';
import { ReferenceIndex } from './referenceIndex.ts';

type Request<Name extends keyof LensQuestions> = LensQuestions[Name][0];
type Reply<Name extends keyof LensQuestions> = LensQuestions[Name][1];

export class Referencing {
  readonly #settings: LensSettings;
  readonly #told: (progress: ReadingTexts) => void;
  readonly #indexes: ReadonlyMap<FolderId, ReferenceIndex>;

  constructor(settings: LensSettings, told: (progress: ReadingTexts) => void) {
    this.#settings = settings;
    this.#told = told;
    const drives = new Drives();
    this.#indexes = new Map(
      settings.folders.map(folder => [
        folder.id,
        new ReferenceIndex(folder.id, folder.path, patternsOf(settings, folder), drives),
      ]),
    );
  }

  /** Throws `not-found` for an image that is not there. */
  async references(request: Request<'references'>, signal: AbortSignal): Promise<Reply<'references'>> {
    const { image, folder, first, count } = request;
    const indexes = await this.#look(image ? image.folder : folder, signal);
    const scope = scopeOf(indexes);
    const all: Reference[] = [];
    for (const index of indexes) {
      const found = index.references();
      if (image) {
        if (index.images.at(image.path) === undefined)
          throw new LensError(
            'not-found',
            `There is no image ${image.path} in the folder, or it is left out.`,
          );
        all.push(...(found.get(image.path) ?? []));
      } else for (const { path: listed } of index.listing) all.push(...(found.get(listed) ?? []));
    }
    return {
      references: all.slice(first, count === null ? undefined : first + count),
      total: all.length,
      scope,
    };
  }

  async unused(request: Request<'unused'>, signal: AbortSignal): Promise<Reply<'unused'>> {
    const { folder, states, first, count } = request;
    const indexes = await this.#look(folder, signal);
    const all = [...this.#uses(indexes)];
    const counts = { used: 0, maybe: 0, unused: 0 };
    for (const { state } of all) counts[state]++;
    const asked = all.filter(({ state }) => states.includes(state));
    const images = asked.slice(first, count === null ? undefined : first + count);
    return { images, counts, total: asked.length, scope: scopeOf(indexes) };
  }

  *#uses(indexes: readonly ReferenceIndex[]): Generator<ImageUse> {
    for (const [folder, index] of this.#indexes) {
      if (!indexes.includes(index)) continue;
      const uses = usesOf(
        index.listing.map(image => image.path),
        index.references(),
        index.published(),
      );
      for (const image of index.listing)
        yield { folder, path: image.path, bytes: image.bytes, ...uses.get(image.path)! };
    }
  }

  /** Throws `not-found` for an image that is not there, and `invalid-argument` for the same image twice. */
  async rewrites(request: Request<'rewriteReferences'>, signal: AbortSignal): Promise<RewritesReply> {
    const { folder, from, to } = request;
    const [index] = await this.#look(folder, signal);
    if (from === to) throw new LensError('invalid-argument', `${from} is to be replaced by itself.`);
    if (!index!.images.at(to)) throw new LensError('not-found', `There is no image ${to} in the folder.`);
    return index!.rewrites(from, to);
  }

  /** How many files use each image; what was found a moment ago is good enough. */
  async useCounts({ places }: Request<'useCounts'>, signal: AbortSignal): Promise<Reply<'useCounts'>> {
    const folders = new Set(places.map(({ folder }) => folder));
    for (const folder of folders) await this.#indexes.get(folder)?.lookSometimes(signal);
    return places.map(({ folder, path: image }) => {
      const index = this.#indexes.get(folder);
      if (!index || index.images.at(image) === undefined) return null;
      const found = index.references().get(image) ?? [];
      const files = (isSure: boolean) =>
        new Set(found.filter(({ certainty }) => (certainty !== 'maybe') === isSure).map(({ file }) => file))
          .size;
      return { files: files(true), maybe: files(false) };
    });
  }

  /** The image that a text, as it stands in an editor, means at an offset. */
  async mentioned(request: Request<'mentioned'>, signal: AbortSignal): Promise<MentionedImage | null> {
    const { file, text, offset } = request;
    for (const { id: folder, path: root } of this.#settings.folders) {
      const place = placeInside(root, path.resolve(file));
      const index = this.#indexes.get(folder);
      if (!place || !index) continue;
      // A place inside the folder, joined by `/`.
      const textFile = place as AssetPath;
      for (const mention of findMentions(textFile, text)) {
        if (!mention.readings.some(({ start, end }) => start <= offset && offset <= end)) continue;
        await index.lookSometimes(signal);
        const meaning = resolveMention(textFile, mention, index.images, index.project);
        if (!meaning || offset < meaning.reading.start || offset > meaning.reading.end) continue;
        const { images, certainty, pattern, reading } = meaning;
        const { start, end, form } = reading;
        return { folder, images, start, end, form, certainty, pattern };
      }
    }
    return null;
  }

  /** Brings the indexes of a folder, or of all, up to date. Throws `not-found`. */
  async #look(folder: FolderId | null, signal: AbortSignal): Promise<readonly ReferenceIndex[]> {
    const asked = folder === null ? [...this.#indexes.values()] : [this.#indexes.get(folder)];
    const indexes = asked.filter(index => index !== undefined);
    if (indexes.length === 0)
      throw new LensError('not-found', 'This folder is not open. Open it to look for references.');
    for (const index of indexes) await index.look(signal, (done, total) => this.#told({ done, total }));
    return indexes;
  }
}

function scopeOf(indexes: readonly ReferenceIndex[]): ReferenceScope {
  const scopes = indexes.map(index => index.scope);
  return {
    files: scopes.reduce((sum, { files }) => sum + files, 0),
    images: scopes.reduce((sum, { images }) => sum + images, 0),
    skipped: scopes.flatMap(({ skipped }) => skipped),
  };
}
