/** The whole panel: lays out the parts, hands them what they show, and takes their events to the state. */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { footerText, modelName } from './footer.ts';
import type { PanelGrid } from './grid.ts';
import { icon } from './icon.ts';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { PairVerdict } from '../protocol/decision.ts';
import type { PanelAddress, PanelCommand, PanelSetup } from '../protocol/panel.ts';
import type { ReviewAnswer } from './reviewRun.ts';
import type { FolderProblem } from '../protocol/lens.ts';
import { type Screen, screenOf, troubleOf } from './screens.ts';
import type { SearchBar } from './searchBar.ts';
import type { PanelView } from './panelView.ts';
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

  static override readonly styles = [
    base,
    calm,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-width: 0;
        container-type: inline-size;
      }
      /* What the browser draws itself, such as the track of a slider, follows the theme, too. */
      :host-context(.vscode-dark),
      :host-context(.vscode-high-contrast:not(.vscode-high-contrast-light)) {
        color-scheme: dark;
      }
      .header {
        display: grid;
        gap: 6px;
        padding: 8px 12px 6px;
        border-bottom: 1px solid var(--vscode-widget-border, var(--line));
      }
      .banners:empty {
        display: none;
      }
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        padding: 6px 12px;
        border-bottom: 1px solid var(--vscode-widget-border, var(--line));
        background: var(--vscode-editorWidget-background);
      }
      .banner .text {
        flex: 1;
        min-width: 200px;
        overflow-wrap: anywhere;
      }
      .banner.warning .codicon {
        color: var(--vscode-problemsWarningIcon-foreground, inherit);
      }
      .body {
        flex: 1;
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-height: 0;
      }
      .body.with-details {
        grid-template-columns: minmax(0, 1fr) 300px;
      }
      panel-grid,
      panel-problems {
        min-height: 0;
        height: 100%;
      }
      .content {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        grid-template-columns: minmax(0, 1fr);
        position: relative;
        min-height: 0;
        min-width: 0;
      }
      .rest {
        grid-row: 2;
        position: relative;
        min-height: 0;
      }
      .details {
        position: relative;
        min-height: 0;
        display: grid;
        border-left: 1px solid var(--vscode-widget-border, var(--line));
        background: var(--vscode-sideBar-background, var(--vscode-editor-background));
        color: var(--vscode-sideBar-foreground, inherit);
      }
      .details.over {
        position: absolute;
        inset: 0 0 0 auto;
        z-index: 2;
        width: min(100%, 320px);
        box-shadow: -4px 0 12px var(--vscode-widget-shadow, transparent);
      }
      panel-details {
        min-height: 0;
      }
      .screen {
        height: 100%;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 8px;
        padding: 24px;
        text-align: center;
      }
      .screen .codicon {
        font-size: 40px;
        color: var(--dim);
      }
      .screen h2 {
        margin: 4px 0 0;
        font-size: 1.3em;
        font-weight: 600;
      }
      .screen p {
        margin: 0;
        max-width: 52ch;
        color: var(--dim);
        overflow-wrap: anywhere;
      }
      .screen .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
        margin-top: 8px;
      }
      /* Cards drawn by a mask: one element, however large the window is. */
      .skeleton {
        position: absolute;
        inset: var(--gap) 12px;
        background: var(--blank);
        mask:
          linear-gradient(90deg, black 140px, transparent 0) 0 0 / 150px 150px,
          linear-gradient(black 140px, transparent 0) 0 0 / 150px 150px;
        mask-composite: intersect;
        animation: breathe 1.6s ease-in-out infinite alternate;
      }
      @keyframes breathe {
        to {
          opacity: 0.5;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .skeleton {
          animation: none;
        }
      }
      @media (forced-colors: active) {
        .skeleton {
          forced-color-adjust: none;
          background: GrayText;
        }
      }
      .spoken {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
    `,
  ];

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
      <div class="banners">${this.#banners(state)}</div>
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
        .likePicture=${this.#likePicture(view)}
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

  #banners(state: PanelState): readonly TemplateResult[] {
    const { view, t, format } = state;
    const banners: TemplateResult[] = [];
    const isCovered = screenOf(view, t, format)?.kind === 'message';
    const trouble = isCovered ? null : troubleOf(view, t);
    if (trouble) {
      banners.push(
        html`<div class="banner warning" role="alert">
          ${icon('warning')} <span class="text">${trouble.text}</span>
          ${trouble.buttons.map(
            ({ name, command }) => html`<button @click=${() => state.actions.run(command)}>${name}</button>`,
          )}
          ${
            view.failure
              ? html`<button
                  class="icon"
                  aria-label=${t('Dismiss')}
                  title=${t('Dismiss')}
                  @click=${() => state.dismissFailure()}
                >
                  ${icon('close')}
                </button>`
              : nothing
          }
        </div>`,
      );
    }
    if (view.labelsFailure && !trouble) {
      banners.push(
        html`<div class="banner warning" role="alert">
          ${icon('warning')} <span class="text">${view.labelsFailure.message}</span>
          <button @click=${() => state.actions.run('editLabels')}>${t('Open Labels File')}</button>
        </div>`,
      );
    }
    if (view.setup && !view.setup.trusted && view.setup.folders.length > 0 && !isCovered) {
      banners.push(
        html`<div class="banner">
          ${icon('shield')}
          <span class="text"
            >${t('This workspace is restricted: what is indexed can be searched, indexing waits for trust.')}</span
          >
          <button @click=${() => state.actions.run('manageTrust')}>${t('Manage Trust')}</button>
        </div>`,
      );
    }
    return banners;
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
    if (answer.kind === 'problems') {
      void this.needRareParts?.();
      return html`<panel-problems
        .problems=${answer.problems}
        .t=${t}
        @reveal=${(event: CustomEvent<FolderProblem>) => state.actions.reveal(event.detail)}
        @retry=${() => void state.actions.retryProblems()}
      ></panel-problems>`;
    }
    if (answer.kind === 'review') return this.#review(state, setup);
    if (answer.kind === 'copies') return this.#copies(state, setup);
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

  #review(state: PanelState, setup: PanelSetup): TemplateResult {
    const { view, t, format } = state;
    const { review, address } = view;
    if (!review) return html``;
    void this.needRareParts?.();
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

  #copies(state: PanelState, setup: PanelSetup): TemplateResult {
    const { view, t, format } = state;
    if (!view.copies) return html``;
    void this.needRareParts?.();
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

  #likePicture({ address, setup }: PanelView): string | null {
    const { like } = address;
    const folder =
      like &&
      setup?.folders.find(
        ({ path }) => like.file.startsWith(`${path}/`) || like.file.startsWith(`${path}\\`),
      );
    if (!like || !folder) return null;
    const relative = like.file.slice(folder.path.length + 1).replaceAll('\\', '/');
    return `${folder.base}/${relative.split('/').map(encodeURIComponent).join('/')}`;
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
