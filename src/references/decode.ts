/** Between a path and how a language writes it: entities, escapes, percent signs, backslashes. */

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** How a language writes its paths. */
export interface Writing {
  readonly hasEntities: boolean;
  /** Backslashes are those of a style sheet. */
  readonly isStyle: boolean;
  /** Percent signs are sure to be undone. */
  readonly isAddress: boolean;
}

export interface PathDecoder {
  readonly decode: (text: string) => string;
  /** It is not what the text's form says. */
  readonly isSecond: boolean;
}

/** The path that a text writes. */
export function decodePath(text: string, hasEntities: boolean): string {
  return decodePercent(decodeBackslashes(hasEntities ? decodeEntities(text) : text));
}

/** A backslash before a sign that may begin the name of a file, or what looks like the code of a character. */
const openBackslash = /(?<!\\)\\(?:[_*(#~+\-[!&{]|u[0-9a-f]{4})/i;

/**
 * The ways to read a text as a path, the likeliest first. A backslash escapes, as in code (`win\_logo` is `win_logo`) or in
 * its own way in a style sheet, or it parts folders, as on Windows; and the name of a file may hold a percent sign.
 */
export function decodersOf(
  raw: string,
  { hasEntities, isStyle, isAddress }: Writing,
): readonly PathDecoder[] {
  const plain = (text: string) => (hasEntities ? decodeEntities(text) : text);
  const ways = [(text: string) => decodePath(text, hasEntities)];
  if (raw.includes('\\')) {
    if (isStyle) ways.unshift(text => decodePercent(decodeStyleEscapes(plain(text))));
    if (openBackslash.test(raw)) ways.push(text => decodePercent(plain(text).replace(/\\+/g, '/')));
  }
  const decoders = ways.map((decode, place) => ({ decode, isSecond: place > 0 }));
  const isLiteral = raw.includes('%') && !isAddress;
  return isLiteral
    ? [...decoders, { decode: text => decodeBackslashes(plain(text)), isSecond: false }]
    : decoders;
}

/**
 * Undoes the escapes of CSS (Syntax Level 3, 4.3.7): up to six hexadecimal digits and a blank are a character, any
 * other sign is itself. A backslash that is left parts folders, as in every address.
 */
export function decodeStyleEscapes(text: string): string {
  return text
    .replace(/\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\n\f\r])?|([^\n\r\f]))/gi, (_, hex: string, sign: string) => {
      if (sign !== undefined) return sign;
      const code = parseInt(hex, 16);
      return code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    })
    .replace(/\\+/g, '/');
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
