/** One moment of the panel: where the person is, what was answered, and what is said of it. Plain data. */
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import type { LensErrorCode } from '../protocol/errors.ts';
import type { FolderProblem, IndexProgress, LensStatus } from '../protocol/lens.ts';
import type { PanelAddress, PanelEvents, PanelSetup } from '../protocol/panel.ts';
import type { SearchReply } from '../protocol/query.ts';
import type { LabelCount } from '../protocol/tag.ts';
import type { CopiesView } from './copiesRun.ts';
import type { ReviewView } from './reviewRun.ts';
import type { SearchView } from './searchText.ts';
import type { GridContent } from './sections.ts';

/** What the Lens answered last, with the address that asked for it: shown until the next answer is there. */
export type Answer =
  | {
      readonly kind: 'images';
      readonly address: PanelAddress;
      readonly reply: SearchReply;
      readonly content: GridContent;
    }
  | {
      readonly kind: 'duplicates';
      readonly address: PanelAddress;
      readonly groups: readonly DuplicateGroup[];
      readonly content: GridContent;
    }
  | {
      readonly kind: 'review';
      readonly address: PanelAddress;
    }
  | {
      readonly kind: 'copies';
      readonly address: PanelAddress;
    }
  | {
      readonly kind: 'problems';
      readonly address: PanelAddress;
      readonly problems: readonly FolderProblem[];
    };

export interface Failure {
  readonly code: LensErrorCode;
  readonly message: string;
}

/** Replaced as a whole. */
export interface PanelView {
  readonly setup: PanelSetup | null;
  readonly address: PanelAddress;
  readonly answer: Answer | null;
  /** True while the answer came from an engine that is gone: its ids mean nothing to the new one. */
  readonly isOutdated: boolean;
  /** Counts up when the grid should go to `address.scrollTop`. */
  readonly placed: number;
  /** True when an answer takes long enough to say so. */
  readonly isWaiting: boolean;
  readonly failure: Failure | null;
  /** Why the engine ended; null while it runs. */
  readonly engineEnd: string | null;
  readonly status: LensStatus | null;
  readonly progress: IndexProgress | null;
  readonly labels: readonly LabelCount[];
  readonly labelsFailure: Failure | null;
  readonly indexed: PanelEvents['indexed'] | null;
  /** The review that is under way in the mode of that name. */
  readonly review: ReviewView | null;
  /** The review of duplicates, likewise. */
  readonly copies: CopiesView | null;
  /** How far the search for duplicates is; null where none are shown. */
  readonly search: SearchView | null;
  /** Place of the focused image in the answer. */
  readonly focus: number;
  /** Further selected places, both ends inclusive; null for the focused image alone. */
  readonly selection: readonly [from: number, to: number] | null;
  readonly spoken: string;
}

/** Before the host and the Lens said anything. */
export function firstView(address: PanelAddress): PanelView {
  return {
    setup: null, address, answer: null, isOutdated: false, placed: 0, isWaiting: false, failure: null, engineEnd: null, status: null,
    progress: null, labels: [], labelsFailure: null, indexed: null, review: null, copies: null, search: null, focus: 0, selection: null, spoken: '',
  }; // prettier-ignore
}

/** The last answer, null where it came from an engine that is gone. */
export function currentAnswer({ answer, isOutdated }: PanelView): Answer | null {
  return isOutdated ? null : answer;
}

/** What the grid shows; undefined in modes without one. */
export function contentOf({ answer }: PanelView): GridContent | undefined {
  return answer !== null && 'content' in answer ? answer.content : undefined;
}
