/**
 * Modes, filters and the size of the pictures: one stop of the Tab key, arrows inside.
 * Event: `go` (a change of the address).
 */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import type { FolderId } from '../protocol/asset.ts';
import type { PanelAddress, PanelFolder, PanelMode } from '../protocol/panel.ts';
import type { LabelCount, TagState } from '../protocol/tag.ts';
import { largestRow, smallestRow } from './address.ts';
import type { Format } from './format.ts';
import { type IconName, icon } from './icon.ts';
import type { Choice } from './labelList.ts';
import { Roving } from './roving.ts';
import { learnedHint, lineStates, stateName } from './tagLines.ts';
import { base, calm, choices } from './tokens.ts';
import type { Translate } from './words.ts';

export class PanelToolbar extends LitElement {
  static override readonly properties = {
    address: { attribute: false },
    labels: { attribute: false },
    folders: { attribute: false },
    problems: { type: Number },
    isNarrow: { type: Boolean },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare address: PanelAddress;
  declare labels: readonly LabelCount[];
  declare folders: readonly PanelFolder[];
  declare problems: number;
  declare isNarrow: boolean;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [
    base,
    calm,
    choices,
    css`
      :host {
        display: block;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
      }
      .space {
        flex: 1;
      }
      .mode {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .count {
        padding: 0 5px;
        border-radius: 9px;
        font-size: 0.85em;
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
      }
      .divider {
        width: 1px;
        height: 18px;
        margin: 0 4px;
        background: var(--vscode-widget-border, var(--line));
      }
      .size {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 26px;
        color: var(--dim);
      }
      input[type='range'] {
        width: 110px;
        height: 24px;
        margin: 0;
        appearance: none;
        background: none;
      }
      ::-webkit-slider-runnable-track {
        height: 4px;
        border-radius: 2px;
        background: var(--vscode-scrollbarSlider-background);
      }
      ::-webkit-slider-thumb {
        appearance: none;
        width: 14px;
        height: 14px;
        margin-top: -5px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 50%;
        background: var(--vscode-button-background);
      }
      label.check {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 26px;
        padding: 0 6px;
      }
      input[type='checkbox'] {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--vscode-button-background);
      }
      @media (forced-colors: active) {
        ::-webkit-slider-runnable-track {
          background: CanvasText;
          forced-color-adjust: none;
        }
        ::-webkit-slider-thumb {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  #showsFilters = false;

  constructor() {
    super();
    new Roving(this, {
      tools: () => [...this.renderRoot.querySelectorAll<HTMLElement>('button, panel-choice-list, input')],
    });
  }

  protected override render(): TemplateResult {
    const { t, address, isNarrow } = this;
    const filters = this.#filters();
    return html`<div class="bar" role="toolbar" aria-label=${t('Modes and filters')}>
      ${this.#mode('images', 'search', t('Images'), 0)}
      ${this.labels.length > 0 || address.mode === 'review' ? this.#mode('review', 'checklist', t('Review'), 0) : nothing}
      ${this.#mode('duplicates', 'files', t('Duplicates'), 0)}
      ${this.#mode('problems', 'warning', t('Problems'), this.problems)}
      ${
        address.mode === 'problems'
          ? nothing
          : isNarrow
            ? html`<span class="space"></span>
                <button
                  class="icon"
                  aria-expanded=${this.#showsFilters}
                  title=${t('Filters')}
                  aria-label=${t('Filters')}
                  @click=${this.#toggleFilters}
                >
                  ${icon('filter')}
                </button>
                ${this.#showsFilters ? filters : nothing}`
            : filters
      }
    </div>`;
  }

  #mode(mode: PanelMode, glyph: IconName, name: string, count: number): TemplateResult {
    const isOn = this.address.mode === mode || (mode === 'duplicates' && this.address.mode === 'copies');
    return html`<button
      class="mode choice"
      aria-pressed=${isOn}
      title=${name}
      aria-label=${count > 0 ? `${name}, ${this.format.count(count)}` : name}
      @click=${() => this.#go({ mode })}
    >
      ${icon(glyph)}${this.isNarrow && !isOn ? nothing : html`<span>${name}</span>`}
      ${count > 0 ? html`<span class="count" aria-hidden="true">${this.format.count(count)}</span>` : nothing}
    </button>`;
  }

  #filters(): TemplateResult {
    const { t, address } = this;
    const hasLabels = this.labels.length > 0 && (address.mode === 'images' || address.mode === 'review');
    return html`
      ${hasLabels || this.folders.length > 1 ? html`<span class="divider"></span>` : nothing}
      ${
        hasLabels
          ? html`<panel-choice-list
              .name=${t('Labels')}
              .choices=${this.#labelChoices()}
              .chosen=${address.noneOf === null ? address.label : noneValue(address.noneOf)}
              .action=${address.mode === 'images' ? t('Review (Ctrl+Enter)') : ''}
              @chosen=${(event: CustomEvent<string | null>) => this.#go(filterOf(event.detail))}
              @acted=${(event: CustomEvent<string | null>) =>
                this.#go({ ...filterOf(event.detail), noneOf: null, mode: 'review' })}
            ></panel-choice-list>`
          : nothing
      }
      ${
        address.label !== null && address.mode === 'images'
          ? html`<panel-choice-list
              .name=${t('State')}
              .choices=${this.#stateChoices(address.label)}
              .chosen=${address.tagState}
              @chosen=${(event: CustomEvent<TagState | null>) => this.#go({ tagState: event.detail })}
            ></panel-choice-list>`
          : nothing
      }
      ${
        this.folders.length > 1
          ? html`<panel-choice-list
              .name=${t('Folder')}
              .choices=${this.#folderChoices()}
              .chosen=${address.folder}
              @chosen=${(event: CustomEvent<string | null>) =>
                // The choices are the ids of the open folders.
                this.#go({ folder: event.detail as FolderId | null })}
            ></panel-choice-list>`
          : nothing
      }
      ${
        address.mode === 'duplicates' || address.mode === 'copies'
          ? html`<span class="divider"></span>
              <button
                class="mode choice"
                aria-pressed=${address.mode === 'copies'}
                title=${t('Compare the images of each group, keep one and merge the others into it')}
                @click=${() => this.#go({ mode: address.mode === 'copies' ? 'duplicates' : 'copies' })}
              >
                ${icon('checklist')}<span>${t('Compare')}</span>
              </button>
              <label class="check"
                ><input
                  type="checkbox"
                  .checked=${address.lookAlikes}
                  @change=${(event: Event) =>
                    // Only the check box listens here.
                    this.#go({ lookAlikes: (event.target as HTMLInputElement).checked })}
                />${t('Look-alikes')}</label
              >${
                address.mode === 'duplicates'
                  ? html`<label
                      class="check"
                      title=${t('Sets of images whose names say that they are meant to be alike, and what is missing in them')}
                      ><input
                        type="checkbox"
                        .checked=${address.variants}
                        @change=${(event: Event) =>
                          // Only the check box listens here.
                          this.#go({ variants: (event.target as HTMLInputElement).checked })}
                      />${t('Variants')}</label
                    >`
                  : nothing
              }`
          : nothing
      }
      <span class="space"></span>
      ${address.mode === 'review' || address.mode === 'copies' ? nothing : this.#size()}
    `;
  }

  #size(): TemplateResult {
    const { t, address } = this;
    return html`<label class="size" title=${t('Size of the pictures')}>
      ${icon('file-media')}
      <input
        type="range"
        aria-label=${t('Size of the pictures')}
        min=${smallestRow}
        max=${largestRow}
        step="4"
        .value=${String(address.rowHeight)}
        @input=${(event: Event) =>
          // Only the slider listens here.
          this.#go({ rowHeight: Number((event.target as HTMLInputElement).value) })}
      />
    </label>`;
  }

  #labelChoices(): Choice[] {
    const isReview = this.address.mode === 'review';
    const all = { value: null, name: isReview ? this.t('All labels') : this.t('All images'), count: '' };
    const groups = [...new Set(this.labels.map(({ group }) => group))];
    return [
      all,
      ...groups.flatMap((group): Choice[] => [
        ...this.labels
          .filter(count => count.group === group)
          .map(({ label, color, assets, states, learned }) => ({
            value: label,
            name: label,
            count: this.format.count(isReview ? states.suggested : assets),
            group,
            color,
            hint: learnedHint(learned, this.t, this.format),
          })),
        // Of the short form of the labels file one label always fits.
        ...(group === null || isReview
          ? []
          : [{ value: noneValue(group), name: this.t('None of these'), count: '', group, isPlain: true }]),
      ]),
    ];
  }

  #stateChoices(label: string): Choice[] {
    const states = this.labels.find(count => count.label === label)?.states;
    return [
      { value: null, name: this.t('All that have it'), count: '' },
      ...lineStates.map(state => ({
        value: state,
        name: stateName(state, this.t),
        count: states ? this.format.count(states[state]) : '',
      })),
    ];
  }

  #folderChoices(): Choice[] {
    const all = { value: null, name: this.t('All folders'), count: '' };
    return [all, ...this.folders.map(({ id, name }) => ({ value: id, name, count: '' }))];
  }

  #toggleFilters(): void {
    this.#showsFilters = !this.#showsFilters;
    this.requestUpdate();
  }

  #go(change: Partial<PanelAddress>): void {
    this.dispatchEvent(new CustomEvent('go', { detail: change }));
  }
}

/** What stands for none of a group in the list of labels: no label has such a name. */
const noneMark = '\0';

function noneValue(group: string): string {
  return noneMark + group;
}

function filterOf(value: string | null): Pick<PanelAddress, 'label' | 'tagState' | 'noneOf'> {
  const isNone = value?.startsWith(noneMark) ?? false;
  return { label: isNone ? null : value, tagState: null, noneOf: isNone ? value!.slice(1) : null };
}
