/** Between a path and how a language writes it: entities, escapes, percent signs, backslashes. */

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** The path that a text writes. */
export function decodePath(text: string, hasEntities: boolean): string {
  return decodePercent(decodeBackslashes(hasEntities ? decodeEntities(text) : text));
}

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (all, hex, decimal, name) => {
    if (name) return named[name] ?? all;
    const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/**
 * Undoes backslashes: one before a sign is an escape, two are one, and one before a letter separates folders, as on
 * Windows. `\u00e4` is a character.
 */
export function decodeBackslashes(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\([ ()[\]'"`!#*_+~&<>{}/-])/g, '$1')
    .replace(/\\+/g, '/');
}

/** Undoes percent signs; a text with a wrong one stays as it is. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an encoded path, then.
    return text;
  }
}
