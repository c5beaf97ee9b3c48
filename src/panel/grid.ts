/**
 * The virtual grid: any number of pictures, of which only the rows in sight exist in the document.
 * Why not a library: docs/decisions/virtual-grid.md.
 *
 * Events, all with a `detail` of the item's place: `focus-item` (with `extend`), `open-item` (with `beside`),
 * `similar-item`, `details-item`, `copies-item`; without one: `copy-paths`, `select-all`, `tag-selection`, `entered`, `leave-grid`;
 * and `scrolled` with the content's top.
 */
import { LitElement, type PropertyValues, type TemplateResult, css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { PanelSetup } from '../protocol/panel.ts';
import { idAt } from '../protocol/query.ts';
import { cardCell, cardStyles } from './card.ts';
import type { Format } from './format.ts';
import { place } from './place.ts';
import {
  type GridLayout,
  type Step,
  cellsOf,
  headingOf,
  layOut,
  rowOf,
  rowsBetween,
  stepFrom,
} from './rows.ts';
import { contentTop, scrollHeight, scrollTopOf } from './scrollScale.ts';
import type { GridContent } from './sections.ts';
import type { TagLine } from './tagLines.ts';
import { alphaGround, base, calm, mediumFrom } from './tokens.ts';
import type { Translate } from './words.ts';

/** Between pictures, CSS pixels. */
const gap = 10;
const headingHeight = 34;
const captionHeight = 38;
/** Copies tell a line more: what differs. */
const groupCaptionHeight = 54;

/** Below this height of a picture there is no room for names: the details tell them. */
const captionFrom = 100;

/** Drawn above and below what is in sight, so that a turn of the wheel finds pictures. */
const overscanRows = 1;

export class PanelGrid extends LitElement {
  static override readonly properties = {
    content: { attribute: false },
    cardOf: { attribute: false },
    tagsOf: { attribute: false },
    useOf: { attribute: false },
    isSelected: { attribute: false },
    setup: { attribute: false },
    rowHeight: { type: Number },
    focusItem: { type: Number },
    placed: { type: Number },
    top: { type: Number },
    version: { attribute: false },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare content: GridContent;
  declare cardOf: (id: AssetId) => AssetCard | undefined;
  declare tagsOf: (card: AssetCard) => readonly TagLine[];
  /** In how many files an image is used, in words. */
  declare useOf: (id: AssetId) => string;
  declare isSelected: (item: number) => boolean;
  declare setup: PanelSetup;
  declare rowHeight: number;
  declare focusItem: number;
  /** When this changes, the grid goes to `top` (content pixels). */
  declare placed: number;
  declare top: number;
  /** Anything that is new with every draw: cards live outside the properties. */
  declare version: unknown;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [
    base,
    calm,
    cardStyles,
    alphaGround,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .scroller {
        height: 100%;
        overflow: hidden auto;
        padding: var(--gap) 12px;
        scrollbar-gutter: stable;
        outline: none;
      }
      .space {
        position: relative;
      }
      .row {
        position: absolute;
        inset: 0 auto auto 0;
        width: 100%;
      }
      .heading {
        display: flex;
        align-items: center;
        gap: 10px;
        height: 100%;
        margin: 0;
        color: var(--dim);
        white-space: nowrap;
      }
      .heading::after {
        content: '';
        flex: 1;
        border-top: 1px solid var(--vscode-widget-border, var(--line));
      }
    `,
  ];

  #layout: GridLayout | undefined;
  #width = 0;
  #height = 0;
  #contentTop = 0;
  #hovered = -1;
  #hasFocus = false;
  #wantsFocus = false;
  #isDrawing = false;
  #scrollFrame = 0;
  readonly #observer = new ResizeObserver(() => this.#resized());

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => {
      const scroller = this.#scroller;
      if (scroller && this.isConnected) this.#observer.observe(scroller);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#scrollFrame);
  }

  /** Ids of the items that are drawn: what the panel needs facts of. */
  drawnIds(): AssetId[] {
    const layout = this.#layout;
    if (!layout) return [];
    return this.#drawnRows(layout).flatMap(row =>
      cellsOf(layout, row).flatMap(({ item }) => idAt(this.content.ids, item) ?? []),
    );
  }

  /** Puts the keyboard on the focused image. */
  focusCell(): void {
    this.#wantsFocus = true;
    this.#bringIntoSight(this.focusItem);
    this.requestUpdate();
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (this.#width === 0) return;
    if (!changes.has('content') && !changes.has('rowHeight') && this.#layout) return;
    const before: GridContent | undefined = changes.get('content');
    this.#relayOut(changes.has('placed') ? null : this.#anchor(before?.ids ?? this.content.ids));
  }

  protected override update(changes: PropertyValues<this>): void {
    this.#isDrawing = true;
    super.update(changes);
    this.#isDrawing = false;
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has('placed') && this.#layout) {
      this.#scrollTo(this.top);
      if (this.top === 0 && this.focusItem > 0) this.#bringIntoSight(this.focusItem);
    } else if (changes.has('focusItem') && this.#hasFocus) {
      this.#bringIntoSight(this.focusItem);
    }
    this.#keepFocus();
    this.dispatchEvent(new CustomEvent('drawn'));
  }

  /** The keyboard stays on the focused image when rows come and go. */
  #keepFocus(): void {
    const active = this.shadowRoot?.activeElement;
    const isLost =
      this.#hasFocus &&
      !active &&
      (document.activeElement === document.body || document.activeElement === null);
    const isElsewhere =
      active instanceof HTMLElement &&
      active.dataset['item'] !== undefined &&
      active.dataset['item'] !== String(this.focusItem);
    if (!this.#wantsFocus && !isLost && !isElsewhere) return;
    const cell = this.renderRoot.querySelector<HTMLElement>(`[data-item="${this.focusItem}"]`);
    if (!cell) return;
    this.#wantsFocus = false;
    cell.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const layout = this.#layout;
    return html`<div
      class="scroller"
      tabindex="-1"
      @scroll=${this.#scrolled}
      @keydown=${this.#pressed}
      @click=${this.#clicked}
      @dblclick=${this.#doubleClicked}
      @pointermove=${this.#pointed}
      @pointerleave=${() => this.#hover(-1)}
      @focusin=${this.#focused}
      @focusout=${this.#blurred}
    >
      <div
        role="grid"
        class="space"
        aria-label=${this.t('Images')}
        aria-multiselectable="true"
        aria-rowcount=${layout?.rows ?? 0}
        ${place(layout ? { height: scrollHeight(layout.height) } : {})}
      >
        ${
          layout
            ? repeat(
                this.#drawnRows(layout),
                row => row,
                row => this.#row(layout, row),
              )
            : ''
        }
      </div>
    </div>`;
  }

  #row(layout: GridLayout, row: number): TemplateResult {
    const top = layout.tops[row]!;
    const height = layout.tops[row + 1]! - top;
    const heading = headingOf(layout, row);
    const box = { top: this.#drawnTop(layout, top), height: heading === undefined ? height - gap : height };
    if (heading !== undefined) {
      return html`<div role="row" class="row" aria-rowindex=${row + 1} ${place(box)}>
        <div role="gridcell" class="heading">${heading}</div>
      </div>`;
    }
    const hasCaption = layout.geometry.caption > 0;
    return html`<div role="row" class="row" aria-rowindex=${row + 1} ${place(box)}>
      ${repeat(
        cellsOf(layout, row),
        cell => this.content.ids[cell.item],
        (cell, column) => {
          const id = idAt(this.content.ids, cell.item);
          const card = id === undefined ? undefined : this.cardOf(id);
          const isFocus = cell.item === this.focusItem;
          return cardCell({
            cell,
            column,
            card,
            tags: card ? this.tagsOf(card) : [],
            band: this.content.band(cell.item),
            inGroup: this.#placeInGroup(cell.item),
            isFocus,
            isSelected: this.isSelected(cell.item) && (isFocus ? this.#hasFocus || this.focusItem > 0 : true),
            isActive: cell.item === this.#hovered || (isFocus && this.#hasFocus),
            hasCaption,
            pictureHeight: layout.geometry.rowHeight,
            setup: this.setup,
            t: this.t,
            format: this.format,
            use: id === undefined ? '' : this.useOf(id),
          });
        },
      )}
    </div>`;
  }

  #placeInGroup(item: number): number | null {
    const group = this.content.group(item);
    if (group === null) return null;
    let first = item;
    while (first > 0 && this.content.group(first - 1) === group) first--;
    return item - first + (this.content.isVariant(item) ? 1 : 0);
  }

  #drawnRows(layout: GridLayout): number[] {
    const [first, last] = rowsBetween(layout, this.#contentTop, this.#contentTop + this.#height);
    const from = Math.max(0, first - overscanRows);
    const to = Math.min(layout.rows, last + overscanRows);
    const rows = Array.from({ length: to - from }, (_, offset) => from + offset);
    if (this.focusItem >= layout.aspects.length) return rows;
    // The focused row always exists: it is the way in for the Tab key, and keeps the keyboard while scrolling.
    const focused = rowOf(layout, this.focusItem);
    if (focused < from) rows.unshift(focused);
    else if (focused >= to) rows.push(focused);
    return rows;
  }

  /** Where a row is drawn: below the bound of the scroll height, exactly where it lies. */
  #drawnTop(layout: GridLayout, top: number): number {
    const scroller = this.#scroller;
    return scroller && layout.height > scrollHeight(layout.height)
      ? scroller.scrollTop + top - this.#contentTop
      : top;
  }

  #relayOut(anchor: { readonly item: number; readonly offset: number } | null): void {
    const isGrouped = this.content.ids.length > 0 && this.content.group(0) !== null;
    const caption = this.rowHeight < captionFrom ? 0 : isGrouped ? groupCaptionHeight : captionHeight;
    this.#layout = layOut(this.content.aspects, this.content.sections, {
      width: this.#width,
      rowHeight: this.rowHeight,
      gap,
      caption,
      heading: headingHeight,
      columns: this.#width < mediumFrom - 40 ? 2 : null,
    });
    if (anchor && anchor.item < this.content.ids.length) {
      const top = this.#layout.tops[rowOf(this.#layout, anchor.item)]! + anchor.offset;
      void this.updateComplete.then(() => this.#scrollTo(top));
      this.#contentTop = Math.max(0, top);
    }
  }

  /** The image at the top of what is in sight, so that it stays there when sizes change or images come; `ids` are those drawn. */
  #anchor(ids: Uint32Array): { item: number; offset: number } | null {
    const layout = this.#layout;
    if (!layout || this.#contentTop === 0) return null;
    const [row] = rowsBetween(layout, this.#contentTop, this.#contentTop + 1);
    const drawn = layout.firstOfRow[row];
    if (drawn === undefined) return null;
    const now = ids === this.content.ids ? drawn : this.content.ids.indexOf(ids[drawn] ?? 0);
    return { item: now < 0 ? drawn : now, offset: this.#contentTop - layout.tops[row]! };
  }

  #resized(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientWidth === 0) return;
    const style = getComputedStyle(scroller);
    const width = scroller.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    this.#height = scroller.clientHeight;
    const isFirst = this.#width === 0;
    if (width !== this.#width) {
      const anchor = this.#anchor(this.content.ids);
      this.#width = width;
      this.#relayOut(anchor);
    }
    this.requestUpdate();
    if (isFirst) void this.updateComplete.then(() => this.#scrollTo(this.top));
  }

  #scrolled(): void {
    this.#scrollFrame ||= requestAnimationFrame(() => {
      this.#scrollFrame = 0;
      const scroller = this.#scroller;
      if (!scroller || !this.#layout) return;
      this.#contentTop = contentTop(scroller.scrollTop, this.#layout.height, this.#height);
      this.requestUpdate();
      this.dispatchEvent(new CustomEvent('scrolled', { detail: this.#contentTop }));
    });
  }

  #scrollTo(top: number): void {
    const scroller = this.#scroller;
    if (!scroller || !this.#layout) return;
    scroller.scrollTop = scrollTopOf(top, this.#layout.height, this.#height);
    this.#contentTop = contentTop(scroller.scrollTop, this.#layout.height, this.#height);
    this.requestUpdate();
  }

  #bringIntoSight(item: number): void {
    const layout = this.#layout;
    if (!layout || item >= layout.aspects.length) return;
    const row = rowOf(layout, item);
    // The first row brings its heading along.
    const first = row > 0 && headingOf(layout, row - 1) !== undefined ? row - 1 : row;
    const top = layout.tops[first]!;
    const bottom = layout.tops[row + 1]! + gap;
    if (top < this.#contentTop) this.#scrollTo(top);
    else if (bottom > this.#contentTop + this.#height) this.#scrollTo(bottom - this.#height);
  }

  #pressed(event: KeyboardEvent): void {
    const layout = this.#layout;
    if (!layout || layout.aspects.length === 0 || event.altKey) return;
    const step = stepOf(event.key);
    // With caps lock on, too.
    const letter = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    if (step) {
      const item = stepFrom(layout, this.focusItem, step, this.#height);
      // After a click between the cells the grid has the keyboard, but no cell.
      this.#wantsFocus = true;
      this.#emit('focus-item', { item, extend: event.shiftKey });
    } else if (event.key === 'Enter') this.#emit('open-item', { item: this.focusItem, beside: isCommand });
    else if (event.key === ' ') this.#emit('details-item', { item: this.focusItem });
    else if (event.key === 'Escape') this.#emit('leave-grid', null);
    else if (isCommand && letter === 'a') this.#emit('select-all', null);
    else if (isCommand && letter === 'c') this.#emit('copy-paths', null);
    else if (!isCommand && letter === 'f') this.#emit('similar-item', { item: this.focusItem });
    else if (!isCommand && letter === 'd') this.#emit('copies-item', { item: this.focusItem });
    else if (!isCommand && letter === 't') this.#emit('tag-selection', null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #clicked(event: MouseEvent): void {
    const item = itemAt(event);
    if (item === null) return;
    const action = actionAt(event);
    if (action === 'similar') return this.#emit('similar-item', { item });
    if (action === 'open') return this.#emit('open-item', { item, beside: event.ctrlKey || event.metaKey });
    this.#wantsFocus = true;
    this.#emit('focus-item', { item, extend: event.shiftKey });
    this.#emit('click-item', { item });
  }

  #doubleClicked(event: MouseEvent): void {
    const item = itemAt(event);
    if (item !== null && actionAt(event) === undefined) this.#emit('open-item', { item, beside: false });
  }

  #pointed(event: PointerEvent): void {
    this.#hover(itemAt(event) ?? -1);
  }

  #hover(item: number): void {
    if (item === this.#hovered) return;
    this.#hovered = item;
    this.requestUpdate();
  }

  #focused(): void {
    if (!this.#hasFocus) this.#emit('entered', null);
    this.#hasFocus = true;
  }

  #blurred(): void {
    // A cell that is taken out of the document loses the focus to nothing: it is given back after the draw.
    if (this.#isDrawing) return;
    this.#hasFocus = false;
    this.requestUpdate();
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function stepOf(key: string): Step | undefined {
  const steps: Readonly<Record<string, Step>> = {
    ArrowLeft: 'left',
    ArrowRight: 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
    Home: 'first',
    End: 'last',
    PageUp: 'pageUp',
    PageDown: 'pageDown',
  };
  return steps[key];
}

function itemAt(event: Event): number | null {
  const cell = elementAt(event)?.closest<HTMLElement>('[data-item]');
  return cell ? Number(cell.dataset['item']) : null;
}

function actionAt(event: Event): string | undefined {
  return elementAt(event)?.closest<HTMLElement>('[data-action]')?.dataset['action'];
}

function elementAt(event: Event): Element | undefined {
  const [target] = event.composedPath();
  return target instanceof Element ? target : undefined;
}
