/** The modes without a grid, which go through problems, suggested tags or copies: what their elements show, and where their events go. */
import { type TemplateResult, html } from 'lit';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { PairVerdict } from '../protocol/decision.ts';
import type { FolderProblem } from '../protocol/lens.ts';
import type { PanelSetup } from '../protocol/panel.ts';
import type { Answer } from './panelView.ts';
import type { ReviewAnswer } from './reviewRun.ts';
import type { PanelState } from './state.ts';

/** An answer that no grid shows. */
export type GridlessAnswer = Exclude<Answer, { readonly content: unknown }>;

export function gridlessPage(answer: GridlessAnswer, state: PanelState, setup: PanelSetup): TemplateResult {
  switch (answer.kind) {
    case 'problems':
      return problemsPage(answer.problems, state);
    case 'review':
      return tagReviewPage(state, setup);
    case 'copies':
      return copiesPage(state, setup);
  }
}

/** Files that could not be read. */
function problemsPage(problems: readonly FolderProblem[], state: PanelState): TemplateResult {
  return html`<panel-problems
    .problems=${problems}
    .t=${state.t}
    @reveal=${(event: CustomEvent<FolderProblem>) => state.actions.reveal(event.detail)}
    @retry=${() => void state.actions.retryProblems()}
  ></panel-problems>`;
}

/** Suggested tags, one after the other. */
function tagReviewPage(state: PanelState, setup: PanelSetup): TemplateResult {
  const { view, t, format } = state;
  const { review, address } = view;
  if (!review) return html``;
  const card = review.current?.card;
  return html`<panel-review
    .review=${review}
    .label=${address.label}
    .large=${card ? state.images.largePicture(card) : null}
    .setup=${setup}
    .t=${t}
    .format=${format}
    @answer=${({ detail }: CustomEvent<ReviewAnswer>) => state.tagReview.answer(detail)}
    @undo=${() => state.tagReview.undo()}
    @again=${() => state.tagReview.again()}
    @unshown=${() => card && state.images.couldNotShow(card)}
    @leave=${() => state.navigation.goTo({ mode: 'images' })}
  ></panel-review>`;
}

/** Groups of copies, one after the other. */
function copiesPage(state: PanelState, setup: PanelSetup): TemplateResult {
  const { view, t, format } = state;
  if (!view.copies) return html``;
  return html`<panel-copies
    .copies=${view.copies}
    .largeOf=${(card: AssetCard) => state.images.largePicture(card)}
    .setup=${setup}
    .t=${t}
    .format=${format}
    .version=${{}}
    @go=${({ detail }: CustomEvent<1 | -1>) => state.duplicates.inReview(copies => copies.go(detail))}
    @look=${({ detail }: CustomEvent<AssetId>) => state.duplicates.inReview(copies => copies.look(detail))}
    @look-on=${({ detail }: CustomEvent<1 | -1>) => state.duplicates.inReview(copies => copies.lookOn(detail))}
    @keep=${({ detail }: CustomEvent<AssetId>) => state.duplicates.inReview(copies => copies.keep(detail))}
    @decide=${({ detail }: CustomEvent<PairVerdict>) => state.duplicates.inReview(copies => copies.decide(detail))}
    @merge=${() => void state.duplicates.merge()}
    @undo=${() => void state.duplicates.undo()}
    @open=${({ detail }: CustomEvent<AssetCard>) => state.actions.open(detail, true)}
    @references=${({ detail }: CustomEvent<AssetCard>) => state.actions.showReferences(detail)}
    @unshown=${({ detail }: CustomEvent<AssetCard>) => state.images.couldNotShow(detail)}
    @leave=${() => state.navigation.goTo({ mode: 'duplicates' })}
  ></panel-copies>`;
}
