/** Export: what people decided, and what the model suggests where that is asked for, as other programs read it. */
import path from 'node:path';
import { replaceFile, systemCode } from '../catalog/replaceFile.ts';
import { Sidecars, readSidecar, writeSidecar } from '../catalog/sidecars.ts';
import { type AssetId, type Folder, readableExtensions, unsupportedExtensions } from '../protocol/asset.ts';
import type { DecidedTag } from '../protocol/decision.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import {
  type DisputedTag,
  type ExchangeFormat,
  type ExchangeProblem,
  type ExchangedTag,
  type ExportReply,
  type ExportRequest,
  type SidecarFormat,
  sidecarFormats,
} from '../protocol/exchange.ts';
import { type LabelGroup, type LabelSet, type TagState, tagStates } from '../protocol/tag.ts';
import { labelsByName } from '../tags/exchange.ts';
import { printCoco } from '../tags/exchangeCoco.ts';
import { printCsv } from '../tags/exchangeCsv.ts';
import { printFiftyOne } from '../tags/exchangeFiftyOne.ts';
import type { ExchangedImage } from '../tags/exchangeImage.ts';
import { printJson } from '../tags/exchangeJson.ts';
import { printLabelStudio } from '../tags/exchangeLabelStudio.ts';
import { keywordChange } from '../tags/exchangeKeywords.ts';
import { mergeTxt } from '../tags/exchangeTxt.ts';
import { mergeXmp } from '../tags/exchangeXmp.ts';
import { type Asset, compareText } from './assets.ts';
import { decidedOf, refuseRestricted } from './deciding.ts';
import { type Lens, pause } from './lens.ts';
import { tagAssets } from './tagging.ts';

/** Files that are written between two pauses. */
const slice = 50;

/** What each format can say: that an image has a label, that it has it not, that the model thinks so. */
const sayable: Readonly<Record<ExchangeFormat, readonly TagState[]>> = {
  csv: ['accepted', 'rejected', 'by-hand', 'suggested'],
  json: ['accepted', 'rejected', 'by-hand', 'suggested'],
  coco: ['accepted', 'by-hand', 'suggested'],
  fiftyone: ['accepted', 'by-hand', 'suggested'],
  'label-studio': ['accepted', 'by-hand', 'suggested'],
  txt: ['accepted', 'by-hand', 'suggested'],
  xmp: ['accepted', 'by-hand', 'suggested'],
};

/** An image with all that people decided of it and that is suggested; which of it leaves is chosen later. */
interface TaggedAsset {
  readonly asset: Asset;
  readonly tags: readonly ExchangedTag[];
}

/** Throws `invalid-argument` for what a format cannot say or a place that cannot be written, `untrusted`, `decisions-failed`. */
export async function exportTags(
  lens: Lens,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<ExportReply> {
  const { format, out } = request;
  const folder = lens.folder(request.folder);
  const sidecar = sidecarFormats.find(known => known === format);
  const states = statesOf(request);
  if (out !== null || sidecar) refuseRestricted(lens);
  if (out !== null && !sidecar) refuseImage(out);
  const labels = request.labels ?? (await lens.labelFiles.read(folder)).labels;
  const groups = labels?.groups ?? [];
  const { tagged, disputed } = await taggedAssets(lens, folder, labels, states, signal);
  if (sidecar) {
    return { ...(await writeSidecars(lens, request, sidecar, groups, tagged, states, signal)), disputed };
  }
  const chosen = tagged
    .map(({ asset, tags }) => ({ asset, tags: tags.filter(({ state }) => states.has(state!)) }))
    .filter(({ tags }) => tags.length > 0);
  const model = states.has('suggested') ? (await lens.identity(signal)).model : '';
  const text = printed(request, groups, imagesOf(lens, chosen), model);
  if (out !== null) writeOut(out, text);
  return {
    text: out === null ? text : null,
    images: chosen.length,
    tags: chosen.reduce((sum, { tags }) => sum + tags.length, 0),
    written: out === null ? 0 : 1,
    unchanged: 0,
    disputed,
    problems: [],
  };
}

function statesOf({ format, states }: ExportRequest): ReadonlySet<TagState> {
  const known = sayable[format];
  const wrong = states?.find(state => !known.includes(state));
  if (wrong !== undefined) {
    throw new LensError(
      'invalid-argument',
      `The format ${format} cannot say that a tag is "${wrong}"; it can say ${known.join(', ')}.`,
    );
  }
  return new Set(states ?? known.filter(state => state !== 'suggested'));
}

/** Whoever names an image by mistake would lose it. */
function refuseImage(file: string): void {
  const extension = path.extname(file).slice(1).toLowerCase();
  if (![...readableExtensions, ...unsupportedExtensions].includes(extension)) return;
  throw new LensError(
    'invalid-argument',
    `${file} is called like an image. Choose another name for the tags.`,
    {
      file,
    },
  );
}

/** What is said of every asset of a folder, those of which nothing is said left out, by path. */
async function taggedAssets(
  lens: Lens,
  folder: Folder,
  labels: LabelSet | null,
  states: ReadonlySet<TagState>,
  signal: AbortSignal,
): Promise<{ readonly tagged: readonly TaggedAsset[]; readonly disputed: readonly DisputedTag[] }> {
  const assets = lens.assets.inFolder(folder.id).toSorted((a, b) => compareText(a.path, b.path));
  const decided = await decidedOf(lens, assets, signal);
  const suggested = states.has('suggested') ? await suggestedTags(lens, folder, labels, signal) : null;
  const disputed: DisputedTag[] = [];
  const tagged = assets.map((asset): TaggedAsset => {
    const own = decided.get(asset.id) ?? [];
    for (const { group, label, state } of own)
      if (state === 'disputed') disputed.push({ path: asset.path, group, label });
    const said = own.flatMap(({ group, label, state }): ExchangedTag[] =>
      state === 'disputed' ? [] : [{ group, label, state, probability: null }],
    );
    const open = suggested?.get(asset.id)?.filter(tag => isOpen(tag, own, labels)) ?? [];
    return { asset, tags: [...said, ...open] };
  });
  return { tagged: tagged.filter(({ tags }) => tags.length > 0), disputed };
}

/** What the model suggests, by asset. Throws `labels-invalid` where there are no labels. */
async function suggestedTags(
  lens: Lens,
  folder: Folder,
  labels: LabelSet | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<AssetId, readonly ExchangedTag[]>> {
  const { columns, ids, probabilities, states } = await tagAssets(
    lens,
    { labels, folder: folder.id },
    signal,
  );
  const suggested = tagStates.indexOf('suggested');
  return new Map(
    [...ids].map((id, row) => [
      id as AssetId, // the reply's ids are those of assets
      columns.flatMap(({ label, group }, column): ExchangedTag[] => {
        const place = row * columns.length + column;
        if (label === null || states[place] !== suggested) return [];
        return [{ label, group: group ?? '', state: 'suggested', probability: probabilities[place]! }];
      }),
    ]),
  );
}

/** Whether nobody decided of a label, nor of another one of its group of which an image has one. */
function isOpen(tag: ExchangedTag, decided: readonly DecidedTag[], labels: LabelSet | null): boolean {
  const isOneOf = labels?.groups.some(({ name, kind }) => (name ?? '') === tag.group && kind === 'one-of');
  return !decided.some(
    ({ group, label, state }) =>
      group === tag.group && (label === tag.label || (isOneOf && state !== 'rejected')),
  );
}

function imagesOf(lens: Lens, tagged: readonly TaggedAsset[]): readonly ExchangedImage[] {
  const facts = lens.store.facts(tagged.map(({ asset }) => asset.hash));
  return tagged.map(({ asset, tags }) => ({
    path: asset.path,
    sha256: asset.hash,
    width: facts.get(asset.hash)?.width ?? 0,
    height: facts.get(asset.hash)?.height ?? 0,
    tags: tags.map(tag => ({ ...tag, probability: rounded(tag.probability) })),
  }));
}

/** A probability is a 32-bit float; more digits say nothing. */
function rounded(probability: number | null): number | null {
  return probability === null ? null : Number(probability.toPrecision(6));
}

function printed(
  { format, prefix }: ExportRequest,
  groups: readonly LabelGroup[],
  images: readonly ExchangedImage[],
  model: string,
): string {
  switch (format) {
    case 'csv':
      return printCsv(images);
    case 'json':
      return printJson(images);
    case 'coco':
      return printCoco(images, groups, prefix);
    case 'fiftyone':
      return printFiftyOne(images, groups);
    case 'label-studio':
      return printLabelStudio(images, model, prefix);
    case 'txt':
    case 'xmp':
      throw new LensError('bug', 'Files beside images are no one text.');
  }
}

function writeOut(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new LensError('invalid-argument', `${file} cannot be written (${code}).`, { file }, error);
  }
}

async function writeSidecars(
  lens: Lens,
  { naming, out }: ExportRequest,
  format: SidecarFormat,
  groups: readonly LabelGroup[],
  tagged: readonly TaggedAsset[],
  states: ReadonlySet<TagState>,
  signal: AbortSignal,
): Promise<Omit<ExportReply, 'disputed'>> {
  const sidecars = new Sidecars(format);
  const labelOf = labelsByName(groups);
  const isKeyword = (name: string) => labelOf(name) !== undefined;
  const problems: ExchangeProblem[] = [];
  let [images, tags, written, unchanged] = [0, 0, 0, 0];
  for (const [place, { asset, tags: all }] of tagged.entries()) {
    if (place % slice === slice - 1) {
      throwIfAborted(signal);
      await pause();
    }
    const image = lens.absolutePath(asset);
    const folder = out === null ? undefined : path.dirname(path.join(out, asset.path));
    try {
      const file = sidecars.toWrite(image, naming, folder);
      const text = readSidecar(file);
      const change = keywordChange(groups, all, states);
      const merged =
        format === 'xmp'
          ? mergeXmp(text, change, path.basename(file))
          : mergeTxt(
              text,
              {
                added: [...change.held, ...change.suggested].map(line => line.at(-1)!),
                removed: change.removed.map(line => line.at(-1)!),
              },
              isKeyword,
            );
      if (merged !== null) writeSidecar(file, merged);
      const said = change.held.length + change.suggested.length;
      if (merged !== null) written++;
      else if (said > 0) unchanged++;
      if (said > 0) images++;
      tags += said;
    } catch (error) {
      if (!LensError.is(error, 'invalid-argument')) throw error;
      problems.push({ path: asset.path, detail: error.message });
    }
  }
  return { text: null, images, tags, written, unchanged, problems };
}
