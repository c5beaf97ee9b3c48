/** A button that opens a list of choices with their counts: labels, or folders. Events: `chosen` (a value or null), and `acted` (a value) where `action` says what else can be done with one. */
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { icon } from './icon.ts';
import { place, tint } from './place.ts';
import { base, calm } from './tokens.ts';

export interface Choice {
  /** Null stands for no filter. */
  readonly value: string | null;
  readonly name: string;
  /** Shown behind the name; empty for none. */
  readonly count: string;
  /** Choices of one group stand below its name, one after the other. */
  readonly group?: string | null;
  /** `#rgb` or `#rrggbb`. */
  readonly color?: string | null;
  /** Told under the pointer. */
  readonly hint?: string;
  /** Nothing else can be done with it than to choose it. */
  readonly isPlain?: boolean;
}

export class LabelList extends LitElement {
  /** To focus the list is to focus its button. */
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override readonly properties = {
    name: { type: String },
    choices: { attribute: false },
    chosen: { type: String },
    action: { type: String },
  };
  /** What is chosen here, for example *Labels*. */
  declare name: string;
  declare choices: readonly Choice[];
  declare chosen: string | null;
  /** What Ctrl+Enter does, for example *Review (Ctrl+Enter)*; empty for nothing. */
  declare action: string | undefined;

  static override readonly styles = [
    base,
    calm,
    css`
      :host {
        display: inline-block;
        min-width: 0;
      }
      .opener {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        max-width: 100%;
        color: inherit;
        background: transparent;
      }
      .opener:hover,
      .opener[aria-expanded='true'] {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .opener.set {
        color: var(--vscode-inputOption-activeForeground, inherit);
        background: var(--vscode-inputOption-activeBackground);
        border-color: var(--vscode-inputOption-activeBorder, var(--line));
      }
      .opener .text {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .opener .codicon {
        font-size: 12px;
      }
      .list {
        position: fixed;
        inset: 0 auto auto 0;
        margin: 0;
        padding: 4px;
        min-width: 180px;
        max-width: 320px;
        max-height: 60vh;
        overflow: auto;
        color: var(--vscode-menu-foreground, inherit);
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-menu-border, var(--line));
        border-radius: var(--radius);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      .option {
        display: flex;
        gap: 16px;
        min-height: 26px;
        align-items: center;
        padding: 0 8px;
        border-radius: 3px;
        cursor: pointer;
      }
      .option .text {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .group {
        padding: 6px 8px 2px;
        color: var(--dim);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .option .dot {
        width: 8px;
        height: 8px;
        margin-inline-end: -8px;
        border-radius: 50%;
      }
      .hint {
        padding: 6px 8px 2px;
        color: var(--dim);
      }
      .option .action {
        display: grid;
        place-items: center;
        width: 24px;
        height: 24px;
        margin-inline: -10px -6px;
        border-radius: 3px;
      }
      .option .action .codicon {
        font-size: 14px;
      }
      .option .action:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .option .count {
        color: var(--dim);
      }
      .option[aria-selected='true'] .text::before {
        content: '✓ ';
      }
      .option:hover,
      .option:focus-visible {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
      }
      .option:hover .count,
      .option:focus-visible .count {
        color: inherit;
      }
      @media (forced-colors: active) {
        .option:focus-visible {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  #isOpen = false;
  #left = 0;
  #top = 0;

  protected override render(): TemplateResult {
    const chosen = this.choices.find(choice => choice.value === this.chosen && choice.value !== null);
    return html`<button
        class="opener ${chosen ? 'set' : ''}"
        aria-haspopup="listbox"
        aria-expanded=${this.#isOpen}
        @click=${this.#open}
      >
        <span class="text">${chosen ? `${this.name}: ${chosen.name}` : this.name}</span
        >${icon('chevron-down')}
      </button>
      <div
        class="list"
        popover
        role="listbox"
        aria-label=${this.name}
        ${place({ left: this.#left, top: this.#top })}
        @toggle=${this.#toggled}
        @keydown=${this.#pressed}
      >
        ${this.#isOpen ? this.#groups() : ''}
        ${this.#isOpen && this.action ? html`<div class="hint" aria-hidden="true">${this.action}</div>` : ''}
      </div>`;
  }

  /** The choices, those of a group below its name. Their order is that of `choices`, which the keys count on. */
  #groups(): TemplateResult[] {
    const runs: { readonly group: string | null; readonly choices: Choice[] }[] = [];
    for (const choice of this.choices) {
      const group = choice.group ?? null;
      if (runs.at(-1)?.group === group) runs.at(-1)!.choices.push(choice);
      else runs.push({ group, choices: [choice] });
    }
    return runs.map(({ group, choices }) =>
      group === null
        ? html`${choices.map(choice => this.#option(choice))}`
        : html`<div role="group" aria-label=${group}>
            <div class="group" aria-hidden="true">${group}</div>
            ${choices.map(choice => this.#option(choice))}
          </div>`,
    );
  }

  #option(choice: Choice): TemplateResult {
    return html`<div
      class="option"
      role="option"
      tabindex="-1"
      aria-selected=${choice.value === this.chosen}
      aria-keyshortcuts=${this.#hasAction(choice) ? 'Control+Enter' : nothing}
      title=${choice.hint || nothing}
      @click=${() => this.#choose(choice.value)}
    >
      ${choice.color ? html`<span class="dot" ${tint(choice.color)}></span>` : nothing}
      <span class="text">${choice.name}</span>
      <span class="count">${choice.count}</span>
      ${
        this.#hasAction(choice)
          ? // For the mouse; the keyboard has Ctrl+Enter, and the list says so.
            html`<span
              class="action"
              title=${this.action ?? ''}
              @click=${(event: Event) => this.#act(event, choice)}
              >${icon('checklist')}</span
            >`
          : nothing
      }
    </div>`;
  }

  get #list(): HTMLElement {
    // `render` always draws it.
    return this.renderRoot.querySelector<HTMLElement>('.list')!;
  }

  get #options(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.option')];
  }

  async #open(): Promise<void> {
    const { left, bottom } = this.getBoundingClientRect();
    this.#isOpen = true;
    this.#left = Math.max(4, Math.min(left, innerWidth - 330));
    this.#top = bottom + 2;
    this.requestUpdate();
    await this.updateComplete;
    this.#list.showPopover();
    const place = this.choices.findIndex(choice => choice.value === this.chosen);
    this.#options[Math.max(0, place)]?.focus();
  }

  #toggled(event: ToggleEvent): void {
    this.#isOpen = event.newState === 'open';
    this.requestUpdate();
  }

  #hasAction({ value, isPlain }: Choice): boolean {
    return Boolean(this.action) && value !== null && !isPlain;
  }

  #act(event: Event, { value }: Choice): void {
    event.stopPropagation();
    this.#list.hidePopover();
    this.dispatchEvent(new CustomEvent('acted', { detail: value }));
  }

  #choose(value: string | null): void {
    this.#list.hidePopover();
    this.renderRoot.querySelector('button')?.focus();
    this.dispatchEvent(new CustomEvent('chosen', { detail: value }));
  }

  #pressed(event: KeyboardEvent): void {
    const options = this.#options;
    const at = options.findIndex(option => option.matches(':focus'));
    const go = (to: number) => options[Math.min(options.length - 1, Math.max(0, to))]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(options.length - 1);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const choice = this.choices[at];
      if (choice && this.#hasAction(choice)) this.#act(event, choice);
    } else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.choices[at]?.value ?? null);
    else if (event.key === 'Escape' || event.key === 'Tab') this.#choose(this.chosen);
    else if (event.key.length === 1) {
      const key = event.key.toLowerCase();
      const after = [...this.choices.slice(at + 1), ...this.choices.slice(0, at + 1)];
      const found = after.find(choice => choice.name.toLowerCase().startsWith(key));
      if (found) go(this.choices.indexOf(found));
      // Arrows to the sides stay here, too: they would leave an open list behind.
    } else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
