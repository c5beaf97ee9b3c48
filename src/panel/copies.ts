/**
 * The review of duplicates: a group, its kept image against another one, the facts of all, and what is done, by single keys.
 * Events: `go` (1, −1), `look` and `keep` (an id), `look-on` (1, −1), `decide` (a verdict), `merge`, `undo`, `leave`, `open` and
 * `references` (a card), `unshown` (a card).
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { PanelSetup } from '../protocol/panel.ts';
import type { ComparedPicture, CompareView, PanelCompare } from './compare.ts';
import { compareViews } from './compare.ts';
import { type CopiesGroup, type CopiesView, pairOf } from './copiesRun.ts';
import { copiesStyles } from './copiesStyles.ts';
import { keyOf, namesOf, pairText, reasonText, viewName } from './copiesText.ts';
import { type Format, baseName, folderName } from './format.ts';
import { type IconName, icon } from './icon.ts';
import { KeyPage } from './keyPage.ts';
import { cardPicture, detailsPicture } from './pictures.ts';
import { base, calm, choices } from './tokens.ts';
import { useText } from './useCounts.ts';
import type { Translate } from './words.ts';

/** Device pixels of the small pictures in the list. */
const rowPixels = 40;

/** CSS pixels by which a key moves the pictures while they are near. */
const movedAtOnce = 48;

export class PanelCopies extends KeyPage {
  static override readonly properties = {
    copies: { attribute: false },
    largeOf: { attribute: false },
    setup: { attribute: false },
    t: { attribute: false },
    format: { attribute: false },
    version: { attribute: false },
    view: { state: true },
  };
  declare copies: CopiesView;
  /** The name of a rendered picture below the thumbnails for a file that the browser does not show; null for others. */
  declare largeOf: (card: AssetCard) => string | null;
  declare setup: PanelSetup;
  declare t: Translate;
  declare format: Format;
  declare version: unknown;
  declare view: CompareView;

  static override readonly styles = [base, calm, choices, copiesStyles];

  constructor() {
    super();
    this.view = 'side';
  }

  protected override render(): TemplateResult {
    const { current } = this.copies;
    return html`<div
      class="page"
      role="group"
      tabindex="0"
      aria-label=${this.t('Review of duplicates')}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown K M N I Z 1 2 3 4 Space Plus Minus 0 Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown Escape"
      @keydown=${this.#pressed}
    >
      ${current ? this.#group(current) : this.#empty()}
    </div>`;
  }

  #empty(): TemplateResult {
    const { t, copies } = this;
    const [glyph, title] = copies.isWhole
      ? (['check', t('No copies')] as const)
      : copies.isStopped
        ? (['stop-circle', t('The search was stopped')] as const)
        : (['sync', t('Looking for duplicates')] as const);
    return html`<div class="end">
      ${icon(glyph)}
      <h2>${title}</h2>
      <div class="row">
        ${this.#button('discard', t('Undo'), t('Undo (Z)'), 'undo')}
        ${this.#button('files', t('All Groups'), t('All groups (Esc)'), 'leave')}
      </div>
    </div>`;
  }

  #group(group: CopiesGroup): TemplateResult {
    const { t, format, copies, view } = this;
    const { at, total, isWhole, isBusy } = copies;
    const pair = pairOf(group.group, group.kept, group.other);
    const [under, over] =
      pair && pair.a === group.other ? [group.other, group.kept] : [group.kept, group.other];
    const cardOf = (id: AssetId) => group.cards.find(card => card.id === id)!;
    const names = namesOf(cardOf(under).path, cardOf(over).path);
    const found = isWhole
      ? t('Group {0} of {1}', format.count(at + 1), format.count(total))
      : t('Group {0} of {1} so far', format.count(at + 1), format.count(total));
    return html`<div class="row head">
        ${this.#button('arrow-left', '', t('Previous group (←)'), 'go', -1, at === 0)}
        <span>${found}</span>
        ${this.#button('arrow-right', '', t('Next group (→)'), 'go', 1, at >= total - 1)}
        <span class="space"></span>
        <div class="row" role="group" aria-label=${t('View')}>
          ${compareViews.map(
            (each, place) =>
              html`<button
                class="choice"
                aria-pressed=${each === view}
                title=${`${viewName(each, t)} (${place + 1})`}
                @click=${() => (this.view = each)}
              >
                ${viewName(each, t)}
              </button>`,
          )}
        </div>
      </div>
      <panel-compare
        .base=${this.#picture(cardOf(under), names[0])}
        .top=${this.#picture(cardOf(over), names[1])}
        .map=${pair?.map ?? null}
        .view=${view}
        .t=${t}
        @unshown=${({ detail }: CustomEvent<'base' | 'top'>) =>
          this.#emit('unshown', cardOf(detail === 'base' ? under : over))}
      ></panel-compare>
      <p class="pair">
        ${pair ? pairText(pair, names[0], t, format) : t('They hang together by another image of the group.')}
      </p>
      ${this.#members(group)}
      <div class="row answers">
        ${this.#button('check', t('Merge'), t('Merge into the kept one (M)'), 'merge', undefined, isBusy, 'primary')}
        ${this.#button('close', t('Not a Duplicate'), t('The compared one is no duplicate (N)'), 'decide', 'not-duplicate-of', isBusy)}
        ${this.#button('copy', t('Intended'), t('Both are wanted (I)'), 'decide', 'intended', isBusy)}
        ${this.#button('discard', t('Undo'), t('Undo (Z)'), 'undo', undefined, isBusy)}
        ${this.#button('files', t('All Groups'), t('All groups (Esc)'), 'leave')}
      </div>`;
  }

  #members(group: CopiesGroup): TemplateResult {
    const { t } = this;
    return html`<div class="members" role="list" aria-label=${t('Images of the group')}>
      ${group.cards.map(card => this.#member(group, card))}
    </div>`;
  }

  #member(group: CopiesGroup, card: AssetCard): TemplateResult {
    const { t, format, setup } = this;
    const { best, reason, kept, other } = group;
    const member = group.members.find(({ id }) => id === card.id);
    const picture = cardPicture(setup, card, rowPixels * devicePixelRatio);
    const isKept = card.id === kept;
    const facts = [
      card.format.toUpperCase(),
      `${format.count(card.width)} × ${format.count(card.height)}`,
      format.bytes(card.bytes),
      format.day(card.modified),
      useText(member ?? null, t),
      member?.isTracked ? t('tracked by Git') : '',
    ].filter(Boolean);
    return html`<div class="member ${isKept ? 'kept' : card.id === other ? 'compared' : ''}" role="listitem">
      <input
        type="radio"
        name="kept"
        aria-label=${t('Keep {0}', card.path)}
        title=${t('Keep this one (K keeps the compared one)')}
        .checked=${isKept}
        @change=${() => this.#emit('keep', card.id)}
      />
      <button
        class="which"
        aria-pressed=${card.id === other}
        ?disabled=${isKept}
        title=${isKept ? card.path : t('Compare {0} (↑, ↓)', card.path)}
        @click=${() => this.#emit('look', card.id)}
      >
        ${picture === null ? icon('file-media') : html`<img class="small" src=${picture} alt="" />`}
        <span class="text">
          <span class="file">${baseName(card.path)}<span class="folder">${folderName(card.path)}</span></span>
          <span class="facts">${facts.join(' · ')}</span>
          ${
            card.id === best
              ? html`<span class="facts"
                  >${reason ? t('Suggested: {0}', reasonText(reason, t)) : t('Suggested')}</span
                >`
              : nothing
          }
        </span>
      </button>
      <span class="badge">${isKept ? t('Kept') : card.id === other ? t('Compared') : ''}</span>
      <button
        class="icon"
        title=${t('Open')}
        aria-label=${t('Open {0}', card.path)}
        @click=${() => this.#emit('open', card)}
      >
        ${icon('go-to-file')}
      </button>
      <button
        class="icon"
        title=${t('Find References')}
        aria-label=${t('Find references of {0}', card.path)}
        @click=${() => this.#emit('references', card)}
      >
        ${icon('search')}
      </button>
    </div>`;
  }

  #button(
    glyph: IconName,
    name: string,
    title: string,
    event: string,
    detail?: unknown,
    isDisabled = false,
    extraClass = '',
  ): TemplateResult {
    return html`<button
      class="${name === '' ? 'icon' : 'act'} ${extraClass}"
      title=${title}
      aria-label=${name === '' ? title : nothing}
      ?disabled=${isDisabled}
      @click=${() => this.#emit(event, detail)}
    >
      ${icon(glyph)}${name === '' ? nothing : html`<span>${name}</span>`}
    </button>`;
  }

  #picture(card: AssetCard, name: string): ComparedPicture {
    const { id, width, height, hasAlpha } = card;
    const source = detailsPicture(this.setup, card, this.largeOf(card));
    return { id, source, name, width, height, hasAlpha };
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || event.ctrlKey || event.defaultPrevented) return;
    const [target] = event.composedPath();
    if (hasOwnUseOf(event.key, target)) return;
    const done =
      event.shiftKey && event.key.startsWith('Arrow') ? this.#move(event.key) : this.#do(keyOf(event.key));
    if (done) event.preventDefault();
  };

  /** Towards the arrow: what lies there comes into sight. */
  #move(arrow: string): true {
    const x = arrow === 'ArrowLeft' ? 1 : arrow === 'ArrowRight' ? -1 : 0;
    const y = arrow === 'ArrowUp' ? 1 : arrow === 'ArrowDown' ? -1 : 0;
    this.#compare?.moveBy(x * movedAtOnce, y * movedAtOnce);
    return true;
  }

  get #compare(): PanelCompare | null {
    return this.renderRoot.querySelector<PanelCompare>('panel-compare');
  }

  #do(key: string): boolean {
    const { current, isBusy } = this.copies;
    switch (key) {
      case 'ArrowLeft':
        return this.#emit('go', -1);
      case 'ArrowRight':
        return this.#emit('go', 1);
      case 'ArrowUp':
        return this.#emit('look-on', -1);
      case 'ArrowDown':
        return this.#emit('look-on', 1);
      case 'k':
        return current !== null && this.#emit('keep', current.other);
      case 'm':
        return !isBusy && this.#emit('merge');
      case 'n':
        return !isBusy && this.#emit('decide', 'not-duplicate-of');
      case 'i':
        return !isBusy && this.#emit('decide', 'intended');
      case 'z':
        return !isBusy && this.#emit('undo');
      case 'Escape':
        return this.#emit('leave');
      case ' ':
        this.#compare?.toggle();
        return true;
      case '+':
        this.#compare?.zoomBy(1.25);
        return true;
      case '-':
        this.#compare?.zoomBy(0.8);
        return true;
      case '0':
        this.#compare?.zoomBy(0);
        return true;
    }
    const view = compareViews[Number(key) - 1];
    if (view === undefined) return false;
    this.view = view;
    return true;
  }

  #emit(name: string, detail?: unknown): true {
    this.dispatchEvent(new CustomEvent(name, { detail }));
    return true;
  }
}

/** True for keys that do something to what has the focus: arrows to a slider, Space to a button, both to the choice of the kept one. */
function hasOwnUseOf(key: string, target: EventTarget | undefined): boolean {
  if (target instanceof HTMLButtonElement) return key === ' ';
  if (!(target instanceof HTMLInputElement)) return false;
  if (target.type === 'range') return key.startsWith('Arrow');
  return key === ' ' || key === 'ArrowUp' || key === 'ArrowDown';
}
