/** Where the text of an SVG file begins to be a drawing: declarations and comments may stand before, as long as they like. */
import { utf8Of } from './utf16.ts';

/** At most 4,096 bytes of a file's text from its first element on. */
export function firstElement(bytes: Buffer): string {
  const text = utf8Of(bytes.subarray(0, forewordBytes));
  const { root } = forewordOf(text);
  return text.toString('utf8', root, root + 4096);
}

/** A drawing's; its name may have the prefix of a namespace. */
export const rootElement = /<(?:([\w.-]+):)?svg(?=[\s/>])/i;

/** So much is looked at of a file without a known mark: licences are long, but not that long. */
const forewordBytes = 1 << 18;

/** Where the first element begins, and which comments stand before it. */
export function forewordOf(text: Buffer): { root: number; comments: readonly (readonly [number, number])[] } {
  const comments: [number, number][] = [];
  const after = (end: string, from: number) => {
    const place = text.indexOf(end, from);
    return place < 0 ? from : place + end.length;
  };
  for (let at = 0; ;) {
    const start = text.toString('latin1', at, at + 256);
    const [blank] = /^(?:\xef\xbb\xbf|\s)*/.exec(start)!;
    const next = start.slice(blank.length);
    const from = at + blank.length;
    if (blank.length === 256) at = from;
    else if (next.startsWith('<!--')) {
      at = after('-->', from + 4);
      if (at === from + 4) return { root: from, comments };
      comments.push([from, at]);
    } else if (next.startsWith('<?')) {
      at = after('?>', from + 2);
      if (at === from + 2) return { root: from, comments };
    } else if (/^<!doctype\s+(?:[\w.-]+:)?svg\b/i.test(next)) {
      const [close, open] = [text.indexOf('>', from), text.indexOf('[', from)];
      at = open >= 0 && open < close ? after('>', after(']', open)) : close + 1;
      if (at <= from) return { root: from, comments };
    } else return { root: from, comments };
  }
}
