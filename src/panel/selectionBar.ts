/** What can be done with several selected images. Events: `add`, `decide` ('accepted' or 'rejected'), `clear`. */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import type { Format } from './format.ts';
import { icon } from './icon.ts';
import { Roving } from './roving.ts';
import { base, calm } from './tokens.ts';
import type { Translate } from './words.ts';

export class SelectionBar extends LitElement {
  static override readonly properties = {
    count: { type: Number },
    label: { type: String },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare count: number;
  /** The label that is filtered by, null for none. */
  declare label: string | null;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [
    base,
    calm,
    css`
      :host {
        display: block;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 6px;
        padding: 5px 12px;
        border-bottom: 1px solid var(--vscode-widget-border, var(--line));
        background: var(--vscode-editorWidget-background);
      }
      .count {
        margin-inline-end: 6px;
      }
      .space {
        flex: 1;
      }
    `,
  ];

  constructor() {
    super();
    new Roving(this, { tools: () => [...this.renderRoot.querySelectorAll('button')] });
  }

  protected override render(): TemplateResult {
    const { t, label } = this;
    const count = this.format.count(this.count);
    return html`<div class="bar" role="toolbar" aria-label=${t('Selected images')}>
      <span class="count">${t('{0} images selected', count)}</span>
      ${
        label === null
          ? nothing
          : html`<button @click=${() => this.#emit('decide', 'accepted')}>${t('Accept {0}', label)}</button>
              <button @click=${() => this.#emit('decide', 'rejected')}>${t('Reject {0}', label)}</button>`
      }
      <button title=${t('Add Tag (T)')} @click=${() => this.#emit('add')}>${t('Add Tag…')}</button>
      <span class="space"></span>
      <button
        class="icon"
        title=${t('Clear the selection')}
        aria-label=${t('Clear the selection')}
        @click=${() => this.#emit('clear')}
      >
        ${icon('close')}
      </button>
    </div>`;
  }

  #emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
