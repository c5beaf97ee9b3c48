/** How the review of duplicates looks: the pictures take what room there is, the facts and answers stay where they are. */
import { css } from 'lit';

export const copiesStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
    container-type: inline-size;
  }
  .page {
    display: grid;
    grid-template-rows: auto minmax(160px, 1fr) auto auto auto;
    gap: 6px;
    height: 100%;
    padding: 8px 12px;
    overflow: auto;
  }
  .page:focus-visible {
    outline-offset: -2px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
  }
  .space {
    flex: 1;
  }
  .pair {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .members {
    display: grid;
    align-content: start;
    gap: 2px;
    min-height: 60px;
    max-height: 240px;
    overflow: auto;
  }
  .member {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto auto auto;
    align-items: center;
    gap: 6px;
    padding: 2px 4px;
    border: 1px solid transparent;
    border-radius: var(--radius);
  }
  .member.kept {
    border-color: var(--vscode-focusBorder, var(--line));
  }
  .member.compared {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    border: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  .member input {
    width: 16px;
    height: 16px;
    margin: 0 4px;
    accent-color: var(--vscode-button-background);
  }
  .which {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    padding: 2px 4px;
    text-align: start;
    color: inherit;
    background: transparent;
    border-color: transparent;
  }
  .which:disabled {
    cursor: default;
    opacity: 1;
  }
  .which:hover:not(:disabled) {
    background: var(--vscode-list-hoverBackground);
  }
  .small {
    flex: none;
    width: 40px;
    height: 40px;
    object-fit: contain;
    background: var(--blank);
    border-radius: var(--radius);
  }
  .text {
    display: grid;
    min-width: 0;
  }
  .file,
  .facts {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .folder {
    margin-inline-start: 8px;
  }
  .folder,
  .facts {
    color: var(--dim);
  }
  .compared .folder,
  .compared .facts {
    color: inherit;
  }
  .badge {
    color: var(--dim);
  }
  .compared .badge {
    color: inherit;
  }
  button.act {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  button:disabled:not(.which) {
    opacity: 0.5;
    cursor: default;
  }
  .end {
    grid-row: 1 / -1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
  }
  .end > .codicon {
    font-size: 40px;
    color: var(--dim);
  }
  h2 {
    margin: 0;
    font-size: 1.3em;
    font-weight: 600;
  }
  @container (max-width: 520px) {
    .member {
      grid-template-columns: auto minmax(0, 1fr) auto auto;
    }
    .badge {
      display: none;
    }
    /* Without the word, the compared one is not told by its colour alone. */
    .member.compared {
      border-color: var(--dim);
    }
  }
  @media (forced-colors: active) {
    .member.compared {
      border-color: Highlight;
      border-style: dashed;
    }
  }
`;
