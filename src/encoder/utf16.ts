/** Drawings in UTF-16, which Windows programs write: from here on everybody reads UTF-8. */

/** The text as UTF-8 where it begins with the mark of UTF-16, else the bytes as they are. */
export function utf8Of(bytes: Buffer): Buffer {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!isLittle && !(bytes[0] === 0xfe && bytes[1] === 0xff)) return bytes;
  const pairs = bytes.subarray(2, bytes.length - (bytes.length % 2));
  const text = (isLittle ? pairs : Buffer.from(pairs).swap16()).toString('utf16le');
  // What the declaration says of the coding is no longer true.
  return Buffer.from(text.replace(/^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/, '$1'));
}
