/** A Markdown link to an image, as text. Pure. */

/** `![alt](target)`; both paths with `/`, the target relative to `fromFolder` where they share a root. */
export function markdownLink(file: string, fromFolder: string): string {
  const target = relativePath(fromFolder, file)
    .split('/')
    // Markdown ends a target at a space or a parenthesis; `..` and `.` are left alone by the encoding.
    .map(part => encodeURIComponent(part).replace(/[()]/g, sign => `%${sign.charCodeAt(0).toString(16)}`))
    .join('/');
  return `![${altText(file)}](${target})`;
}

/** The file's name in words: `red-sports_car@2x.png` is *red sports car*. */
export function altText(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]+$/, '').replace(/@\dx$/, '');
  return (stem.replace(/[-_.\s]+/g, ' ').trim() || name).replace(/[[\]\\]/g, sign => `\\${sign}`);
}

/** Both absolute, with `/`. A file on another drive keeps its whole path. */
export function relativePath(fromFolder: string, file: string): string {
  const from = fromFolder.split('/').filter(part => part !== '');
  const to = file.split('/').filter(part => part !== '');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  if (shared === 0 && from.length > 0 && /^[A-Za-z]:$/.test(from[0]!)) return file;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
