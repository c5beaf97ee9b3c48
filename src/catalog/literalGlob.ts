/**
 * A glob pattern that means this path, with `/`, and nothing else, whatever signs its names hold.
 * Only these signs mean something under the flags in `ignore.ts`; brackets would not do: `[!]` opens a negated class.
 */
export function literalGlob(file: string): string {
  return file.replace(/[*?[\]{}\\]/g, '\\$&');
}
