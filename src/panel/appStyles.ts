/** How the panel's parts are laid out, and the screens that stand in place of the grid. */
import { css } from 'lit';

export const appStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
    container-type: inline-size;
  }
  /* What the browser draws itself, such as the track of a slider, follows the theme, too. */
  :host-context(.vscode-dark),
  :host-context(.vscode-high-contrast:not(.vscode-high-contrast-light)) {
    color-scheme: dark;
  }
  .header {
    display: grid;
    gap: 6px;
    padding: 8px 12px 6px;
    border-bottom: 1px solid var(--vscode-widget-border, var(--line));
  }
  .banners:empty {
    display: none;
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-widget-border, var(--line));
    background: var(--vscode-editorWidget-background);
  }
  .banner .text {
    flex: 1;
    min-width: 200px;
    overflow-wrap: anywhere;
  }
  .banner.warning .codicon {
    color: var(--vscode-problemsWarningIcon-foreground, inherit);
  }
  .body {
    flex: 1;
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
  }
  .body.with-details {
    grid-template-columns: minmax(0, 1fr) 300px;
  }
  panel-grid,
  panel-problems {
    min-height: 0;
    height: 100%;
  }
  .content {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    position: relative;
    min-height: 0;
    min-width: 0;
  }
  .rest {
    grid-row: 2;
    position: relative;
    min-height: 0;
  }
  .details {
    position: relative;
    min-height: 0;
    display: grid;
    border-left: 1px solid var(--vscode-widget-border, var(--line));
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    color: var(--vscode-sideBar-foreground, inherit);
  }
  .details.over {
    position: absolute;
    inset: 0 0 0 auto;
    z-index: 2;
    width: min(100%, 320px);
    box-shadow: -4px 0 12px var(--vscode-widget-shadow, transparent);
  }
  panel-details {
    min-height: 0;
  }
  .screen {
    height: 100%;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    text-align: center;
  }
  .screen .codicon {
    font-size: 40px;
    color: var(--dim);
  }
  .screen h2 {
    margin: 4px 0 0;
    font-size: 1.3em;
    font-weight: 600;
  }
  .screen p {
    margin: 0;
    max-width: 52ch;
    color: var(--dim);
    overflow-wrap: anywhere;
  }
  .screen .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    margin-top: 8px;
  }
  /* Cards drawn by a mask: one element, however large the window is. */
  .skeleton {
    position: absolute;
    inset: var(--gap) 12px;
    background: var(--blank);
    mask:
      linear-gradient(90deg, black 140px, transparent 0) 0 0 / 150px 150px,
      linear-gradient(black 140px, transparent 0) 0 0 / 150px 150px;
    mask-composite: intersect;
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .skeleton {
      forced-color-adjust: none;
      background: GrayText;
    }
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
