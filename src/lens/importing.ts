/** Import: what files of other programs, or an export, say of images becomes what people decided. */
import path from 'node:path';
import { Sidecars, readSidecar } from '../catalog/sidecars.ts';
import type { AssetId } from '../protocol/asset.ts';
import type { DecidedTag, Decision } from '../protocol/decision.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type {
  ExchangeProblem,
  ImportReply,
  ImportRequest,
  SidecarFormat,
  TagRecord,
} from '../protocol/exchange.ts';
import { type LabelGroup, tagStates } from '../protocol/tag.ts';
import { type KnownLabel, imagesByRecord, labelsByName } from '../tags/exchange.ts';
import { parseCsv } from '../tags/exchangeCsv.ts';
import { parseJson } from '../tags/exchangeJson.ts';
import { parseTxt } from '../tags/exchangeTxt.ts';
import { parseXmp } from '../tags/exchangeXmp.ts';
import { mostParticular } from '../tags/statements.ts';
import type { Asset } from './assets.ts';
import { decideEach, decidedOf, refuseRestricted } from './deciding.ts';
import { type Lens, pause } from './lens.ts';
import { joinedLabels, tagAssets } from './tagging.ts';

/** Images that are looked at between two pauses. */
const slice = 200;

/** So many of the paths that are no images are told. */
const missingNamed = 20;

/** What a file says of an image that is here. */
interface Said {
  readonly asset: Asset;
  readonly record: TagRecord;
}

/** Throws `labels-invalid` where there are no labels, `invalid-argument`, `untrusted` or `decisions-failed`. */
export async function importTags(
  lens: Lens,
  request: ImportRequest,
  signal: AbortSignal,
): Promise<ImportReply> {
  refuseRestricted(lens);
  const folder = lens.folder(request.folder);
  const { groups } = await joinedLabels(lens, [folder]);
  const labelOf = labelsByName(groups);
  const problems: ExchangeProblem[] = [];
  const missing: string[] = [];
  const said =
    request.text === null
      ? await sidecarRecords(lens, request, name => labelOf(name) !== undefined, problems, signal)
      : tableRecords(lens, request, request.text, missing);
  const decided = await decidedOf(
    lens,
    said.map(({ asset }) => asset),
    signal,
  );
  const isSuggested = said.some(({ record }) => record.tags.some(({ state }) => state === null))
    ? await suggestions(lens, request, signal)
    : () => false;
  const unknown = new Map<string, number>();
  const each = said.map(({ asset, record }) => {
    const known = record.tags.flatMap(tag => {
      const label = labelOf(tag.label);
      if (!label) unknown.set(tag.label, (unknown.get(tag.label) ?? 0) + 1);
      return label ? [{ tag, label }] : [];
    });
    const own = decided.get(asset.id) ?? [];
    const decisions = withoutRivals(known, problem =>
      problems.push({ path: asset.path, detail: problem }),
    ).flatMap(({ tag, label }) =>
      decisionOf(tag.state, label, own, () => isSuggested(asset.id, label.label.name)),
    );
    return { assets: [asset], decisions };
  });
  const fresh = each.filter(({ decisions }) => decisions.length > 0);
  const step = fresh.length === 0 ? null : await decideEach(lens, folder, fresh, signal);
  return {
    changed: step?.changed ?? 0,
    step,
    images: said.length,
    labels: [...unknown].map(([name, images]) => ({ name, images })).sort((a, b) => b.images - a.images),
    missing: missing.slice(0, missingNamed),
    missingCount: missing.length,
    problems,
  };
}

function tableRecords(
  lens: Lens,
  { folder, format, where }: ImportRequest,
  text: string,
  missing: string[],
): readonly Said[] {
  const records = format === 'json' ? parseJson(text, where) : parseCsv(text, where);
  const find = imagesByRecord(lens.folder(folder).path, lens.assets.inFolder(folder));
  return records.flatMap(record => {
    const assets = find(record);
    if (assets.length === 0) missing.push(record.path);
    return assets.map(asset => ({ asset, record }));
  });
}

async function sidecarRecords(
  lens: Lens,
  { folder, format }: ImportRequest,
  isKeyword: (name: string) => boolean,
  problems: ExchangeProblem[],
  signal: AbortSignal,
): Promise<readonly Said[]> {
  const sidecars = new Sidecars(format as SidecarFormat); // a format without text is one
  const said: Said[] = [];
  for (const [place, asset] of lens.assets.inFolder(folder).entries()) {
    if (place % slice === slice - 1) {
      throwIfAborted(signal);
      await pause();
    }
    try {
      for (const file of sidecars.toRead(lens.absolutePath(asset))) {
        const text = readSidecar(file) ?? '';
        const keywords =
          format === 'xmp' ? parseXmp(text, path.basename(file)).keywords : parseTxt(text, isKeyword);
        const tags = keywords.map(label => ({ label, group: null, state: null, probability: null }));
        if (tags.length > 0) said.push({ asset, record: { path: asset.path, sha256: null, tags } });
      }
    } catch (error) {
      if (!LensError.is(error, 'invalid-argument')) throw error;
      problems.push({ path: asset.path, detail: error.message });
    }
  }
  return said;
}

/** Whether the model suggests a label for an asset: to say yes to it is to accept it. */
async function suggestions(
  lens: Lens,
  { folder }: ImportRequest,
  signal: AbortSignal,
): Promise<(id: AssetId, label: string) => boolean> {
  const { columns, ids, states } = await tagAssets(lens, { labels: null, folder }, signal);
  const rows = new Map([...ids].map((id, row) => [id, row]));
  const places = new Map(columns.map(({ label }, column) => [label, column]));
  const suggested = tagStates.indexOf('suggested');
  return (id, label) => {
    const [row, column] = [rows.get(id), places.get(label)];
    return row !== undefined && column !== undefined && states[row * columns.length + column] === suggested;
  };
}

type KnownTag = { readonly tag: TagRecord['tags'][number]; readonly label: KnownLabel };

/** Without what a label is a kind of, where it is there too; and without two labels of a group of which an image has one. */
function withoutRivals(known: readonly KnownTag[], tell: (problem: string) => void): readonly KnownTag[] {
  return [...Map.groupBy(known, ({ label }) => label.group)].flatMap(([group, own]) => {
    const isHeld = ({ tag }: KnownTag) =>
      tag.state === null || tag.state === 'accepted' || tag.state === 'by-hand';
    const held = own.filter(isHeld);
    const particular = mostParticular(group, new Set(held.map(({ label }) => label.label.name)));
    const kept = own.filter(
      one => !isHeld(one) || one.tag.state !== null || particular.has(one.label.label.name),
    );
    if (group.kind === 'any-of' || particular.size < 2) return kept;
    tell(
      `It has ${[...particular].join(' and ')}${nameOf(group)}, of which an image has one; nothing was decided.`,
    );
    return own.filter(one => !isHeld(one));
  });
}

function nameOf({ name }: LabelGroup): string {
  return name === null ? '' : ` of ${name}`;
}

function decisionOf(
  state: TagRecord['tags'][number]['state'],
  { group, label }: KnownLabel,
  decided: readonly DecidedTag[],
  isSuggested: () => boolean,
): readonly Decision[] {
  const now = decided.find(tag => tag.group === (group.name ?? '') && tag.label === label.name)?.state;
  const isHeld = now === 'accepted' || now === 'by-hand';
  // What a model says is no decision, and what is decided already needs none.
  if (state === 'none' || state === 'suggested' || state === 'disputed') return [];
  if (state === null && isHeld) return [];
  const verdict = state ?? (isSuggested() ? 'accepted' : 'by-hand');
  return verdict === now ? [] : [{ group: group.name ?? '', label: label.name, verdict }];
}
