/**
 * Codicons by name. The font stands in the page's own sheet; a glyph comes from an attribute, so no style sheet of 600 rules
 * is needed, and it is no text of the page: nobody reads, copies or checks a letter from the private area.
 */
import { type TemplateResult, html } from 'lit';

/** Code points of @vscode/codicons; a test compares them with the package. */
export const codicons = {
  account: 0xeb99,
  'arrow-down': 0xea9a,
  'arrow-left': 0xea9b,
  'arrow-right': 0xea9c,
  'chevron-down': 0xeab4,
  check: 0xeab2,
  checklist: 0xeab3,
  'circle-slash': 0xeabd,
  close: 0xea76,
  copy: 0xebcc,
  'debug-pause': 0xead1,
  discard: 0xeae2,
  error: 0xea87,
  eye: 0xea70,
  'file-media': 0xeaea,
  files: 0xeaf0,
  filter: 0xeaf1,
  'folder-opened': 0xeaf7,
  gear: 0xeaf8,
  'go-to-file': 0xea94,
  info: 0xea74,
  'layout-sidebar-right': 0xebf4,
  markdown: 0xeb1d,
  play: 0xeb2c,
  search: 0xea6d,
  shield: 0xeb53,
  sparkle: 0xec10,
  'stop-circle': 0xeba5,
  sync: 0xea77,
  tag: 0xea66,
  warning: 0xea6c,
} as const;

export type IconName = keyof typeof codicons;

export function icon(name: IconName, extraClass = ''): TemplateResult {
  const glyph = String.fromCodePoint(codicons[name]);
  return html`<span class="codicon ${extraClass}" data-glyph=${glyph} aria-hidden="true"></span>`;
}
