/** The focused image, large, with all that is known of it. Events: `open`, `reveal`, `similar`, `copy-markdown`, `copies`, `references`, `unshown`, `add-tag`, `decide` (a TagWish), `close`. */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import type { AssetCard } from '../protocol/asset.ts';
import type { UseCount } from '../protocol/lens.ts';
import type { PanelSetup } from '../protocol/panel.ts';
import { copiesText, dimensionsText } from './card.ts';
import { type Format, baseName, folderName } from './format.ts';
import { icon } from './icon.ts';
import { detailsPicture } from './pictures.ts';
import { Roving } from './roving.ts';
import type { TagLine, TagWish } from './tagLines.ts';
import { tagSection, tagSectionStyles } from './tagSection.ts';
import { alphaGround, base, calm } from './tokens.ts';
import { useText } from './useCounts.ts';
import type { Translate } from './words.ts';

export class AssetDetails extends LitElement {
  static override readonly properties = {
    card: { attribute: false },
    tags: { attribute: false },
    model: { type: String },
    canDecide: { type: Boolean },
    large: { attribute: false },
    use: { attribute: false },
    setup: { attribute: false },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare card: AssetCard | undefined;
  declare tags: readonly TagLine[];
  /** The model's name for people, null before one is loaded. */
  declare model: string | null;
  declare canDecide: boolean;
  /** A picture below the thumbnails for a file that the browser does not show. */
  declare large: string | null;
  /** In how many files it is used; null where that is not known yet. */
  declare use: UseCount | null;
  declare setup: PanelSetup;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [
    base,
    calm,
    tagSectionStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 12px;
      }
      button.close {
        position: absolute;
        top: 16px;
        right: 16px;
        background: var(--raised);
        border-color: var(--line);
      }
      .close.icon:hover {
        background: var(--raised-hover);
      }
      .picture {
        display: block;
        width: 100%;
        max-height: 45vh;
        object-fit: contain;
        border-radius: var(--radius);
        background-color: var(--blank);
      }
      h2 {
        margin: 12px 0 0;
        font-size: 1.15em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      p.folder {
        margin: 2px 0 10px;
        color: var(--dim);
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: baseline;
        gap: 4px 12px;
        margin: 0 0 12px;
      }
      dt {
        color: var(--dim);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 16px;
      }
      .link {
        padding: 0;
        min-height: 24px;
        border: none;
        background: none;
        color: var(--vscode-textLink-foreground);
        text-align: left;
      }
      .link:hover {
        background: none;
        text-decoration: underline;
      }
      .empty {
        color: var(--dim);
      }
    `,
    alphaGround,
  ];

  constructor() {
    super();
    new Roving(this, { tools: () => [...this.renderRoot.querySelectorAll('button')], vertical: true });
  }

  protected override render(): TemplateResult {
    const { card, t } = this;
    return html`<button
        class="icon close"
        title=${t('Close (Space)')}
        aria-label=${t('Close details')}
        @click=${() => this.#emit('close')}
      >
        ${icon('close')}
      </button>
      ${card ? this.#facts(card) : html`<p class="empty">${t('Choose an image to see more of it.')}</p>`}`;
  }

  #facts(card: AssetCard): TemplateResult {
    const { t, format } = this;
    const name = baseName(card.path);
    const source = detailsPicture(this.setup, card, this.large);
    return html`${
        source === null
          ? nothing
          : html`<img
              class="picture ${card.hasAlpha ? 'alpha' : ''}"
              src=${source}
              alt=${name}
              decoding="async"
              @error=${() => this.#emit('unshown')}
            />`
      }
      <h2>${name}</h2>
      <p class="folder">${this.#folder(card)}</p>
      <dl>
        <dt>${t('Size')}</dt>
        <dd>${dimensionsText(card, format)} · ${format.bytes(card.bytes)}</dd>
        <dt>${t('Format')}</dt>
        <dd>${card.format.toUpperCase()}${card.hasAlpha ? ` · ${t('transparent')}` : ''}</dd>
        <dt>${t('Changed')}</dt>
        <dd>${format.day(card.modified)}</dd>
        ${
          card.copies === 0
            ? nothing
            : html`<dt>${t('Copies')}</dt>
                <dd>
                  <button class="link" @click=${() => this.#emit('copies')}>
                    ${copiesText(card.copies, t)}
                  </button>
                </dd>`
        }
        ${
          !this.use
            ? nothing
            : html`<dt>${t('References')}</dt>
                <dd>
                  <button class="link" @click=${() => this.#emit('references')}>
                    ${useText(this.use, t)}
                  </button>
                </dd>`
        }
      </dl>
      ${tagSection({
        tags: this.tags,
        model: this.model,
        canDecide: this.canDecide,
        decide: wish => this.#emit('decide', wish),
        add: () => this.#emit('add-tag'),
        t,
        format,
      })}
      <div class="actions">
        <button class="primary" @click=${() => this.#emit('open')}>${t('Open')}</button>
        <button @click=${() => this.#emit('reveal')}>${t('Reveal in Explorer')}</button>
        <button @click=${() => this.#emit('similar')}>${t('Find Similar')}</button>
        <button @click=${() => this.#emit('copy-markdown')}>${t('Copy Markdown Link')}</button>
      </div>`;
  }

  #folder(card: AssetCard): string {
    const folder =
      this.setup.folders.length > 1 ? this.setup.folders.find(({ id }) => id === card.folder) : undefined;
    return [folder?.name, folderName(card.path)].filter(Boolean).join('/');
  }

  #emit(name: string, detail?: TagWish): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
