/** The last line: how many, how fast, which model on which device; and progress, with ways to pause, resume and stop. Events: `run` (a command), `stop-search` and `search-on` (of duplicates). */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { isSearch } from './address.ts';
import { copiesProgressText, groupsText } from './searchText.ts';
import type { Format } from './format.ts';
import { icon } from './icon.ts';
import { Roving } from './roving.ts';
import type { PanelView } from './panelView.ts';
import { base, calm, progressBar } from './tokens.ts';
import type { Translate } from './words.ts';

export class PanelFooter extends LitElement {
  static override readonly properties = {
    view: { attribute: false },
    t: { attribute: false },
    format: { attribute: false },
  };
  declare view: PanelView;
  declare t: Translate;
  declare format: Format;

  static override readonly styles = [
    base,
    calm,
    progressBar,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 16px;
        min-height: 28px;
        padding: 0 12px;
        color: var(--dim);
        border-top: 1px solid var(--vscode-widget-border, var(--line));
      }
      .part {
        display: flex;
        align-items: center;
        gap: 8px;
        white-space: nowrap;
        max-width: 100%;
      }
      .text {
        min-width: 0;
        white-space: normal;
      }
      progress {
        flex: 0 1 90px;
        min-width: 16px;
      }
      .quiet {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
        margin: 0 -4px;
        padding: 0 4px;
        border: none;
        background: none;
        color: inherit;
      }
      .quiet:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
    `,
  ];

  constructor() {
    super();
    new Roving(this, { tools: () => [...this.renderRoot.querySelectorAll('button')] });
  }

  protected override render(): TemplateResult {
    const { t, view } = this;
    const text = footerText(view, t, this.format);
    return html`<span class="part">
        ${text === '' ? nothing : html`<span>${text}</span>`}
        ${
          view.status?.model
            ? html`<button class="quiet" title=${t('Model and device')} @click=${() => this.#run('menu')}>
                ${t('{0} on {1}', modelName(view.status.model), (view.status.provider ?? '').toUpperCase())}
              </button>`
            : nothing
        }
      </span>
      ${this.#search()}${this.#work()}`;
  }

  /** The search for duplicates, with a way to stop it or to go on. */
  #search(): TemplateResult | typeof nothing {
    const { t, format } = this;
    const { search } = this.view;
    if (!search || search.isWhole) return nothing;
    if (search.isStopped)
      return html`<span class="part">
        <button class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('search-on'))}>
          ${icon('play')} ${t('Search On')}
        </button>
      </span>`;
    const { progress } = search;
    const isCounted = progress !== null && progress.step !== 'waiting' && progress.total > 0;
    return html`<span class="part">
      ${
        isCounted
          ? html`<progress
              aria-label=${t('Looking for duplicates')}
              max=${progress.total}
              value=${progress.done}
            ></progress>`
          : icon('sync', 'spin')
      }
      <span class="text">${copiesProgressText(search, t, format)}</span>
      <button
        class="icon"
        title=${t('Stop Looking for Duplicates')}
        aria-label=${t('Stop Looking for Duplicates')}
        @click=${() => this.dispatchEvent(new CustomEvent('stop-search'))}
      >
        ${icon('stop-circle')}
      </button>
    </span>`;
  }

  #work(): TemplateResult | typeof nothing {
    const { t, view } = this;
    const { progress, status } = view;
    if (status?.state === 'restarting')
      return html`<span class="part">${icon('sync', 'spin')} ${t('Restarting')}</span>`;
    const isPaused = status?.state === 'paused';
    if (status?.state !== 'indexing' && !isPaused) return nothing;
    return html`<span class="part">
      ${
        progress && progress.total > 0
          ? html`<progress
              aria-label=${t('Indexing')}
              max=${progress.total}
              value=${progress.done}
            ></progress>`
          : icon(isPaused ? 'debug-pause' : 'sync', isPaused ? '' : 'spin')
      }
      <span>${progressText(view, t, this.format)}</span>
      ${
        isPaused
          ? html`<button
              class="icon"
              title=${t('Resume Indexing')}
              aria-label=${t('Resume Indexing')}
              @click=${() => this.#run('resumeIndexing')}
            >
              ${icon('play')}
            </button>`
          : html`<button
              class="icon"
              title=${t('Pause Indexing')}
              aria-label=${t('Pause Indexing')}
              @click=${() => this.#run('pauseIndexing')}
            >
              ${icon('debug-pause')}
            </button>`
      }
      <button
        class="icon"
        title=${t('Stop Indexing')}
        aria-label=${t('Stop Indexing')}
        @click=${() => this.#run('cancelIndexing')}
      >
        ${icon('stop-circle')}
      </button>
    </span>`;
  }

  #run(command: 'menu' | 'cancelIndexing' | 'pauseIndexing' | 'resumeIndexing'): void {
    this.dispatchEvent(new CustomEvent('run', { detail: command }));
  }
}

/** How many of how many, and how long it took. */
export function footerText(view: PanelView, t: Translate, format: Format): string {
  const { answer } = view;
  if (!answer) return '';
  if (answer.kind === 'problems') {
    const { length } = answer.problems;
    return length === 1 ? t('1 problem') : t('{0} problems', format.count(length));
  }
  if (answer.kind === 'review') {
    const waiting = view.labels.reduce((sum, { states }) => sum + states.suggested, 0);
    return t('Suggestions: {0}', format.count(waiting));
  }
  if (answer.kind === 'duplicates' || answer.kind === 'copies')
    return view.search ? groupsText(view.search, t, format) : '';
  const { reply, address } = answer;
  if (!isSearch(address)) return imagesText(reply.searched, t, format);
  const matches = format.count(reply.strong + reply.fair);
  return [
    t('{0} of {1}', matches, format.count(reply.searched)),
    format.milliseconds(reply.milliseconds),
    ...(view.progress
      ? [t('searching in {0} of {1}', format.count(reply.searched), format.count(view.progress.total))]
      : []),
  ].join(' · ');
}

export function progressText({ progress, status }: PanelView, t: Translate, format: Format): string {
  if (status?.state === 'paused') {
    if (!progress || progress.total === 0) return t('Paused');
    return t('Paused at {0}', format.percent(progress.done, progress.total));
  }
  if (!progress || progress.total === 0) return t('Looking for images');
  return [
    t('Indexing {0}', format.percent(progress.done, progress.total)),
    ...(progress.imagesPerSecond >= 0.5 ? [t('{0}/s', format.count(progress.imagesPerSecond))] : []),
    ...(progress.remainingSeconds === null ? [] : [format.seconds(progress.remainingSeconds)]),
  ].join(' · ');
}

export function imagesText(count: number, t: Translate, format: Format): string {
  return count === 1 ? t('1 image') : t('{0} images', format.count(count));
}

/** `starter@1a2b3c4d` is *Starter* to people. */
export function modelName(model: string): string {
  const name = model.split('@')[0] ?? model;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
