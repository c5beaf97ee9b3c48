/** The tags of the image in the details: each with its state, and with what can be said of it. */
import { type TemplateResult, css, html, nothing } from 'lit';
import type { Format } from './format.ts';
import { icon } from './icon.ts';
import { tint } from './place.ts';
import { type TagLine, type TagWish, stateName, tagRemark, yesTo } from './tagLines.ts';
import type { Translate } from './words.ts';

export interface TagSectionPorts {
  readonly tags: readonly TagLine[];
  /** The model's name for people, null before one is loaded. */
  readonly model: string | null;
  /** False in a restricted workspace, where nothing can be decided. */
  readonly canDecide: boolean;
  readonly decide: (wish: TagWish) => void;
  readonly add: () => void;
  readonly t: Translate;
  readonly format: Format;
}

export function tagSection(ports: TagSectionPorts): TemplateResult {
  const { tags, model, canDecide, t } = ports;
  const isSuggested = tags.some(({ state }) => state === 'suggested');
  return html`<div class="heading">
      <h3>${t('Tags')}</h3>
      ${
        canDecide
          ? html`<button class="add" title=${t('Add Tag (T)')} @click=${ports.add}>${t('Add Tag…')}</button>`
          : nothing
      }
    </div>
    ${
      tags.length === 0
        ? html`<p class="no-tags">${t('No tags yet.')}</p>`
        : html`<ul class="tags">
            ${tags.map(tag => tagRow(tag, ports))}
          </ul>`
    }
    ${isSuggested && model !== null ? html`<p class="by">${t('Suggested by {0}', model)}</p>` : nothing}`;
}

function tagRow(tag: TagLine, { canDecide, decide, t, format }: TagSectionPorts): TemplateResult {
  const { group, label, color, state, probability } = tag;
  const share = probability === null ? '' : format.percent(probability, 1);
  const isHeld = state === 'accepted' || state === 'by-hand';
  const wish = (verdict: TagWish['verdict']) => () => decide({ group, label, verdict });
  const remark = tagRemark(tag, t, format);
  return html`<li class="tag ${state}" title=${group === '' ? nothing : `${group}: ${label}`}>
    <span class="sign" aria-hidden="true">${signOf(state)}</span>
    <span class="label"
      >${color ? html`<i class="dot" ${tint(color)}></i>` : nothing}<span class="name">${label}</span></span
    >
    <span class="state">${state === 'suggested' ? share : stateName(state, t)}</span>
    ${remark === '' ? nothing : html`<small class="remark">${remark}</small>`}
    ${
      canDecide
        ? html`<button
              class="icon ${isHeld ? 'on' : ''}"
              aria-pressed=${isHeld}
              title=${isHeld ? t('Take back') : t('Accept')}
              aria-label=${isHeld ? t('Take back {0}', label) : t('Accept {0}', label)}
              @click=${wish(isHeld ? null : yesTo(tag))}
            >
              ${icon('check')}
            </button>
            <button
              class="icon ${state === 'rejected' ? 'on' : ''}"
              aria-pressed=${state === 'rejected'}
              title=${state === 'rejected' ? t('Take back') : t('Reject')}
              aria-label=${state === 'rejected' ? t('Take back {0}', label) : t('Reject {0}', label)}
              @click=${wish(state === 'rejected' ? null : 'rejected')}
            >
              ${icon('close')}
            </button>`
        : nothing
    }
  </li>`;
}

/** Told apart without colour, too. */
function signOf(state: TagLine['state']): TemplateResult | typeof nothing {
  if (state === 'accepted') return icon('check');
  if (state === 'by-hand') return icon('account');
  if (state === 'rejected') return icon('circle-slash');
  if (state === 'disputed') return icon('warning');
  return icon('sparkle');
}

export const tagSectionStyles = css`
  .heading {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin: 0 0 4px;
  }
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }
  .tags {
    display: grid;
    gap: 1px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .tag {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr) auto 26px 26px;
    align-items: center;
    column-gap: 4px;
    min-height: 28px;
  }
  .tag .label {
    overflow-wrap: anywhere;
  }
  .tag.rejected .name {
    text-decoration: line-through;
  }
  .tag .remark {
    /* Below all of the line: there is more to read than beside a name. */
    grid-area: 2 / 2 / auto / -1;
    padding-block-end: 6px;
    overflow-wrap: anywhere;
    color: var(--dim);
    font-size: 0.9em;
  }
  .tag .sign,
  .tag .state,
  .tag.suggested .label {
    color: var(--dim);
  }
  .tag .sign .codicon {
    font-size: 14px;
  }
  .tag.disputed .sign {
    color: var(--vscode-problemsWarningIcon-foreground, inherit);
  }
  .tag .dot {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
  }
  .tag button.on {
    color: var(--vscode-inputOption-activeForeground, inherit);
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, var(--line));
  }
  .by,
  .no-tags {
    margin: 4px 0 0;
    color: var(--dim);
  }
`;
