/** Decide: accept, reject, add by hand, take back. Joins what people stated, in the repository, with the assets of today. */
import { createHash } from 'node:crypto';
import { decisionsFile, writeDecisions } from '../catalog/decisionsFile.ts';
import type { AssetId, Folder } from '../protocol/asset.ts';
import type { DecidedStep, DecidedTag, Decision, DecisionsReply } from '../protocol/decision.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { LabelSet } from '../protocol/tag.ts';
import { FactIndex, type Surroundings, decide, decidedTags } from '../tags/deciding.ts';
import {
  type DecisionsText,
  type LineChange,
  changedText,
  linesOf,
  parseDecisions,
} from '../tags/decisions.ts';
import { type Step, parseSteps, printSteps, takeBack } from '../tags/undo.ts';
import { type Asset, compareText } from './assets.ts';
import { type Lens, existing, pause } from './lens.ts';

/** States decisions about assets; what is decided in one folder is one step there. Throws `untrusted` or `decisions-failed`. */
export async function decideAssets(
  lens: Lens,
  { ids, decisions }: LensQuestions['decide'][0],
  signal: AbortSignal,
): Promise<LensQuestions['decide'][1]> {
  refuseRestricted(lens);
  refuseNameless(decisions);
  const steps: DecidedStep[] = [];
  for (const [folder, assets] of byFolder(lens, existing(lens, ids))) {
    throwIfAborted(signal);
    const step = await decideEach(lens, folder, [{ assets, decisions }], signal);
    if (step) steps.push(step);
  }
  return { changed: steps.reduce((sum, step) => sum + step.changed, 0), steps };
}

/** Some assets of a folder, and what is decided of each of them. */
export interface AssetsDecided {
  readonly assets: readonly Asset[];
  readonly decisions: readonly Decision[];
}

/** States decisions that differ from asset to asset, as one step; null where nothing changes by them. Throws as `decideAssets`. */
export async function decideEach(
  lens: Lens,
  folder: Folder,
  each: readonly AssetsDecided[],
  signal: AbortSignal,
): Promise<DecidedStep | null> {
  refuseRestricted(lens);
  const around = await surroundings(lens, folder);
  return writeStep(
    lens,
    folder,
    parsed => {
      const index = new FactIndex(parsed.facts);
      return each.flatMap(({ assets, decisions }) => decide(index, assets, decisions, around));
    },
    signal,
  );
}

/** Writes what `decided` makes of a folder's decisions as one step, which can be taken back; null where nothing changes. */
export async function writeStep(
  lens: Lens,
  folder: Folder,
  decided: (parsed: DecisionsText) => Step,
  signal: AbortSignal,
): Promise<DecidedStep | null> {
  let step: Step = [];
  await writeDecisions(
    folder.path,
    (text, steps) => {
      const parsed = parseDecisions(text);
      step = decided(parsed);
      if (step.length === 0) return null;
      return {
        text: changedText(parsed, netOf(parsed, step)),
        steps: printSteps([...parseSteps(steps), step]),
      };
    },
    signal,
  );
  if (step.length === 0) return null;
  lens.changed();
  return { folder: folder.id, name: nameOf(step), changed: step.length };
}

/** By what it changed: of two that changed the same, the last one is meant. */
function nameOf(step: Step): string {
  const changes = step.map(({ removed, added }) => [removed, added]);
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex');
}

/** Takes back what was last decided together in a folder, or the step of that name. Throws `untrusted` or `decisions-failed`. */
export async function undoDecision(
  lens: Lens,
  { folder, step }: LensQuestions['undoDecision'][0],
  signal: AbortSignal,
): Promise<LensQuestions['undoDecision'][1]> {
  refuseRestricted(lens);
  let changed = 0;
  await writeDecisions(
    lens.folder(folder).path,
    (text, steps) => {
      const parsed = parseDecisions(text);
      const all = parseSteps(steps);
      const meant = step === undefined ? all.length - 1 : all.findLastIndex(one => nameOf(one) === step);
      const undone = takeBack(new Set(linesOf(parsed)), all.slice(step === undefined ? 0 : meant, meant + 1));
      changed = undone.taken;
      const left = step === undefined ? undone.steps : all.toSpliced(meant, 1);
      return changed === 0 ? null : { text: changedText(parsed, undone.change), steps: printSteps(left) };
    },
    signal,
  );
  if (changed > 0) lens.changed();
  return { changed };
}

/** What people decided of a page of assets; those of which nothing was decided have no tags. Throws `decisions-failed`. */
export async function decisionsOf(
  lens: Lens,
  { ids }: LensQuestions['decisions'][0],
): Promise<DecisionsReply> {
  const assets = existing(lens, ids);
  const folders = byFolder(lens, assets);
  const tags = new Map<AssetId, readonly DecidedTag[]>();
  for (const [folder, own] of folders) {
    const { index } = lens.decidedFacts.of(folder);
    const around = await surroundings(lens, folder);
    for (const asset of own) tags.set(asset.id, decidedTags(index, asset, around));
  }
  return {
    assets: assets.map(({ id }) => ({ id, tags: tags.get(id) ?? [] })),
    files: folders.map(([folder]) => {
      const { facts, mistakes, unmerged } = lens.decidedFacts.of(folder).parsed;
      return {
        folder: folder.id,
        file: decisionsFile(folder.path),
        facts: facts.length,
        mistakes,
        unmerged,
      };
    }),
  };
}

/** Assets that are looked at between two pauses. */
const slice = 2000;

/** What people decided of any number of assets, by their ids. Throws `decisions-failed`. */
export async function decidedOf(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<ReadonlyMap<AssetId, readonly DecidedTag[]>> {
  const decided = new Map<AssetId, readonly DecidedTag[]>();
  for (let first = 0; first < assets.length; first += slice) {
    throwIfAborted(signal);
    if (first > 0) await pause();
    const ids = assets.slice(first, first + slice).map(({ id }) => id);
    for (const { id, tags } of (await decisionsOf(lens, { ids })).assets) decided.set(id, tags);
  }
  return decided;
}

function byFolder(
  lens: Lens,
  assets: readonly Asset[],
): readonly (readonly [folder: Folder, assets: readonly Asset[]])[] {
  return [...Map.groupBy(assets, asset => asset.folder)].map(([id, own]) => [
    lens.folder(id),
    own.toSorted((a, b) => compareText(a.path, b.path)),
  ]);
}

/** What people decided of the assets of a folder, under these labels: a function that tells it of one. Throws `decisions-failed`. */
export function decidedUnder(
  lens: Lens,
  folder: Folder,
  labels: LabelSet | null,
): (asset: Asset) => readonly DecidedTag[] {
  const { index, parsed } = lens.decidedFacts.of(folder);
  if (parsed.facts.length === 0) return () => [];
  const around = surroundingsUnder(lens, folder, labels);
  return asset => decidedTags(index, asset, around);
}

/** Which groups an asset has one label of at most is what the folder's labels file says, or said when it was last whole. */
async function surroundings(lens: Lens, folder: Folder): Promise<Surroundings> {
  const { labels } = await lens.labelFiles.read(folder);
  return surroundingsUnder(lens, folder, labels);
}

function surroundingsUnder(lens: Lens, folder: Folder, labels: LabelSet | null): Surroundings {
  const oneOf = labels?.groups.filter(({ kind }) => kind === 'one-of') ?? [];
  // Facts name no group where the file has none: those labels are one group, of which an asset has one.
  const single = new Set(['', ...oneOf.map(({ name }) => name ?? '')]);
  return {
    isPresent: hash => lens.assets.withContent(hash).some(asset => asset.folder === folder.id),
    isOneOf: group => single.has(group),
  };
}

/** All changes of a step as one: a later one may replace what an earlier one stated. */
function netOf(parsed: DecisionsText, step: Step): LineChange {
  const before = new Set(linesOf(parsed));
  const after = new Set(before);
  for (const { removed, added } of step) {
    for (const line of removed) after.delete(line);
    for (const line of added) after.add(line);
  }
  return {
    removed: [...before].filter(line => !after.has(line)),
    added: [...after].filter(line => !before.has(line)),
  };
}

/** Throws `untrusted` in a restricted workspace. */
export function refuseRestricted(lens: Lens): void {
  if (lens.settings.trusted) return;
  throw new LensError('untrusted', 'This workspace is restricted: trust it to decide about its images.');
}

function refuseNameless(decisions: readonly Decision[]): void {
  if (decisions.every(({ label }) => label.trim() !== '')) return;
  throw new LensError('invalid-argument', 'A decision is about a label: say which.');
}
