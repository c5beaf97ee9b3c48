/** The whole panel: lays out the parts, hands them what they show, and takes their events to the state. */
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { PanelAddress, PanelCommand } from '../protocol/panel.ts';
import { appStyles } from './appStyles.ts';
import { bannersFor } from './banners.ts';
import { footerText, modelName } from './footer.ts';
import type { PanelGrid } from './grid.ts';
import { gridlessPage } from './gridless.ts';
import { icon } from './icon.ts';
import { examplePicture } from './pictures.ts';
import { type Screen, screenOf } from './screens.ts';
import type { SearchBar } from './searchBar.ts';
import type { PanelState } from './state.ts';
import type { TagWish } from './tagLines.ts';
import type { TagPick, TagPicker } from './tagPicker.ts';
import { base, calm, mediumFrom, wideFrom } from './tokens.ts';

/** The same in every language. */
const productName = 'Asset Lens';

export class PanelApp extends LitElement {
  static override readonly properties = { state: { attribute: false } };
  declare state: PanelState | undefined;
  /** Makes the elements of reviews and of problems known; what is shown of them appears when they are. */
  needRareParts: (() => Promise<unknown>) | undefined;

  static override readonly styles = [base, calm, appStyles];

  #width = 0;
  #isFocused = false;
  readonly #observer = new ResizeObserver(entries => {
    const width = entries[0]?.contentRect.width ?? 0;
    const shape = (value: number) => (value >= wideFrom ? 2 : value >= mediumFrom ? 1 : 0);
    const isNew = shape(width) !== shape(this.#width);
    this.#width = width;
    if (isNew) this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    window.addEventListener('keydown', this.#travelled);
    window.addEventListener('keydown', this.#undid);
    window.addEventListener('paste', this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    window.removeEventListener('keydown', this.#travelled);
    window.removeEventListener('keydown', this.#undid);
    window.removeEventListener('paste', this.#pasted);
  }

  protected override updated(): void {
    if (this.#isFocused || !this.state?.view.setup) return;
    this.#isFocused = true;
    void this.updateComplete.then(() => this.#searchBar?.focus());
  }

  protected override render(): TemplateResult {
    const { state } = this;
    if (!state) return html``;
    const { view, t, format } = state;
    const hasFolders = view.setup === null || view.setup.folders.length > 0;
    return html`<h1 class="spoken">${productName}</h1>
      ${hasFolders ? this.#header(state) : html`<div hidden></div>`}
      <div class="banners">${bannersFor(state)}</div>
      ${this.#main(state)}
      <panel-footer
        .view=${view}
        .t=${t}
        .format=${format}
        ?hidden=${!hasFolders}
        aria-label=${footerText(view, t, format)}
        @run=${(event: CustomEvent<PanelCommand>) => state.actions.run(event.detail)}
        @stop-search=${() => void state.duplicates.stop()}
        @search-on=${() => void state.duplicates.goOn(view.address)}
      ></panel-footer>
      <panel-tag-picker
        .labels=${view.labels}
        .heading=${this.#pickerHeading(state)}
        .t=${t}
        @picked=${(event: CustomEvent<TagPick>) => void state.tags.pick(event.detail)}
        @closed=${() => this.#grid?.focusCell()}
      ></panel-tag-picker>
      <div class="spoken" role="status" aria-live="polite">${view.spoken}</div>`;
  }

  #header(state: PanelState): TemplateResult {
    const { view, t, format } = state;
    const { address, setup, status } = view;
    return html`<div class="header">
      <panel-search
        .text=${address.text}
        .likeName=${address.like?.name ?? ''}
        .likePicture=${setup && address.like ? examplePicture(setup, address.like) : null}
        .isWaiting=${view.isWaiting}
        .t=${t}
        @typed=${(event: CustomEvent<string>) => state.navigation.type(event.detail)}
        @drop-like=${() => state.navigation.goTo({ like: null })}
        @choose-image=${() => void state.actions.chooseImage()}
        @paste-image=${(event: CustomEvent<{ name: string; bytes: Uint8Array }>) =>
          void state.actions.pasteImage(event.detail.name, event.detail.bytes)}
        @refused=${(event: CustomEvent<string>) => state.refuse(event.detail)}
        @enter-grid=${() => this.#grid?.focusCell()}
        @settings=${() => state.actions.run('openSettings')}
      ></panel-search>
      <panel-toolbar
        .address=${address}
        .labels=${view.labels}
        .folders=${setup?.folders ?? []}
        .problems=${status?.folders.reduce((sum, folder) => sum + folder.problems, 0) ?? 0}
        .isNarrow=${this.#width > 0 && this.#width < mediumFrom}
        .t=${t}
        .format=${format}
        @go=${(event: CustomEvent<Partial<PanelAddress>>) => state.navigation.goTo(event.detail)}
      ></panel-toolbar>
    </div>`;
  }

  #main(state: PanelState): TemplateResult {
    const { view } = state;
    const isWide = this.#width >= wideFrom;
    const hasGrid = view.answer !== null && 'content' in view.answer && view.answer.content.ids.length > 0;
    const showsDetails = view.address.details && hasGrid && this.#width >= 240;
    return html`<div class="body ${showsDetails && isWide ? 'with-details' : ''}">
      <div class="content">
        ${hasGrid ? this.#selectionBar(state) : nothing}
        <div class="rest">${this.#content(state)}</div>
      </div>
      ${showsDetails ? this.#details(state, isWide) : nothing}
    </div>`;
  }

  #selectionBar(state: PanelState): TemplateResult | typeof nothing {
    const { view, t, format } = state;
    if (view.selection === null || !view.setup?.trusted) return nothing;
    const label = view.labels.find(count => count.label === view.address.label);
    return html`<panel-selection
      .count=${state.selection.count}
      .label=${label?.label ?? null}
      .t=${t}
      .format=${format}
      @add=${() => this.#pickTag(state)}
      @clear=${() => {
        state.selection.clear();
        this.#grid?.focusCell();
      }}
      @decide=${({ detail }: CustomEvent<'accepted' | 'rejected'>) =>
        label && void state.tags.decide({ group: label.group ?? '', label: label.label, verdict: detail })}
    ></panel-selection>`;
  }

  #pickTag(state: PanelState): void {
    if (state.selection.count > 0 && state.view.setup?.trusted) {
      this.renderRoot.querySelector<TagPicker>('panel-tag-picker')?.open();
    }
  }

  #pickerHeading({ selection, t, format }: PanelState): string {
    const { count } = selection;
    return count === 1 ? t('Tag this image') : t('Tag {0} images', format.count(count));
  }

  #content(state: PanelState): TemplateResult {
    const { view, t, format } = state;
    const screen = screenOf(view, t, format);
    if (screen) return this.#screen(screen, state);
    const { answer, setup, address } = view;
    if (!answer || !setup) return html``;
    if (!('content' in answer)) {
      void this.needRareParts?.();
      return gridlessPage(answer, state, setup);
    }
    const withCard = (use: (card: AssetCard) => void) => (event: CustomEvent<{ item: number }>) => {
      const card = state.selection.cardAt(event.detail.item);
      if (card) use(card);
    };
    return html`<panel-grid
      .content=${answer.content}
      .cardOf=${state.images.card}
      .tagsOf=${(card: AssetCard) => state.images.tagsOf(card)}
      .useOf=${(id: AssetId) => state.images.useOf(id)}
      .isSelected=${(item: number) => state.selection.has(item)}
      .setup=${setup}
      .rowHeight=${address.rowHeight}
      .focusItem=${view.focus}
      .placed=${view.placed}
      .top=${address.scrollTop}
      .version=${{}}
      .t=${t}
      .format=${format}
      @drawn=${() => this.#grid && state.images.want(this.#grid.drawnIds())}
      @scrolled=${(event: CustomEvent<number>) => state.navigation.scrolled(event.detail)}
      @focus-item=${(event: CustomEvent<{ item: number; extend: boolean }>) =>
        state.selection.focus(event.detail.item, event.detail.extend)}
      @entered=${() => state.selection.keepFocused()}
      @click-item=${() => {
        // Below 900 px the details lie over the grid: a click there would hide what is clicked next.
        if (this.#width >= wideFrom) state.navigation.goTo({ details: true });
      }}
      @open-item=${(event: CustomEvent<{ item: number; beside: boolean }>) =>
        withCard(card => state.actions.open(card, event.detail.beside))(event)}
      @similar-item=${withCard(card => state.navigation.likeThis(card))}
      @copies-item=${withCard(card => card.copies > 0 && state.navigation.showCopies(card))}
      @details-item=${() => state.navigation.goTo({ details: !address.details })}
      @copy-paths=${() => void state.actions.copySelection()}
      @select-all=${() => state.selection.selectAll()}
      @tag-selection=${() => this.#pickTag(state)}
      @leave-grid=${() => (address.details && this.#width < wideFrom ? state.navigation.goTo({ details: false }) : this.#searchBar?.focus())}
    ></panel-grid>`;
  }

  #screen(screen: Screen, state: PanelState): TemplateResult {
    const { view } = state;
    if (screen.kind === 'starting') return html``;
    if (screen.kind === 'skeleton') return html`<div class="skeleton"></div>`;
    return html`<div class="screen">
      ${icon(screen.icon)}
      <h2>${screen.title}</h2>
      <p>${screen.text}</p>
      <div class="buttons">
        ${screen.buttons.map(
          ({ name, command }, place) =>
            html`<button
              class=${place === 0 ? 'primary' : ''}
              @click=${() => (command === 'searchOn' ? void state.duplicates.goOn(view.address) : state.actions.run(command))}
            >
              ${name}
            </button>`,
        )}
      </div>
    </div>`;
  }

  #details(state: PanelState, isWide: boolean): TemplateResult {
    const { view, t, format } = state;
    const card = state.selection.focusedCard;
    const on = (use: (card: AssetCard) => void) => () => card && use(card);
    return html`<section
      class="details ${isWide ? '' : 'over'}"
      aria-label=${t('Details')}
      @keydown=${this.#leftDetails}
    >
      <panel-details
        .card=${card}
        .tags=${card ? state.images.tagsOf(card) : []}
        .model=${view.status?.model ? modelName(view.status.model) : null}
        .canDecide=${view.setup?.trusted ?? false}
        .large=${card ? state.images.largePicture(card) : null}
        .setup=${view.setup}
        .t=${t}
        .format=${format}
        @open=${on(found => state.actions.open(found))}
        @reveal=${on(found => state.actions.reveal(found))}
        @similar=${on(found => state.navigation.likeThis(found))}
        @copy-markdown=${on(found => state.actions.copyMarkdown(found))}
        .use=${card ? state.images.usesOf(card) : null}
        @references=${on(found => state.actions.showReferences(found))}
        @copies=${on(found => state.navigation.showCopies(found))}
        @unshown=${on(found => state.images.couldNotShow(found))}
        @decide=${({ detail }: CustomEvent<TagWish>) => card && void state.tags.decideOn([card.id], detail)}
        @add-tag=${() => {
          state.selection.clear();
          this.#pickTag(state);
        }}
        @close=${() => this.#closeDetails()}
      ></panel-details>
    </section>`;
  }

  #closeDetails(): void {
    this.state?.navigation.goTo({ details: false });
    void this.updateComplete.then(() => this.#grid?.focusCell());
  }

  #leftDetails(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#closeDetails();
  }

  get #grid(): PanelGrid | null {
    return this.renderRoot.querySelector('panel-grid');
  }

  get #searchBar(): SearchBar | null {
    return this.renderRoot.querySelector('panel-search');
  }

  readonly #travelled = (event: KeyboardEvent): void => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    this.state?.navigation.travel(by);
    event.preventDefault();
  };

  /** Undo, wherever the keyboard is; what is typed in a box has an undo of its own. */
  readonly #undid = (event: KeyboardEvent): void => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const [target] = event.composedPath();
    if (!isUndo || event.key.toLowerCase() !== 'z' || event.defaultPrevented) return;
    if (target instanceof HTMLInputElement && /^(text|search)$/.test(target.type) && target.value !== '')
      return;
    if (this.state?.view.answer?.kind === 'review') this.state.tagReview.undo();
    else if (this.state?.view.answer?.kind === 'copies') void this.state.duplicates.undo();
    else void this.state?.tags.undo();
    event.preventDefault();
  };

  /** A picture pasted anywhere in the panel is an example to search by. */
  readonly #pasted = (event: ClipboardEvent): void => {
    if (!event.defaultPrevented) this.#searchBar?.takePasted(event);
  };
}
