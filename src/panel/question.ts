/** What the Lens is asked for each place of the panel, and the answer as it is shown. */
import type { LensQuestions } from '../protocol/lens.ts';
import type { PanelAddress } from '../protocol/panel.ts';
import type { SearchRequest } from '../protocol/query.ts';
import { asksTheSame, isSearch, showsGroups } from './address.ts';
import type { DuplicateSearch } from './duplicateSearch.ts';
import { askLabels, labelCount } from './knownLabels.ts';
import type { LensConnection } from './lensConnection.ts';
import { type Answer, type PanelView, currentAnswer } from './panelView.ts';
import { duplicateContent, searchContent } from './sections.ts';
import type { TagReview } from './tagReview.ts';
import type { ViewStore } from './viewStore.ts';

/** Whom the answers come from. */
export interface Answering {
  readonly lens: LensConnection;
  readonly store: ViewStore;
  readonly duplicates: DuplicateSearch;
  readonly tagReview: TagReview;
}

/** Beyond this many hits nobody looks; a list of everything is not cut. */
const searchLimit = 500;

export async function answerTo(
  address: PanelAddress,
  answering: Answering,
  signal: AbortSignal,
): Promise<Answer> {
  const { lens, store } = answering;
  const { folder, like, text } = address;
  if (address.mode === 'review') {
    await startReview(address, answering);
    return { kind: 'review', address };
  }
  if (showsGroups(address)) return groupsFor(address, answering, signal);
  if (address.mode === 'problems') {
    return { kind: 'problems', address, problems: await lens.ask('problems', null, signal) };
  }
  const searches = isSearch(address);
  const reply = await lens.ask(
    'search',
    {
      text,
      plain: false,
      not: '',
      like: like && { file: like.file },
      folder,
      ...tagFilter(address, store.view),
      limit: searches ? searchLimit : Number.MAX_SAFE_INTEGER,
    },
    signal,
  );
  return { kind: 'images', address, reply, content: searchContent(reply, searches, store.t) };
}

function tagFilter(
  { label, tagState, noneOf }: PanelAddress,
  view: PanelView,
): Pick<SearchRequest, 'label' | 'tags'> {
  if (noneOf !== null) return { label: null, tags: [{ group: noneOf, label: null }] };
  if (label === null || tagState === null) return { label };
  const group = labelCount(view, label)?.group ?? null;
  return { label: null, tags: [{ group, label, states: [tagState] }] };
}

/** Who comes to look at groups has a search that was stopped go on; who changes the view of them leaves it as it is. */
async function groupsFor(
  address: PanelAddress,
  { lens, store, duplicates }: Answering,
  signal: AbortSignal,
): Promise<Answer> {
  const before = currentAnswer(store.view);
  const goesOn = before === null || !showsGroups(before.address);
  if (address.mode === 'copies') {
    const isSame = before?.kind === 'copies' && asksTheSame(before.address, address);
    if (!isSame || !(await duplicates.reviewOn())) await duplicates.review(address, goesOn);
    return { kind: 'copies', address };
  }
  const variants: Promise<LensQuestions['variants'][1]> = address.variants
    ? lens.ask('variants', { folder: address.folder }, signal)
    : Promise.resolve([]);
  const [groups, sets] = await Promise.all([duplicates.groups(address, goesOn, signal), variants]);
  const content = duplicateContent(groups, sets, store.t, store.format);
  return { kind: 'duplicates', address, groups, content };
}

/** A review goes on as long as the same is reviewed: what is answered changes the engine's lists all the time. */
async function startReview(address: PanelAddress, { lens, store, tagReview }: Answering): Promise<void> {
  const before = currentAnswer(store.view);
  const isSame = before?.kind === 'review' && asksTheSame(before.address, address);
  if (isSame && (tagReview.view?.total ?? 0) > 0) return;
  if (store.view.labels.length === 0) await askLabels(lens, store);
  const { folder, label } = address;
  const scope = label === null ? null : { group: labelCount(store.view, label)?.group ?? null, label };
  await tagReview.start({ folder, scope });
}
