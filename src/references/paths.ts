/** Paths from the top of a folder, with `/`; '' is the top. */

/** Joins and tidies; undefined for a place above the top. */
export function joinPath(...parts: readonly string[]): string | undefined {
  const names: string[] = [];
  for (const name of parts.join('/').split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}

/** From a folder to a file, without `./`. */
export function relativePath(fromFolder: string, to: string): string {
  const from = fromFolder === '' ? [] : fromFolder.split('/');
  const names = to.split('/');
  let shared = 0;
  while (shared < from.length && shared < names.length - 1 && from[shared] === names[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...names.slice(shared)].join('/');
}

/** A folder and those above it, the nearest first, the top last. */
export function withAncestors(folder: string): string[] {
  const all = [folder];
  for (let at = folder; at !== '';) {
    at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
    all.push(at);
  }
  return all;
}
