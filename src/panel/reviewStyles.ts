/** How the review looks: the picture takes what room there is, the answers stay where they are. */
import { css } from 'lit';

export const reviewStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
  }
  .page {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto auto auto;
    gap: 8px;
    height: 100%;
    padding: 10px 12px;
    overflow: auto;
  }
  .page:focus-visible {
    outline-offset: -2px;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 10px;
    color: var(--dim);
  }
  progress {
    flex: 1;
    min-width: 40px;
  }
  .stage {
    display: grid;
    place-items: center;
    min-height: 80px;
  }
  .stage img {
    display: block;
    width: 100%;
    height: 100%;
    min-height: 0;
    object-fit: contain;
  }
  .stage {
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .stage .codicon {
    font-size: 40px;
    color: var(--dim);
  }
  .stage img.alpha {
    width: auto;
    height: auto;
    max-width: 100%;
    max-height: 100%;
  }
  .file,
  h2 {
    margin: 0;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .file .folder {
    margin-inline-start: 8px;
    color: var(--dim);
  }
  h2 {
    font-size: 1.4em;
    font-weight: 600;
  }
  .how {
    margin-inline-start: 6px;
    font-size: 0.72em;
    font-weight: 400;
    color: var(--dim);
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .answers button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 30px;
    padding: 2px 14px;
  }
  .strip {
    display: flex;
    justify-content: center;
    gap: 4px;
    height: 52px;
    overflow: hidden;
  }
  .strip img {
    width: 48px;
    height: 48px;
    object-fit: contain;
    background: var(--blank);
    border-radius: var(--radius);
  }
  .end {
    grid-row: 1 / -1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    text-align: center;
  }
  .end > .codicon {
    font-size: 40px;
    color: var(--dim);
  }
  .end p {
    margin: 0 0 8px;
    color: var(--dim);
  }
`;
