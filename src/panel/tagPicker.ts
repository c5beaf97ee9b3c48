/**
 * A list of all labels over the panel, narrowed by typing: Enter adds the label to the images, Shift+Enter rejects it.
 * Events: `picked` (a TagPick), `closed`.
 */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import type { LabelCount } from '../protocol/tag.ts';
import { tint } from './place.ts';
import { base, calm } from './tokens.ts';
import type { Translate } from './words.ts';

export interface TagPick {
  readonly label: string;
  /** Null for a label that is not in the labels file yet. */
  readonly group: string | null;
  readonly isRejected: boolean;
}

/** The label that the picker offers to make. */
type PickerItem = { readonly count: LabelCount } | { readonly created: string };

export class TagPicker extends LitElement {
  static override readonly properties = {
    labels: { attribute: false },
    heading: { type: String },
    t: { attribute: false },
  };
  declare labels: readonly LabelCount[];
  /** What it is about, for example *Tag 3 images*. */
  declare heading: string;
  declare t: Translate;

  static override readonly styles = [
    base,
    calm,
    css`
      dialog {
        width: min(420px, calc(100vw - 24px));
        margin: 56px auto auto;
        padding: 8px;
        color: var(--vscode-menu-foreground, inherit);
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-widget-border, var(--line));
        border-radius: var(--radius);
        box-shadow: 0 2px 12px var(--vscode-widget-shadow, transparent);
      }
      dialog::backdrop {
        background: transparent;
      }
      h2 {
        margin: 2px 4px 8px;
        font-size: 1em;
        font-weight: 600;
      }
      input {
        width: 100%;
        height: 28px;
        padding: 0 8px;
        font: inherit;
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--line));
        border-radius: var(--radius);
      }
      input::placeholder {
        color: var(--vscode-input-placeholderForeground);
      }
      .list {
        max-height: 45vh;
        margin-top: 6px;
        overflow: auto;
      }
      .option {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 26px;
        padding: 0 8px;
        border-radius: 3px;
        cursor: pointer;
      }
      .option .name {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .option .group {
        color: var(--dim);
      }
      .option .dot {
        flex: none;
        width: 8px;
        height: 8px;
        border-radius: 50%;
      }
      .option:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .option[aria-selected='true'] {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      .option[aria-selected='true'] .group {
        color: inherit;
      }
      p {
        margin: 8px 4px 2px;
        color: var(--dim);
      }
      @media (forced-colors: active) {
        .option[aria-selected='true'] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  #isOpen = false;
  #text = '';
  #at = 0;

  /** Opens it with the keyboard in its box. */
  open(): void {
    this.#isOpen = true;
    this.#text = '';
    this.#at = 0;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const dialog = this.#dialog;
      if (dialog?.open === false) dialog.showModal();
      this.renderRoot.querySelector('input')?.focus();
    });
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #items(): readonly PickerItem[] {
    const wanted = plain(this.#text);
    const found = this.labels.filter(({ label }) => plain(label).includes(wanted));
    // What begins with the words comes first; else the order of the file.
    const first = found.filter(({ label }) => plain(label).startsWith(wanted));
    const sorted = [...first, ...found.filter(count => !first.includes(count))];
    const isKnown = this.labels.some(({ label }) => plain(label) === wanted);
    return [
      ...sorted.map(count => ({ count })),
      ...(wanted === '' || isKnown ? [] : [{ created: this.#text.trim() }]),
    ];
  }

  protected override render(): TemplateResult {
    if (!this.#isOpen) return html``;
    const { t } = this;
    const items = this.#items;
    return html`<dialog aria-label=${this.heading} @close=${this.#closed} @click=${this.#clickedOutside}>
      <h2>${this.heading}</h2>
      <input
        type="text"
        role="combobox"
        aria-label=${t('Label')}
        aria-expanded="true"
        aria-controls="labels"
        aria-autocomplete="list"
        aria-activedescendant=${items.length > 0 ? `label-${this.#at}` : nothing}
        placeholder=${t('Label')}
        autocomplete="off"
        spellcheck="false"
        @input=${this.#typed}
        @keydown=${this.#pressed}
      />
      <div class="list" id="labels" role="listbox" aria-label=${t('Labels')}>
        ${items.map((item, place) => this.#option(item, place))}
      </div>
      <p>
        ${items.length === 0 ? t('Type the name of a new label.') : t('Enter adds the tag, Shift+Enter rejects it.')}
      </p>
    </dialog>`;
  }

  #option(item: PickerItem, place: number): TemplateResult {
    const color = 'count' in item ? item.count.color : null;
    return html`<div
      class="option"
      id="label-${place}"
      role="option"
      aria-selected=${place === this.#at}
      @click=${(event: MouseEvent) => this.#pick(place, event.shiftKey)}
    >
      ${color === null ? nothing : html`<span class="dot" ${tint(color)}></span>`}
      <span class="name">${'count' in item ? item.count.label : this.t('New label {0}', item.created)}</span>
      ${'count' in item && item.count.group !== null ? html`<span class="group">${item.count.group}</span>` : nothing}
    </div>`;
  }

  #closed(): void {
    // The event comes a moment after the dialog is gone; by then it may be open again.
    if (this.#dialog?.open === true) return;
    this.#isOpen = false;
    this.requestUpdate();
    this.#emit('closed');
  }

  #typed(event: Event): void {
    // Only the box listens here.
    this.#text = (event.target as HTMLInputElement).value;
    this.#at = 0;
    this.requestUpdate();
  }

  #pressed(event: KeyboardEvent): void {
    const last = this.#items.length - 1;
    const go = (to: number) => {
      this.#at = Math.max(0, Math.min(last, to));
      this.requestUpdate();
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#label-${this.#at}`)?.scrollIntoView({ block: 'nearest' }),
      );
    };
    if (event.key === 'ArrowDown') go(this.#at + 1);
    else if (event.key === 'ArrowUp') go(this.#at - 1);
    else if (event.key === 'PageDown') go(this.#at + 10);
    else if (event.key === 'PageUp') go(this.#at - 10);
    else if (event.key === 'Enter') this.#pick(this.#at, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #pick(place: number, isRejected: boolean): void {
    const item = this.#items[place];
    if (!item) return;
    this.#dialog?.close();
    const pick: TagPick =
      'count' in item
        ? { label: item.count.label, group: item.count.group ?? '', isRejected }
        : { label: item.created, group: null, isRejected };
    this.#emit('picked', pick);
  }

  #clickedOutside(event: MouseEvent): void {
    // Within the dialog something of its content is clicked; its own frame is 8 pixels wide.
    const dialog = this.#dialog;
    if (!dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const isInside =
      event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (!isInside && event.detail > 0) dialog.close();
  }

  #emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function plain(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
