/**
 * The search box with its chip for an example image. Events: `typed` (the text), `drop-like`, `choose-image`,
 * `paste-image` ({ name, bytes }), `refused` (a sentence), `enter-grid`, `settings`.
 */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { keptImageBytes } from '../protocol/panel.ts';
import { icon } from './icon.ts';
import { Roving } from './roving.ts';
import { base, calm } from './tokens.ts';
import type { Translate } from './words.ts';

/** Searches remembered for the ↑ key while the page lives. */
const rememberedSearches = 20;

export class SearchBar extends LitElement {
  static override readonly properties = {
    text: { type: String },
    likeName: { type: String },
    likePicture: { type: String },
    isWaiting: { type: Boolean },
    t: { attribute: false },
  };
  declare text: string;
  /** Name of the example image; empty for none. */
  declare likeName: string;
  declare likePicture: string | null;
  declare isWaiting: boolean;
  declare t: Translate;

  static override readonly styles = [
    base,
    calm,
    css`
      :host {
        display: block;
      }
      .box {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 32px;
        padding: 2px 4px 2px 8px;
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--line));
        border-radius: var(--radius);
      }
      .box:focus-within {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .box.over {
        outline: 2px dashed var(--vscode-focusBorder);
      }
      input {
        flex: 1;
        min-width: 60px;
        height: 26px;
        padding: 0 4px;
        font: inherit;
        font-size: 1.1em;
        color: inherit;
        background: none;
        border: none;
        outline: none;
      }
      /* The box around it shows the focus. */
      input:focus-visible {
        outline: none;
      }
      input::placeholder {
        color: var(--vscode-input-placeholderForeground);
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      .chip {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-width: 0;
        max-width: 45%;
        height: 26px;
        padding-left: 6px;
        border-radius: var(--radius);
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
        border: 1px solid var(--line);
      }
      .chip img {
        width: 20px;
        height: 20px;
        object-fit: contain;
      }
      .chip .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .chip button.icon {
        min-width: 24px;
        height: 24px;
        color: inherit;
      }
      .waiting {
        display: grid;
        color: var(--dim);
      }
    `,
  ];

  #searches: readonly string[] = [];
  #recalled = -1;
  #isOver = false;

  constructor() {
    super();
    new Roving(this, {
      tools: () => [...this.renderRoot.querySelectorAll<HTMLElement>('button, input')],
      home: () => this.renderRoot.querySelector('input'),
    });
  }

  override focus(): void {
    const input = this.renderRoot.querySelector('input');
    input?.focus();
    input?.select();
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const hasLike = this.likeName !== '';
    return html`<div
      class="box ${this.#isOver ? 'over' : ''}"
      role="search"
      @dragover=${this.#dragged}
      @dragleave=${() => this.#over(false)}
      @drop=${this.#dropped}
    >
      <span class="waiting">${this.isWaiting ? icon('sync', 'spin') : icon('search')}</span>
      ${hasLike ? this.#chip() : nothing}
      <input
        type="search"
        role="searchbox"
        aria-label=${t('Search images')}
        placeholder=${hasLike ? t('and words, if you like') : t('Describe an image')}
        .value=${this.text}
        autocomplete="off"
        spellcheck="false"
        title=${t('Describe an image. You can also paste one, or drop one with Shift held.')}
        @input=${this.#typed}
        @keydown=${this.#pressed}
        @blur=${this.#keep}
        @paste=${this.takePasted}
      />
      <button
        class="icon"
        title=${t('Clear')}
        aria-label=${t('Clear')}
        ?hidden=${this.text === '' && !hasLike}
        @click=${this.#cleared}
      >
        ${icon('close')}
      </button>
      <button
        class="icon"
        title=${t('Choose Image…')}
        aria-label=${t('Choose Image…')}
        @click=${() => this.#emit('choose-image')}
      >
        ${icon('file-media')}
      </button>
      <button
        class="icon"
        title=${t('Settings')}
        aria-label=${t('Settings')}
        @click=${() => this.#emit('settings')}
      >
        ${icon('gear')}
      </button>
    </div>`;
  }

  #chip(): TemplateResult {
    const { t } = this;
    return html`<span class="chip">
      ${this.likePicture === null ? icon('file-media') : html`<img src=${this.likePicture} alt="" />`}
      <span class="name" title=${t('Images like {0}', this.likeName)}>${this.likeName}</span>
      <button
        class="icon"
        aria-label=${t('Remove the example {0}', this.likeName)}
        title=${t('Remove')}
        @click=${() => this.#emit('drop-like')}
      >
        ${icon('close')}
      </button>
    </span>`;
  }

  #typed(event: Event): void {
    // Only the input listens here.
    this.#recalled = -1;
    this.#emit('typed', (event.target as HTMLInputElement).value);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') {
      if (this.#recalled >= 0) this.#recall(this.#recalled - 1);
      else this.#emit('enter-grid');
      event.preventDefault();
    } else if (event.key === 'ArrowUp' && (this.text === '' || this.#recalled >= 0)) {
      this.#recall(this.#recalled + 1);
      event.preventDefault();
    } else if (event.key === 'Enter') {
      this.#keep();
      this.#emit('enter-grid');
    } else if (event.key === 'Escape' && this.text !== '') {
      this.#cleared();
      event.stopPropagation();
    } else if (event.key === 'Backspace' && this.text === '' && this.likeName !== '') {
      this.#emit('drop-like');
    }
  }

  #recall(place: number): void {
    const search = place < 0 ? '' : this.#searches[place];
    if (search === undefined) return;
    this.#recalled = place;
    this.#emit('typed', search);
  }

  #keep(): void {
    const text = this.text.trim();
    if (text === '' || this.#recalled >= 0) return;
    this.#searches = [text, ...this.#searches.filter(search => search !== text)].slice(0, rememberedSearches);
  }

  #cleared(): void {
    this.#keep();
    this.#emit('drop-like');
    this.#emit('typed', '');
    this.focus();
  }

  /** Takes an image from the clipboard as the example; text goes its usual way. */
  takePasted(event: ClipboardEvent): void {
    const file = imageOf(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    void this.#take(file);
  }

  #dragged(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#over(true);
  }

  #dropped(event: DragEvent): void {
    this.#over(false);
    const file = imageOf(event.dataTransfer);
    if (!file) return;
    event.preventDefault();
    void this.#take(file);
  }

  async #take(file: File): Promise<void> {
    if (file.size > keptImageBytes) {
      this.#emit('refused', this.t('The image is larger than 20 MB. Save it as a file and choose that.'));
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.#emit('paste-image', { name: file.name, bytes });
  }

  #over(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.requestUpdate();
  }

  #emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function imageOf(data: DataTransfer | null): File | undefined {
  return data ? [...data.files].find(file => file.type.startsWith('image/')) : undefined;
}
