/**
 * Two pictures against each other: side by side, swiped, blinking, or their difference; zoom and place are one for both.
 * A copy lies on the base as the pixels say: what was cut out where it was cut, what was turned or mirrored turned back. Event: `unshown` ('base' or 'top') where the browser has no picture.
 */
import { LitElement, type PropertyValues, type TemplateResult, css, html, nothing } from 'lit';
import type { AssetId } from '../protocol/asset.ts';
import type { PixelMap } from '../protocol/duplicate.ts';
import { commonStyle, layingStyle } from './laying.ts';
import { alphaGround, base, calm } from './tokens.ts';
import type { Translate } from './words.ts';

export const compareViews = ['side', 'swipe', 'blink', 'difference'] as const;
export type CompareView = (typeof compareViews)[number];

/** One picture; sizes in pixels of the file. `source` is null where there is nothing to show. */
export interface ComparedPicture {
  readonly id: AssetId;
  readonly source: string | null;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

const largestZoom = 32;
const blinkMilliseconds = 700;

export class PanelCompare extends LitElement {
  static override readonly properties = {
    base: { attribute: false },
    top: { attribute: false },
    map: { attribute: false },
    view: { attribute: false },
    t: { attribute: false },
    zoom: { state: true },
    shift: { state: true },
    swipe: { state: true },
    isTopShown: { state: true },
  };
  declare base: ComparedPicture;
  declare top: ComparedPicture;
  /** Pixels of the base to those of the top; null where the one is the other. */
  declare map: PixelMap | null;
  declare view: CompareView;
  declare t: Translate;
  declare zoom: number;
  declare shift: readonly [x: number, y: number];
  /** How much of the base is seen, from 0 to 100. */
  declare swipe: number;
  declare isTopShown: boolean;

  static override readonly styles = [
    base,
    calm,
    alphaGround,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: 4px;
        min-height: 0;
        min-width: 0;
      }
      .panes {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: minmax(0, 1fr);
        gap: 8px;
        min-height: 120px;
        cursor: grab;
        touch-action: none;
      }
      .pane {
        position: relative;
        display: grid;
        place-items: center;
        min-height: 0;
        overflow: hidden;
        container-type: size;
        background: var(--blank);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: var(--radius);
      }
      .frame {
        position: relative;
        transform-origin: center;
      }
      img {
        position: absolute;
        width: 100%;
        height: 100%;
        user-select: none;
        -webkit-user-drag: none;
      }
      .difference .frame {
        background: black;
        isolation: isolate;
        /* A border of the copy lies outside: nothing is there to compare it with. */
        overflow: hidden;
        /* A difference that is hardly there shall be seen. */
        filter: brightness(6);
      }
      .difference img.top {
        mix-blend-mode: difference;
      }
      .line {
        position: absolute;
        top: 0;
        bottom: 0;
        width: 2px;
        margin-left: -1px;
        background: var(--vscode-focusBorder, currentColor);
        pointer-events: none;
      }
      .name {
        position: absolute;
        left: 6px;
        bottom: 6px;
        max-width: calc(100% - 12px);
        padding: 1px 6px;
        border-radius: var(--radius);
        color: inherit;
        background: var(--raised);
        border: 1px solid var(--line);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name.right {
        left: auto;
        right: 6px;
      }
      .none {
        color: var(--dim);
      }
      .tools {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 26px;
        color: var(--dim);
      }
      .tools input {
        flex: 1;
        min-width: 60px;
        accent-color: var(--vscode-button-background);
      }
      @media (forced-colors: active) {
        .line {
          background: Highlight;
        }
        .difference .frame {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  #timer: ReturnType<typeof setInterval> | undefined;
  #grab: { readonly x: number; readonly y: number; readonly shift: readonly [number, number] } | undefined;

  constructor() {
    super();
    this.zoom = 1;
    this.shift = [0, 0];
    this.swipe = 50;
    this.isTopShown = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Nearer by a factor above 1, farther by one below; 0 shows the whole again. */
  zoomBy(factor: number): void {
    const zoom = factor === 0 ? 1 : Math.min(largestZoom, Math.max(1, this.zoom * factor));
    const change = zoom / this.zoom;
    this.shift = zoom === 1 ? [0, 0] : [this.shift[0] * change, this.shift[1] * change];
    this.zoom = zoom;
  }

  /** Moves both pictures by so many CSS pixels, while they are nearer than the whole. */
  moveBy(x: number, y: number): void {
    if (this.zoom > 1) this.shift = [this.shift[0] + x, this.shift[1] + y];
  }

  /** Shows the other one, in the view that blinks. */
  toggle(): void {
    this.isTopShown = !this.isTopShown;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('base') || changed.has('top')) {
      const before = changed.get('base');
      if (before && before.id !== this.base.id) this.zoomBy(0);
    }
    if (changed.has('view')) this.#blink();
  }

  protected override render(): TemplateResult {
    const { view } = this;
    return html`<div
        class="panes ${view}"
        @wheel=${this.#wheeled}
        @pointerdown=${this.#grabbed}
        @pointermove=${this.#moved}
        @pointerup=${() => (this.#grab = undefined)}
        @pointercancel=${() => (this.#grab = undefined)}
      >
        ${view === 'side' ? html`${this.#alone('base')}${this.#alone('top')}` : this.#laid()}
      </div>
      ${this.#tools()}`;
  }

  /** One picture in a pane of its own. */
  #alone(which: 'base' | 'top'): TemplateResult {
    const picture = this[which];
    return html`<div class="pane">
      <div class="frame ${picture.hasAlpha ? 'alpha' : ''}" .style=${this.#frameStyle(picture)}>
        ${this.#image(which, {})}
      </div>
      <span class="name" title=${picture.name}>${picture.name}</span>
    </div>`;
  }

  /** The top laid onto the base. */
  #laid(): TemplateResult {
    const { view, base: under, top, map, swipe, isTopShown, t } = this;
    const place = layingStyle(map, under, top);
    const hidden = { visibility: 'hidden' };
    // The whole frame is divided, not the top alone: it may be smaller.
    const cut = { clipPath: `inset(0 0 0 ${swipe}%)`, position: 'absolute', inset: '0' };
    const image = this.#image('top', view === 'blink' && !isTopShown ? { ...place, ...hidden } : place);
    const isBaseHidden = view === 'blink' && isTopShown;
    const cutBase = { clipPath: `inset(0 ${100 - swipe}% 0 0)` };
    const baseStyle =
      view === 'swipe'
        ? cutBase
        : view === 'difference'
          ? commonStyle(map, under, top)
          : isBaseHidden
            ? hidden
            : {};
    return html`<div class="pane">
      <div class="frame ${under.hasAlpha || top.hasAlpha ? 'alpha' : ''}" .style=${this.#frameStyle(under)}>
        ${this.#image('base', baseStyle)}
        ${view === 'swipe' ? html`<div .style=${styleText(cut)}>${image}</div>` : image}
        ${view === 'swipe' ? html`<div class="line" .style=${styleText({ left: `${swipe}%` })}></div>` : nothing}
      </div>
      ${
        view === 'blink'
          ? html`<span class="name">${isTopShown ? top.name : under.name}</span>`
          : view === 'difference'
            ? html`<span class="name">${t('Difference, brightened six times')}</span>`
            : html`<span class="name">${under.name}</span><span class="name right">${top.name}</span>`
      }
    </div>`;
  }

  #image(which: 'base' | 'top', style: Readonly<Record<string, string>>): TemplateResult {
    const { source, name } = this[which];
    if (source === null) return html`<span class="none">${this.t('No picture')}</span>`;
    return html`<img
      class=${which}
      src=${source}
      alt=${name}
      draggable="false"
      .style=${styleText(style)}
      @error=${() => this.dispatchEvent(new CustomEvent('unshown', { detail: which }))}
    />`;
  }

  /** As large as the pane lets it be, in the shape of the picture. */
  #frameStyle({ width, height }: ComparedPicture) {
    const aspect = width / Math.max(1, height);
    const [x, y] = this.shift;
    return styleText({
      width: `min(100cqw, ${100 * aspect}cqh)`,
      aspectRatio: String(aspect),
      transform: `translate(${x}px, ${y}px) scale(${this.zoom})`,
      imageRendering: this.zoom >= 6 ? 'pixelated' : 'auto',
    });
  }

  #tools(): TemplateResult {
    const { t, view } = this;
    if (view === 'swipe')
      return html`<label class="tools"
        >${t('Swipe')}
        <input
          type="range"
          min="0"
          max="100"
          .value=${String(this.swipe)}
          @input=${(event: Event) =>
            // Only the slider listens here.
            (this.swipe = Number((event.target as HTMLInputElement).value))}
      /></label>`;
    return html`<div class="tools">
      ${this.zoom > 1 ? `${t('Zoom {0} times', Math.round(this.zoom * 10) / 10)} · ${t('Drag, or press Shift with an arrow, to move')}` : t('Zoom with the wheel, or with + and −')}
    </div>`;
  }

  #blink(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.isTopShown = false;
    // Who wants nothing to move blinks by the space bar.
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (this.view === 'blink' && !isCalm) this.#timer = setInterval(() => this.toggle(), blinkMilliseconds);
  }

  #wheeled(event: WheelEvent): void {
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1.25 : 0.8);
  }

  #grabbed(event: PointerEvent): void {
    // The listener stands on the panes.
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#grab = { x: event.clientX, y: event.clientY, shift: this.shift };
  }

  #moved(event: PointerEvent): void {
    const grab = this.#grab;
    if (!grab || this.zoom === 1) return;
    this.shift = [grab.shift[0] + event.clientX - grab.x, grab.shift[1] + event.clientY - grab.y];
  }
}

/** For the property, which goes past the attribute: the page's policy forbids styles in attributes. */
function styleText(style: Readonly<Record<string, string>>): string {
  return Object.entries(style)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}: ${value};`)
    .join(' ');
}
