/** Moments of the panel, as the state would hold them, for tests of what is made from one. */
import { startAddress } from '../../src/panel/address.ts';
import { formatFor } from '../../src/panel/format.ts';
import { duplicateContent, searchContent } from '../../src/panel/sections.ts';
import { type Answer, type PanelView, firstView } from '../../src/panel/panelView.ts';
import { translator } from '../../src/panel/words.ts';
import type { AssetCard, AssetId, AssetPath, FolderId } from '../../src/protocol/asset.ts';
import type { DuplicateGroup } from '../../src/protocol/duplicate.ts';
import type { FolderProblem, FolderStatus, LensStatus } from '../../src/protocol/lens.ts';
import type { PanelAddress, PanelSetup } from '../../src/protocol/panel.ts';
import type { SearchReply } from '../../src/protocol/query.ts';
import type { LabelCount } from '../../src/protocol/tag.ts';

export const t = translator({});
export const format = formatFor('en');

// The brands stand for checks at the doors, which a test has no need of.
export const folderId = '/pictures' as FolderId;

export const setup: PanelSetup = {
  folders: [{ id: folderId, name: 'pictures', path: '/pictures', base: 'https://files/pictures' }],
  thumbnails: 'https://files/thumbnails',
  trusted: true,
  language: 'en',
  words: {},
  show: null,
  isModelSet: false,
};

export const idle: LensStatus = {
  state: 'idle',
  reason: null,
  progress: null,
  model: null,
  provider: null,
  providerReason: null,
  deviceFailure: null,
  folders: [folderStatus({ assets: 3, indexed: true })],
  thumbnails: '/store/thumbnails',
  notices: [],
};

export function folderStatus(change: Partial<FolderStatus>): FolderStatus {
  return {
    id: folderId,
    name: 'pictures',
    path: '/pictures',
    assets: 0,
    problems: 0,
    indexed: false,
    hasLabels: false,
    unlisted: null,
    ...change,
  };
}

/** A panel that was set up and waits for its first answer. */
export function viewOf(change: Partial<PanelView> = {}): PanelView {
  return { ...firstView(startAddress), setup, status: idle, ...change };
}

export function replyOf(change: Partial<SearchReply> & { readonly count: number }): SearchReply {
  const { count } = change;
  return {
    ids: Uint32Array.from({ length: count }, (_, item) => item + 1),
    scores: new Float32Array(count),
    aspects: new Float32Array(count).fill(1),
    strong: 0,
    fair: 0,
    searched: count,
    milliseconds: 9,
    ...change,
  };
}

export function imagesAnswer(reply: SearchReply, change: Partial<PanelAddress> = {}): Answer {
  const address = { ...startAddress, ...change };
  return { kind: 'images', address, reply, content: searchContent(reply, address.text !== '', t) };
}

export function duplicatesAnswer(groups: readonly DuplicateGroup[]): Answer {
  const address: PanelAddress = { ...startAddress, mode: 'duplicates' };
  return { kind: 'duplicates', address, groups, content: duplicateContent(groups, [], t, format) };
}

export function problemsAnswer(problems: readonly FolderProblem[]): Answer {
  return { kind: 'problems', address: { ...startAddress, mode: 'problems' }, problems };
}

export function problem(path: string): FolderProblem {
  return { folder: folderId, path: path as AssetPath, kind: 'empty', detail: 'The file has no bytes.' };
}

export function group(kind: DuplicateGroup['kind'], ids: readonly number[], similarity = 1): DuplicateGroup {
  return { kind, assets: ids as readonly AssetId[], similarity, pairs: [] };
}

export function cardOf(change: Partial<Omit<AssetCard, 'id' | 'path'>> & { id?: number; path?: string }) {
  return {
    folder: folderId,
    bytes: 1000,
    modified: 1_700_000_000_000,
    width: 800,
    height: 600,
    format: 'png',
    hasAlpha: false,
    thumbnail: 'ab/cd.webp',
    copies: 0,
    tags: [],
    ...change,
    id: (change.id ?? 1) as AssetId,
    path: (change.path ?? 'icons/home.png') as AssetPath,
  } satisfies AssetCard as AssetCard;
}

export function labelCount(change: Partial<LabelCount> & { readonly label: string }): LabelCount {
  return {
    group: null,
    color: null,
    isListed: true,
    parents: [],
    threshold: null,
    assets: 1,
    states: { suggested: 1, accepted: 0, rejected: 0, 'by-hand': 0, disputed: 0 },
    learned: null,
    ...change,
  };
}
