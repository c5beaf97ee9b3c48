/** The few measures and rules that all elements share; every colour is VS Code's. */
import { css } from 'lit';

/** Widths of the panel, CSS pixels, at which it changes its shape. */
export const wideFrom = 900;
export const mediumFrom = 500;

export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    --gap: 8px;
    --radius: 4px;
    /* Stands where a picture will be; the widgets' background is hardly told from the editor's in some themes. */
    --blank: color-mix(in srgb, var(--vscode-foreground) 7%, var(--vscode-editor-background));
    /* Behind a button on a picture, and while it is hovered: nothing of the picture may shine through. */
    --raised: var(--vscode-editorWidget-background);
    --raised-hover: color-mix(in srgb, var(--vscode-foreground) 18%, var(--vscode-editorWidget-background));
    --dim: var(--vscode-descriptionForeground);
    --line: var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
  }
  [hidden] {
    display: none !important;
  }
  .codicon {
    font: normal normal normal 16px/1 codicon;
    display: inline-block;
    text-align: center;
    user-select: none;
  }
  .codicon::before {
    content: attr(data-glyph);
  }
  .spin {
    animation: spin 1.5s steps(30) infinite;
  }
  @keyframes spin {
    100% {
      transform: rotate(360deg);
    }
  }
  button {
    font: inherit;
    min-height: 26px;
    padding: 2px 10px;
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: var(--radius);
    color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground);
    cursor: pointer;
  }
  button:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  button.primary {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }
  button.primary:hover {
    background: var(--vscode-button-hoverBackground);
  }
  button.icon {
    display: inline-grid;
    place-items: center;
    min-width: 26px;
    height: 26px;
    padding: 0;
    color: var(--vscode-icon-foreground);
    background: transparent;
    border-color: transparent;
  }
  button.icon:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  @media (prefers-reduced-motion: reduce) {
    .spin {
      animation: none;
    }
  }
`;

/** The ground of a picture with transparency, class `alpha`. Stands after the rules of the picture itself. */
export const alphaGround = css`
  .alpha {
    /* Half way between the theme's ends: black icons and white ones are both seen on it. */
    background-color: color-mix(in srgb, var(--vscode-foreground) 34%, var(--vscode-editor-background));
    --check: color-mix(in srgb, var(--vscode-foreground) 9%, transparent);
    background-image: conic-gradient(var(--check) 25%, transparent 0 50%, var(--check) 0 75%, transparent 0);
    background-size: 16px 16px;
  }
`;

/** A bar of progress, as VS Code's. */
export const progressBar = css`
  progress {
    height: 4px;
    appearance: none;
    border: none;
    background: var(--vscode-scrollbarSlider-background);
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
      height: 8px;
    }
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;

/** Buttons, class `choice`, of which one is on. */
export const choices = css`
  .choice {
    color: inherit;
    background: transparent;
    /* Only the one that is on has a border: in high contrast it is all that tells it. */
    border-color: transparent;
  }
  .choice:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .choice[aria-pressed='true'] {
    color: var(--vscode-inputOption-activeForeground, inherit);
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, var(--line));
  }
  @media (forced-colors: active) {
    .choice[aria-pressed='true'] {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }
  }
`;

/** VS Code marks reduced motion on the body, too; a shadow tree sees it only through the host. */
export const calm = css`
  :host-context(.vscode-reduce-motion) * {
    animation: none !important;
    transition: none !important;
  }
`;
