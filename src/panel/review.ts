/**
 * The review: one large picture, its label in words, and the answers by single keys.
 * Events: `answer` ('accepted', 'rejected' or 'skipped'), `undo`, `again`, `leave`, `unshown`.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { PanelSetup } from '../protocol/panel.ts';
import { type Format, baseName, folderName } from './format.ts';
import { type IconName, icon } from './icon.ts';
import { KeyPage } from './keyPage.ts';
import { cardPicture, detailsPicture } from './pictures.ts';
import type { ReviewAnswer, ReviewItem, ReviewView } from './reviewRun.ts';
import { reviewStyles } from './reviewStyles.ts';
import { alphaGround, base, calm, progressBar } from './tokens.ts';
import type { Translate } from './words.ts';

/** Device pixels of the pictures that come next. */
const stripPixels = 48;

export class PanelReview extends KeyPage {
  static override readonly properties = {
    review: { attribute: false },
    label: { type: String },
    large: { attribute: false },
    setup: { attribute: false },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare review: ReviewView;
  /** The label that is reviewed, null for all. */
  declare label: string | null;
  /** A picture below the thumbnails for a file that the browser does not show. */
  declare large: string | null;
  declare setup: PanelSetup;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [base, calm, progressBar, reviewStyles, alphaGround];

  protected override render(): TemplateResult {
    const { current } = this.review;
    return html`<div
      class="page"
      role="group"
      tabindex="0"
      aria-label=${this.#name()}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowDown Z"
      @keydown=${this.#pressed}
    >
      ${current ? this.#question(current) : this.#end()}
    </div>`;
  }

  #name(): string {
    return this.label === null ? this.t('Review') : this.t('Review of {0}', this.label);
  }

  #question(item: ReviewItem): TemplateResult {
    const { t, format, review } = this;
    const { card, label, group, probability } = item;
    const source = detailsPicture(this.setup, card, this.large);
    const done = review.answered.accepted + review.answered.rejected + review.answered.skipped;
    return html`<div class="progress">
        <progress aria-label=${t('Reviewed')} max=${Math.max(1, review.total)} value=${done}></progress>
        <span>${t('{0} of {1}', format.count(done + 1), format.count(review.total))}</span>
      </div>
      <div class="stage">
        ${
          source === null
            ? icon('file-media')
            : html`<img
                class=${card.hasAlpha ? 'alpha' : ''}
                src=${source}
                alt=${baseName(card.path)}
                @error=${() => this.#emit('unshown')}
              />`
        }
      </div>
      <p class="file">${baseName(card.path)}<span class="folder">${folderName(card.path)}</span></p>
      <h2>
        ${t('Is this {0}?', label)}
        <span class="how"
          >${[group ?? '', probability === null ? '' : format.percent(probability, 1)].filter(Boolean).join(' · ')}</span
        >
      </h2>
      <div class="answers">
        ${this.#answer('rejected', 'arrow-left', t('Reject'), t('Reject (←)'))}
        ${this.#answer('skipped', 'arrow-down', t('Skip'), t('Skip (↓)'))}
        ${this.#answer('accepted', 'arrow-right', t('Accept'), t('Accept (→)'))} ${this.#undo()}
      </div>
      <div class="strip" aria-hidden="true">
        ${review.next.map(({ card: { id }, card: following }) => {
          const small = cardPicture(this.setup, following, stripPixels);
          return small === null ? nothing : html`<img data-id=${id} src=${small} alt="" />`;
        })}
      </div>`;
  }

  #answer(answer: ReviewAnswer, glyph: IconName, name: string, title: string): TemplateResult {
    return html`<button
      class=${answer === 'accepted' ? 'primary' : ''}
      title=${title}
      @click=${() => this.#emit('answer', answer)}
    >
      ${icon(glyph)}<span>${name}</span>
    </button>`;
  }

  #undo(): TemplateResult {
    const { t, review } = this;
    return html`<button
      title=${t('Undo (Z)')}
      ?disabled=${!review.canUndo}
      @click=${() => this.#emit('undo')}
    >
      ${icon('discard')}<span>${t('Undo')}</span>
    </button>`;
  }

  #end(): TemplateResult {
    const { t, format, review } = this;
    const { accepted, rejected, skipped } = review.answered;
    const isEmpty = accepted + rejected + skipped === 0;
    return html`<div class="end">
      ${icon('checklist')}
      <h2>${isEmpty ? t('Nothing to review') : t('All reviewed')}</h2>
      <p>
        ${
          isEmpty
            ? this.label === null
              ? t('No suggestion waits for an answer.')
              : t('No suggestion of {0} waits for an answer.', this.label)
            : t(
                'Accepted: {0}. Rejected: {1}. Skipped: {2}.',
                format.count(accepted),
                format.count(rejected),
                format.count(skipped),
              )
        }
      </p>
      <div class="answers">
        <button class="primary" @click=${() => this.#emit('leave')}>${t('Back to the Images')}</button>
        ${
          skipped > 0
            ? html`<button @click=${() => this.#emit('again')}>${t('Review What Was Skipped')}</button>`
            : nothing
        }
        ${isEmpty ? nothing : this.#undo()}
      </div>
    </div>`;
  }

  #pressed(event: KeyboardEvent): void {
    if (event.altKey || event.shiftKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isQuestion = this.review.current !== undefined;
    const answers: Readonly<Record<string, ReviewAnswer>> = {
      ArrowLeft: 'rejected',
      ArrowRight: 'accepted',
      ArrowDown: 'skipped',
    };
    const answer = isCommand ? undefined : answers[event.key];
    if (answer && isQuestion && !event.repeat) this.#emit('answer', answer);
    else if (event.key.toLowerCase() === 'z') this.#emit('undo');
    else if (event.key === 'Escape' && !isCommand) this.#emit('leave');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #emit(name: string, detail?: ReviewAnswer): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
