/** Where the person is in the panel: its start, its reading from what the tab kept, and its history. */
import { hashTags } from '../protocol/query.ts';
import type { FolderId } from '../protocol/asset.ts';
import type { LikeImage, PanelAddress, PanelMode } from '../protocol/panel.ts';
import { tagStates } from '../protocol/tag.ts';

export const smallestRow = 64;
export const largestRow = 320;

export const startAddress: PanelAddress = {
  mode: 'images',
  text: '',
  like: null,
  label: null,
  tagState: null,
  noneOf: null,
  folder: null,
  lookAlikes: false,
  variants: false,
  rowHeight: 140,
  scrollTop: 0,
  details: false,
  selected: null,
};

/** What the tab kept, read with care: an older version may have written it. */
export function readAddress(kept: unknown): PanelAddress {
  if (typeof kept !== 'object' || kept === null) return startAddress;
  const value: Partial<Record<keyof PanelAddress, unknown>> = kept;
  return {
    mode: isMode(value.mode) ? value.mode : startAddress.mode,
    text: typeof value.text === 'string' ? value.text : '',
    like: readLike(value.like),
    label: typeof value.label === 'string' ? value.label : null,
    tagState: tagStates.find(state => state === value.tagState) ?? null,
    noneOf: typeof value.noneOf === 'string' ? value.noneOf : null,
    // Only this panel writes it, from a FolderId; an unknown one finds no folder and is dropped there.
    folder: typeof value.folder === 'string' ? (value.folder as FolderId) : null,
    lookAlikes: value.lookAlikes === true,
    variants: value.variants === true,
    rowHeight: clamp(value.rowHeight, smallestRow, largestRow, startAddress.rowHeight),
    scrollTop: clamp(value.scrollTop, 0, Number.MAX_SAFE_INTEGER, 0),
    details: value.details === true,
    selected: typeof value.selected === 'string' ? value.selected : null,
  };
}

/** True when both ask the Lens for the same. */
export function asksTheSame(a: PanelAddress, b: PanelAddress): boolean {
  return (
    a.mode === b.mode &&
    a.text.trim() === b.text.trim() &&
    a.like?.file === b.like?.file &&
    a.label === b.label &&
    a.tagState === b.tagState &&
    a.noneOf === b.noneOf &&
    a.folder === b.folder &&
    a.lookAlikes === b.lookAlikes &&
    a.variants === b.variants
  );
}

/** True when something is searched for, rather than everything listed, or what has some tags. */
export function isSearch(address: PanelAddress): boolean {
  return address.mode === 'images' && (hashTags(address.text).text !== '' || address.like !== null);
}

/** True in the two views of the groups of duplicates. */
export function showsGroups({ mode }: PanelAddress): boolean {
  return mode === 'duplicates' || mode === 'copies';
}

/** Places gone through, oldest first; `at` is where we are. */
export interface History {
  readonly places: readonly PanelAddress[];
  readonly at: number;
}

export const longestHistory = 50;

/** Goes on from where we are: what lay ahead is forgotten. */
export function visit(history: History, address: PanelAddress): History {
  const here = history.places[history.at];
  if (here && asksTheSame(here, address)) return replacePlace(history, address);
  const places = [...history.places.slice(0, history.at + 1), address].slice(-longestHistory);
  return { places, at: places.length - 1 };
}

/** The place where we are changed in its arrangement only. */
export function replacePlace(history: History, address: PanelAddress): History {
  return { ...history, places: history.places.with(history.at, address) };
}

/** One step back (−1) or forward (1); undefined at either end. */
export function travel(
  history: History,
  by: 1 | -1,
): { history: History; address: PanelAddress } | undefined {
  const at = history.at + by;
  const address = history.places[at];
  return address && { history: { ...history, at }, address };
}

function isMode(value: unknown): value is PanelMode {
  return (
    value === 'images' ||
    value === 'review' ||
    value === 'duplicates' ||
    value === 'copies' ||
    value === 'problems'
  );
}

function readLike(value: unknown): LikeImage | null {
  if (typeof value !== 'object' || value === null || !('file' in value) || !('name' in value)) return null;
  const { file, name } = value;
  return typeof file === 'string' && typeof name === 'string' ? { file, name } : null;
}

function clamp(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(high, Math.max(low, value))
    : otherwise;
}
