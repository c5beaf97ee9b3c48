/** The parts of a path that only a running program knows, and what then may be meant, as a glob. */

/** Stands for a dynamic part while the rest is decoded; no path holds it. */
export const hole = '\u0000';

/** Text that a program puts together at run time, in the syntaxes of many languages. */
const parts = new RegExp(
  [
    String.raw`\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}`, // JavaScript, shell, Kotlin, Dart, Groovy
    String.raw`[#@]\{[^{}]*\}`, // Sass, Ruby; Less
    String.raw`\{\{.*?\}\}|\{%.*?%\}|<\?.*?\?>|<%.*?%>`, // templates of pages
    String.raw`\\\([^()]*\)`, // Swift
    String.raw`(["'])\s*(?:\+|\.{1,2}|&)\s*[^"']+?\s*(?:\+|\.{1,2}|&)\s*\1`, // joined within a longer text
    String.raw`\{[^{}/\\\s,]{0,40}\}`, // Python, C#, Svelte, Rust
    String.raw`%(?:\(\w+\))?0?\d?[dsiux](?![0-9a-fA-F])`, // printf
    String.raw`\$[A-Za-z_]\w*`, // PHP, Dart, Perl, shell
    String.raw`\[(?:name|hash|ext|contenthash|id)[^\]]*\]`, // bundlers
  ].join('|'),
  'g',
);

const partAt = new RegExp(parts.source, 'y');

/** Where the dynamic part ends that begins at an offset; undefined where none does. */
export function dynamicEnd(text: string, offset: number): number | undefined {
  partAt.lastIndex = offset;
  return partAt.test(text) ? partAt.lastIndex : undefined;
}

/** What programs put before a path from the top of a site. */
const siteTop =
  /^(?:%(?:PUBLIC_URL|BASE_URL)%|\$\{[^}]*\b(?:BASE_URL|PUBLIC_URL)\b[^}]*\}|<%=\s*BASE_URL\s*%>)\/?/;

/** A path from the top of a site, written with what programs put before it, is one that begins with `/`. */
export function fromSiteTop(raw: string): string {
  return raw.replace(siteTop, '/');
}

/** The path as a glob, `decode` applied to what is not dynamic; null where nothing is. */
export function globOf(raw: string, decode: (text: string) => string): string | null {
  const holed = raw.replace(parts, hole);
  if (!holed.includes(hole) && !/[*]|\{[\w,.-]*,[\w,.-]*\}/.test(holed)) return null;
  return decode(holed)
    .replaceAll(hole, '*')
    .replace(/\*{3,}/g, '**');
}

/** True where a glob says enough of a path to be of use: a folder, or some letters of a name. */
export function isTelling(glob: string): boolean {
  const name = glob.slice(glob.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return /[\p{L}\p{N}]{2}/u.test(glob.slice(0, glob.lastIndexOf('/') + 1)) || /[\p{L}\p{N}]{3}/u.test(name);
}

/** The folders of a glob before anything is dynamic, without what leads to them: `./a/b/*` has `a/b`; '' for none. */
export function fixedFolder(glob: string): string {
  const own = glob.replace(/^[*/]+\//, '');
  const fixed = own.slice(0, own.search(/[*{]|$/));
  return fixed.slice(0, Math.max(0, fixed.lastIndexOf('/'))).replace(/^(?:\.{0,2}(?:\/|$))+/, '');
}

/** True for a glob that has a folder, and nothing of the name of a file in it. */
export function isFolderOnly(glob: string): boolean {
  return /(?:^|\/)\*{1,2}(?:\.\*)?$/.test(glob);
}
