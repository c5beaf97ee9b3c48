/** XML as a tree whose elements know their places in the text, so that a change can leave all else as it is. */
import { SaxesParser } from 'saxes';
import { LensError } from '../protocol/errors.ts';

export interface XmlElement {
  /** As it is written, with its prefix. */
  readonly name: string;
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly { readonly uri: string; readonly local: string; readonly value: string }[];
  /** Prefixes that it declares, with their namespaces. */
  readonly declared: Readonly<Record<string, string>>;
  readonly parent: XmlElement | null;
  readonly children: readonly XmlElement[];
  /** All text below it, entities resolved. */
  readonly text: string;
  /** From its `<` to behind its last `>`, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** Between its tags. */
  readonly inner: { readonly from: number; readonly to: number };
  readonly isSelfClosing: boolean;
}

export interface XmlText {
  readonly text: string;
  readonly root: XmlElement;
}

/** While it is being read. */
type Growing = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: Growing[] };

/**
 * Reads well-formed XML with namespaces. Entities that a document declares itself are not resolved, and nothing is
 * fetched. Throws `invalid-argument` with line and column; `where` names the file.
 */
export function readXml(text: string, where: string): XmlText {
  const parser = new SaxesParser({ xmlns: true });
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const open: Growing[] = [];
  let root: Growing | undefined;
  let start = 0;
  const place = () => parser.position + mark;
  parser.on('error', error => {
    throw new LensError(
      'invalid-argument',
      `The sidecar ${where} is no well-formed XML and was left as it is: ${error.message}.`,
      { file: where, line: parser.line },
    );
  });
  // A tag's name holds no `<`, and neither does what follows it up to here.
  parser.on('opentagstart', () => (start = text.lastIndexOf('<', place() - 1)));
  parser.on('opentag', ({ name, uri, local, attributes, ns, isSelfClosing }) => {
    const parent = open.at(-1) ?? null;
    const element: Growing = {
      name,
      uri,
      local,
      attributes: Object.values(attributes).map(({ uri: its, local: own, value }) => ({
        uri: its,
        local: own,
        value,
      })),
      declared: ns ?? {},
      parent,
      children: [],
      text: '',
      from: start,
      to: place(),
      inner: { from: place(), to: place() },
      isSelfClosing,
    };
    parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (more: string) => {
    for (const element of open) element.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element || element.isSelfClosing) return;
    element.to = place();
    element.inner = { from: element.inner.from, to: text.lastIndexOf('<', place() - 1) };
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding === undefined || /^utf-?8$/i.test(encoding)) return;
    throw new LensError(
      'invalid-argument',
      `The sidecar ${where} was left as it is: it is written in ${encoding}, expected UTF-8.`,
      { file: where },
    );
  });
  parser.write(text.slice(mark)).close();
  // Without an element the parser has thrown.
  return { text, root: root! };
}

/** A prefix that means a namespace inside an element: the one in use there, or a new one with its declaration. */
export function prefixFor(
  element: XmlElement,
  uri: string,
  usual: string,
): { readonly prefix: string; readonly declaration: string } {
  const known = new Map<string, string>();
  for (let next: XmlElement | null = element; next; next = next.parent) {
    for (const [prefix, its] of Object.entries(next.declared)) if (!known.has(prefix)) known.set(prefix, its);
  }
  for (const [prefix, its] of known) if (its === uri && prefix !== '') return { prefix, declaration: '' };
  let prefix = usual;
  for (let i = 1; known.has(prefix); i++) prefix = `${usual}${i}`;
  return { prefix, declaration: ` xmlns:${prefix}="${uri}"` };
}

/** Text as the content of an element; what XML cannot hold is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
