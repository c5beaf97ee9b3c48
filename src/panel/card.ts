/** One cell of the grid: the picture whole, its name, its folder; more of it while it is hovered or focused. */
import { type TemplateResult, css, html, nothing } from 'lit';
import type { AssetCard } from '../protocol/asset.ts';
import type { PanelSetup } from '../protocol/panel.ts';
import type { Band } from '../protocol/query.ts';
import { type Format, baseName, folderName } from './format.ts';
import { icon } from './icon.ts';
import { cardPicture } from './pictures.ts';
import { place } from './place.ts';
import type { Cell } from './rows.ts';
import { bandName } from './sections.ts';
import { type TagLine, tagText } from './tagLines.ts';
import type { Translate } from './words.ts';

/** All that a cell shows. */
export interface CellView {
  readonly cell: Cell;
  readonly column: number;
  readonly card: AssetCard | undefined;
  readonly tags: readonly TagLine[];
  readonly band: Band | null;
  /** Place in its duplicate group, null outside of groups; 0 is the one to keep. */
  readonly inGroup: number | null;
  readonly isFocus: boolean;
  readonly isSelected: boolean;
  /** Hovered, or focused by keyboard: shows what there is no room for on every card. */
  readonly isActive: boolean;
  readonly hasCaption: boolean;
  /** Height of the picture, CSS pixels. */
  readonly pictureHeight: number;
  readonly setup: PanelSetup;
  readonly t: Translate;
  readonly format: Format;
  /** In how many files it is used, in words; '' where that is not known. */
  readonly use: string;
}

export function cardCell(view: CellView): TemplateResult {
  const { cell, column, card, isFocus, isSelected } = view;
  return html`<div
    role="gridcell"
    class="cell ${card ? '' : 'unknown'} ${isSelected ? 'selected' : ''}"
    data-item=${cell.item}
    data-folder=${card && view.hasCaption ? underName(card, view) : nothing}
    tabindex=${isFocus ? 0 : -1}
    aria-colindex=${column + 1}
    aria-selected=${isSelected}
    aria-label=${card ? cardName(card, view) : view.t('Loading')}
    title=${card ? [card.path, ...(view.use === '' ? [] : [view.use])].join('\n') : nothing}
    ${place({ left: cell.left, width: cell.width })}
  >
    ${card ? picture(card, view) : nothing} ${card && view.hasCaption ? caption(card) : nothing}
    ${card ? (view.isActive ? overlay(card, view) : mark(card, view)) : nothing}
  </div>`;
}

/**
 * What a screen reader says of a card: file name, tags, score band, marks, folder.
 * What is written on the card comes in the same order, so that who speaks it to a computer is understood.
 */
export function cardName(
  card: AssetCard,
  { tags, band, inGroup, t, format }: Pick<CellView, 'tags' | 'band' | 'inGroup' | 't' | 'format'>,
): string {
  return [
    baseName(card.path),
    ...(inGroup === 0 ? [t('Keep')] : []),
    ...heldTags(tags).map(tag => tagText(tag, t, format)),
    ...(band === null ? [] : [bandName(band, t)]),
    ...(inGroup === null && card.copies > 0 ? [copiesText(card.copies, t)] : []),
    folderName(card.path),
  ]
    .filter(part => part !== '')
    .join(', ');
}

/** What a person said it is not has no place on a card. */
function heldTags(tags: readonly TagLine[]): readonly TagLine[] {
  return tags.filter(({ state }) => state !== 'rejected');
}

export function copiesText(copies: number, t: Translate): string {
  return copies === 1 ? t('1 copy') : t('{0} copies', copies);
}

export function dimensionsText(card: AssetCard, format: Format): string {
  return `${format.count(card.width)} × ${format.count(card.height)}`;
}

function picture(card: AssetCard, { setup, pictureHeight }: CellView): TemplateResult {
  const source = cardPicture(setup, card, pictureHeight * devicePixelRatio);
  // Not `loading="lazy"`: only rows in sight and their neighbours exist, and inside a scroller Chromium's lazy pictures
  // wait until they are in sight, which would make the neighbours useless.
  return source === null
    ? html`<div class="picture none" ${place({ height: pictureHeight })}>${icon('file-media')}</div>`
    : html`<img
        class="picture ${card.hasAlpha ? 'alpha' : ''}"
        src=${source}
        alt=""
        decoding="async"
        draggable="false"
        ${place({ height: pictureHeight })}
      />`;
}

function caption(card: AssetCard): TemplateResult {
  return html`<div class="name">${baseName(card.path)}</div>`;
}

function underName(card: AssetCard, { inGroup, format }: CellView): string {
  const folder = folderName(card.path);
  if (inGroup === null) return folder;
  // What differs between copies matters more than where they are, and both fit.
  const facts = `${dimensionsText(card, format)} · ${format.bytes(card.bytes)}`;
  return folder === '' ? facts : `${folder}\n${facts}`;
}

function mark({ copies }: AssetCard, { inGroup, t }: CellView): TemplateResult | typeof nothing {
  if (inGroup === 0) return html`<div class="mark keep">${t('Keep')}</div>`;
  if (inGroup !== null || copies === 0) return nothing;
  return icon('files', 'mark');
}

function overlay(card: AssetCard, { tags, band, inGroup, hasCaption, t, format }: CellView): TemplateResult {
  // Three lines of facts, or two on a low picture.
  return html`<div class="overlay ${hasCaption ? '' : 'low'}">
    <div class="facts">
      ${inGroup === 0 ? html`<span class="tag">${t('Keep')}</span>` : nothing}
      ${heldTags(tags).map(tag => html`<span class="tag ${tag.state}">${tagText(tag, t, format)}</span> `)}
      ${band === null ? nothing : html`<span class="band">${bandName(band, t)}</span> `}
      ${inGroup === null && card.copies > 0 ? html`<span class="tag">${copiesText(card.copies, t)}</span>` : nothing}
    </div>
    <button class="icon" tabindex="-1" data-action="similar" title=${t('Find Similar (F)')}>
      ${icon('search')}
    </button>
    <button class="icon" tabindex="-1" data-action="open" title=${t('Open (Enter)')}>
      ${icon('go-to-file')}
    </button>
  </div>`;
}

export const cardStyles = css`
  .cell {
    position: absolute;
    inset: 0 auto 0 0;
    border-radius: var(--radius);
    overflow: hidden;
    outline-offset: -2px;
    cursor: default;
  }
  .cell.unknown,
  .picture {
    background-color: var(--blank);
  }
  .cell:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .cell.selected {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
  }
  :host(:focus-within) .cell.selected {
    color: var(--vscode-list-activeSelectionForeground, inherit);
    background: var(--vscode-list-activeSelectionBackground);
  }
  .cell:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
  }
  .cell::after {
    content: attr(data-folder);
    display: block;
    overflow: hidden;
    padding: 0 4px;
    white-space: pre;
    text-overflow: ellipsis;
    font-size: 0.9em;
    line-height: 16px;
    color: var(--dim);
  }
  .cell.selected::after {
    color: inherit;
    opacity: 0.85;
  }
  .picture {
    display: block;
    width: 100%;
    object-fit: contain;
  }
  .picture.none {
    display: grid;
    place-items: center;
    color: var(--dim);
  }
  /* Variants differ at the end of a name: it is cut at its start, which is where a line from the right ends. */
  .name {
    overflow: hidden;
    padding: 2px 4px 0;
    line-height: 18px;
    direction: rtl;
    text-align: left;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .name::before {
    content: '\\2066';
  }
  .name::after {
    content: '\\2069';
  }
  .mark {
    position: absolute;
    top: 4px;
    right: 4px;
    padding: 2px 4px;
    border-radius: var(--radius);
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border: 1px solid var(--line);
    font-size: 0.9em;
  }
  .codicon.mark {
    font-size: 14px;
  }
  .mark.keep {
    right: auto;
    left: 4px;
  }
  .overlay {
    position: absolute;
    inset: 4px 4px auto 4px;
    display: flex;
    gap: 2px;
    align-items: start;
    pointer-events: none;
  }
  .overlay .facts {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    overflow: hidden;
    max-height: 64px;
  }
  .overlay.low .facts {
    max-height: 42px;
  }
  .overlay span.band,
  .overlay span.tag {
    height: 20px;
    padding: 0 5px;
    border-radius: var(--radius);
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border: 1px solid var(--line);
    font-size: 0.85em;
    line-height: 18px;
    white-space: nowrap;
  }
  /* How well it matches is what one looks for; it is spoken after the tags. */
  .overlay span.band {
    order: -1;
  }
  .overlay button.icon {
    flex: none;
    pointer-events: auto;
    background: var(--raised);
    border-color: var(--line);
  }
  .overlay button.icon:hover {
    background: var(--raised-hover);
  }
  @media (forced-colors: active) {
    .cell.selected {
      outline: 2px solid Highlight;
    }
    .cell:focus-visible {
      outline: 3px solid Highlight;
    }
  }
`;
