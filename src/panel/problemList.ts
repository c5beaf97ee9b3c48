/**
 * Files that could not be read: what, why, and what to do. Only the rows in sight exist.
 * One stop of the Tab key for all rows: arrows go from row to row. Events: `reveal` (the problem), `retry` (all of them).
 */
import { LitElement, type PropertyValues, type TemplateResult, css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ProblemKind } from '../protocol/asset.ts';
import type { FolderProblem } from '../protocol/lens.ts';
import { baseName, folderName } from './format.ts';
import { icon } from './icon.ts';
import { place } from './place.ts';
import { base, calm } from './tokens.ts';
import type { Translate } from './words.ts';

const rowHeight = 52;
const overscan = 4;

export class ProblemList extends LitElement {
  static override readonly properties = { problems: { attribute: false }, t: { attribute: false } };
  declare problems: readonly FolderProblem[];
  declare t: Translate;

  static override readonly styles = [
    base,
    calm,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .again {
        flex: none;
        display: flex;
        justify-content: flex-end;
        padding: 6px 12px;
      }
      .scroller {
        flex: 1;
        min-height: 0;
        overflow: hidden auto;
      }
      .space {
        position: relative;
      }
      .row {
        position: absolute;
        inset: 0 auto auto 0;
        width: 100%;
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 0 12px;
        border-bottom: 1px solid var(--vscode-widget-border, var(--line));
      }
      .row .codicon {
        color: var(--vscode-problemsWarningIcon-foreground, var(--vscode-icon-foreground));
      }
      .text {
        flex: 1;
        min-width: 0;
      }
      .text > div {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .what,
      .folder {
        color: var(--dim);
      }
      button {
        flex: none;
      }
    `,
  ];

  #top = 0;
  #height = 600;
  /** The row that the keyboard is on. */
  #at = 0;
  readonly #observer = new ResizeObserver(entries => {
    this.#height = entries[0]?.contentRect.height ?? this.#height;
    this.requestUpdate();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override firstUpdated(_changes: PropertyValues<this>): void {
    const scroller = this.renderRoot.querySelector('.scroller');
    if (scroller) this.#observer.observe(scroller);
  }

  protected override render(): TemplateResult {
    const { problems, t } = this;
    this.#at = Math.min(this.#at, problems.length - 1);
    const first = Math.max(0, Math.floor(this.#top / rowHeight) - overscan);
    const last = Math.min(problems.length, Math.ceil((this.#top + this.#height) / rowHeight) + overscan);
    const drawn = problems.slice(first, last).map((problem, offset) => ({ problem, at: first + offset }));
    // The row with the keyboard stays in the document when it is scrolled out of sight.
    const kept = problems[this.#at];
    if (kept && this.#at < first) drawn.unshift({ problem: kept, at: this.#at });
    else if (kept && this.#at >= last) drawn.push({ problem: kept, at: this.#at });
    return html`<div class="again">
        <button
          title=${t('Read these files again, also those that have not changed')}
          @click=${() => this.dispatchEvent(new CustomEvent('retry'))}
        >
          ${t('Retry')}
        </button>
      </div>
      <div class="scroller" tabindex="-1" @scroll=${this.#scrolled} @keydown=${this.#pressed}>
        <div
          class="space"
          role="list"
          aria-label=${t('Problems')}
          ${place({ height: problems.length * rowHeight })}
        >
          ${repeat(
            drawn,
            ({ problem }) => `${problem.folder}/${problem.path}`,
            ({ problem, at }) => this.#row(problem, at),
          )}
        </div>
      </div>`;
  }

  #row(problem: FolderProblem, at: number): TemplateResult {
    const { t } = this;
    // A folder as a whole, which is not there or cannot be read: nothing of it can be revealed.
    const isFolder = problem.path === '';
    const name = baseName(isFolder ? problem.folder : problem.path);
    return html`<div
      class="row"
      role="listitem"
      aria-setsize=${this.problems.length}
      aria-posinset=${at + 1}
      ${place({ top: at * rowHeight, height: rowHeight })}
    >
      ${icon('warning')}
      <div class="text">
        <div title=${isFolder ? problem.folder : problem.path}>
          ${name} <span class="folder">${folderName(problem.path)}</span>
        </div>
        <div class="what" title=${problem.detail}>${problemName(problem.kind, t)}: ${problem.detail}</div>
      </div>
      <button
        tabindex=${at === this.#at ? 0 : -1}
        aria-label=${isFolder ? t('Retry') : t('Reveal {0}', name)}
        @focus=${() => this.#goTo(at)}
        @click=${() => this.dispatchEvent(isFolder ? new CustomEvent('retry') : new CustomEvent('reveal', { detail: problem }))}
      >
        ${isFolder ? t('Retry') : t('Reveal')}
      </button>
    </div>`;
  }

  #pressed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#height / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: this.#at - 1,
      ArrowDown: this.#at + 1,
      Home: 0,
      End: this.problems.length - 1,
      PageUp: this.#at - page,
      PageDown: this.#at + page,
    };
    const to = steps[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#goTo(Math.min(this.problems.length - 1, Math.max(0, to)));
    void this.updateComplete.then(() => {
      const button = this.renderRoot.querySelector<HTMLElement>('.row button[tabindex="0"]');
      button?.focus({ preventScroll: true });
      button?.closest('.row')?.scrollIntoView({ block: 'nearest' });
    });
  }

  #goTo(at: number): void {
    this.#at = at;
    this.requestUpdate();
  }

  #scrolled(event: Event): void {
    // Only the scroller listens here.
    this.#top = (event.target as HTMLElement).scrollTop;
    this.requestUpdate();
  }
}

function problemName(kind: ProblemKind, t: Translate): string {
  switch (kind) {
    case 'corrupt':
      return t('Damaged');
    case 'truncated':
      return t('Ends early');
    case 'empty':
      return t('Empty');
    case 'not-an-image':
      return t('Not an image');
    case 'unsupported':
      return t('Format not read');
    case 'too-large':
      return t('Too large');
    case 'lfs-pointer':
      return t('Git LFS pointer');
    case 'denied':
      return t('No permission');
    case 'vanished':
      return t('Vanished');
    case 'timed-out':
      return t('No answer');
    case 'too-slow':
      return t('Took too long');
    case 'crashed':
      return t('Crashed the reader');
  }
}
