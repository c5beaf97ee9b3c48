/** What is said above the images: what failed and what helps, mistakes in the labels file, a workspace that is not trusted. */
import { type TemplateResult, html, nothing } from 'lit';
import { icon } from './icon.ts';
import { screenOf, troubleOf } from './screens.ts';
import type { PanelState } from './state.ts';

export function bannersFor(state: PanelState): readonly TemplateResult[] {
  const { view, t, format } = state;
  const banners: TemplateResult[] = [];
  const isCovered = screenOf(view, t, format)?.kind === 'message';
  const trouble = isCovered ? null : troubleOf(view, t);
  if (trouble) {
    banners.push(
      html`<div class="banner warning" role="alert">
        ${icon('warning')} <span class="text">${trouble.text}</span>
        ${trouble.buttons.map(
          ({ name, command }) => html`<button @click=${() => state.actions.run(command)}>${name}</button>`,
        )}
        ${
          view.failure
            ? html`<button
                class="icon"
                aria-label=${t('Dismiss')}
                title=${t('Dismiss')}
                @click=${() => state.dismissFailure()}
              >
                ${icon('close')}
              </button>`
            : nothing
        }
      </div>`,
    );
  }
  if (view.labelsFailure && !trouble) {
    banners.push(
      html`<div class="banner warning" role="alert">
        ${icon('warning')} <span class="text">${view.labelsFailure.message}</span>
        <button @click=${() => state.actions.run('editLabels')}>${t('Open Labels File')}</button>
      </div>`,
    );
  }
  if (view.setup && !view.setup.trusted && view.setup.folders.length > 0 && !isCovered) {
    banners.push(
      html`<div class="banner">
        ${icon('shield')}
        <span class="text"
          >${t('This workspace is restricted: what is indexed can be searched, indexing waits for trust.')}</span
        >
        <button @click=${() => state.actions.run('manageTrust')}>${t('Manage Trust')}</button>
      </div>`,
    );
  }
  return banners;
}
