/**
 * Keywords in XMP sidecars (ISO 16684-1): `dc:subject`, `lr:hierarchicalSubject` with `|` and `digiKam:TagsList` with
 * `/` between a label and what it is a kind of. Of a sidecar that is there only the items that change are cut out and
 * put in, at their places in the text: everything else stays as it is, letter by letter.
 *
 * What the model suggested is a keyword like any other for those who read it, and stands once more in a list of ours,
 * so that it is never taken for what people said.
 */
import { LensError } from '../protocol/errors.ts';
import { type XmlElement, type XmlText, escapeXml, prefixFor, readXml } from './xmlText.ts';

const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  digiKam: 'http://www.digikam.org/ns/1.0/',
  assetLens: 'urn:asset-lens:xmp:',
} as const;

/** A list of texts in a sidecar. */
interface Property {
  readonly prefix: Exclude<keyof typeof namespaces, 'rdf'>;
  readonly name: string;
  readonly container: 'Bag' | 'Seq';
}

const subject: Property = { prefix: 'dc', name: 'subject', container: 'Bag' };
const hierarchy: Property = { prefix: 'lr', name: 'hierarchicalSubject', container: 'Bag' };
const tagsList: Property = { prefix: 'digiKam', name: 'TagsList', container: 'Seq' };
const suggestions: Property = { prefix: 'assetLens', name: 'suggested', container: 'Bag' };

/** A label from what it is a kind of, outermost first, to itself. */
export type LabelLine = readonly string[];

/** What a sidecar is to say. */
export interface KeywordChange {
  readonly held: readonly LabelLine[];
  readonly suggested: readonly LabelLine[];
  /** What the image has not. */
  readonly removed: readonly LabelLine[];
}

export interface SidecarKeywords {
  /** Of all lists, the innermost names, each once; those that were suggested are left out. */
  readonly keywords: readonly string[];
  readonly suggested: readonly string[];
}

/** Reads the keywords of a sidecar. Throws `invalid-argument` for what is no XMP. */
export function parseXmp(text: string, where: string): SidecarKeywords {
  const xmp = readXmp(text, where);
  const suggested = textsOf(xmp, suggestions);
  const all = [
    ...textsOf(xmp, subject),
    ...textsOf(xmp, hierarchy).map(item => item.split('|').at(-1)!),
    ...textsOf(xmp, tagsList).map(item => item.split('/').at(-1)!),
  ].map(keyword => keyword.trim());
  // A name may hold what parts others; it then stands whole in dc:subject.
  const keywords = [...new Set(all)].filter(keyword => keyword !== '' && !suggested.includes(keyword));
  return { keywords, suggested };
}

/**
 * The sidecar with its keywords changed; a new one for null. Null where nothing has to be written.
 * Throws `invalid-argument` for what is no XMP, or says keywords in a way that cannot be changed.
 */
export function mergeXmp(text: string | null, change: KeywordChange, where: string): string | null {
  if (text === null && change.held.length + change.suggested.length === 0) return null;
  let merged = text ?? emptySidecar;
  for (const [property, list] of listsOf(change))
    merged = changedList(readXmp(merged, where), property, list);
  // What would be written is read again: a sidecar is somebody's work.
  readXmp(merged, where);
  return merged === text ? null : merged;
}

/** Items that come into a list and that leave it. */
interface ListChange {
  readonly added: readonly string[];
  readonly removed: ReadonlySet<string>;
}

function listsOf({ held, suggested, removed }: KeywordChange): readonly (readonly [Property, ListChange])[] {
  const lines = [...held, ...suggested];
  const name = (line: LabelLine) => line.at(-1)!;
  // Where a name holds what parts names, the list cannot say it.
  const joined = (separator: string) => (line: LabelLine) =>
    line.some(part => part.includes(separator)) ? [] : [line.join(separator)];
  const change = (textsFor: (line: LabelLine) => readonly string[]): ListChange => ({
    added: lines.flatMap(textsFor),
    removed: new Set(removed.flatMap(line => [name(line), ...textsFor(line)])),
  });
  return [
    [subject, change(line => [name(line)])],
    [hierarchy, change(joined('|'))],
    [tagsList, change(joined('/'))],
    [suggestions, { added: suggested.map(name), removed: new Set([...held, ...removed].map(name)) }],
  ];
}

interface Xmp {
  readonly xml: XmlText;
  readonly rdf: XmlElement;
  readonly where: string;
}

function readXmp(text: string, where: string): Xmp {
  const xml = readXml(text, where);
  const rdf = [xml.root, ...xml.root.children].find(element => isNamed(element, 'rdf', 'RDF'));
  if (!rdf) throw unusable(where, 'it has no rdf:RDF, so it is no XMP');
  return { xml, rdf, where };
}

function isNamed({ uri, local }: XmlElement, prefix: keyof typeof namespaces, name: string): boolean {
  return uri === namespaces[prefix] && local === name;
}

/** The list of a property with its items; null where the sidecar has none. */
function listIn(
  { rdf, where }: Xmp,
  { prefix, name }: Property,
): {
  readonly property: XmlElement;
  readonly list: XmlElement;
  readonly items: readonly XmlElement[];
} | null {
  const described = `${prefix}:${name}`;
  for (const description of rdf.children) {
    if (description.attributes.some(({ uri, local }) => uri === namespaces[prefix] && local === name))
      throw unusable(where, `${described} is written as an attribute, not as a list`);
  }
  const properties = rdf.children.flatMap(({ children }) =>
    children.filter(child => isNamed(child, prefix, name)),
  );
  const [property, second] = properties;
  if (!property) return null;
  if (second) throw unusable(where, `${described} is there twice`);
  const list = property.children.find(child =>
    ['Bag', 'Seq', 'Alt'].some(kind => isNamed(child, 'rdf', kind)),
  );
  if (!list || property.children.length > 1) throw unusable(where, `${described} is no list`);
  return { property, list, items: list.children.filter(child => isNamed(child, 'rdf', 'li')) };
}

function textsOf(xmp: Xmp, property: Property): readonly string[] {
  return listIn(xmp, property)?.items.map(({ text }) => text.trim()) ?? [];
}

function changedList(xmp: Xmp, property: Property, { added, removed }: ListChange): string {
  const { text } = xmp.xml;
  const found = listIn(xmp, property);
  const there = new Set(found?.items.map(item => item.text.trim()));
  const gone = found?.items.filter(item => removed.has(item.text.trim())) ?? [];
  const fresh = [...new Set(added)].filter(item => !there.has(item));
  if (gone.length + fresh.length === 0) return text;
  if (!found) return withProperty(xmp, property, fresh);
  const { property: whole, list, items } = found;
  if (fresh.length === 0 && gone.length === items.length && list.children.length === items.length)
    return spliced(text, [cut(text, whole)]);
  const rdf = prefixOf(xmp.rdf);
  const before = items.length > 0 ? spaceBefore(text, items.at(-1)!.from) : '';
  const lines = fresh.map(item => `${before}<${rdf}li>${escapeXml(item)}</${rdf}li>`).join('');
  const cuts = gone.map(item => cut(text, item));
  if (list.isSelfClosing) {
    const open = text.slice(list.from, list.to).replace(/\s*\/>$/, '>');
    return spliced(text, [{ from: list.from, to: list.to, text: `${open}${lines}</${list.name}>` }]);
  }
  const end = items.at(-1)?.to ?? list.inner.from;
  return spliced(text, [...cuts, { from: end, to: end, text: lines }]);
}

/** The sidecar with a property more, at the end of its first description. */
function withProperty(
  { xml: { text }, rdf, where }: Xmp,
  property: Property,
  items: readonly string[],
): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const description = rdf.children.find(child => isNamed(child, 'rdf', 'Description'));
  const r = prefixOf(rdf);
  if (!description) {
    if (rdf.children.length > 0) throw unusable(where, 'it has no rdf:Description');
    const made = `${lineEnd}  <${r}Description ${r}about=""/>${lineEnd} `;
    const opened = rdf.isSelfClosing
      ? {
          from: rdf.from,
          to: rdf.to,
          text: `${text.slice(rdf.from, rdf.to).replace(/\s*\/>$/, '>')}${made}</${rdf.name}>`,
        }
      : { from: rdf.inner.to, to: rdf.inner.to, text: made };
    return withProperty(readXmp(spliced(text, [opened]), where), property, items);
  }
  const outer = spaceBefore(text, description.from) || lineEnd;
  const last = description.children.at(-1);
  const space = last ? spaceBefore(text, last.from) : `${outer} `;
  const { prefix, declaration } = prefixFor(description, namespaces[property.prefix], property.prefix);
  const name = `${prefix}:${property.name}`;
  const list = `${r}${property.container}`;
  const lines = [
    `${space}<${name}${declaration}>`,
    `${space} <${list}>`,
    ...items.map(item => `${space}  <${r}li>${escapeXml(item)}</${r}li>`),
    `${space} </${list}>`,
    `${space}</${name}>`,
  ].join('');
  if (description.isSelfClosing) {
    const open = text.slice(description.from, description.to).replace(/\s*\/>$/, '>');
    const whole = `${open}${lines}${outer}</${description.name}>`;
    return spliced(text, [{ from: description.from, to: description.to, text: whole }]);
  }
  const end = last?.to ?? description.inner.from;
  return spliced(text, [{ from: end, to: end, text: last ? lines : lines + outer }]);
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function spliced(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.from - a.from)
    .reduce((left, { from, to, text: put }) => left.slice(0, from) + put + left.slice(to), text);
}

/** Takes an element out with the space before it. */
function cut(text: string, { from, to }: XmlElement): Splice {
  return { from: from - spaceBefore(text, from).length, to, text: '' };
}

function spaceBefore(text: string, place: number): string {
  return /\s*$/.exec(text.slice(Math.max(0, place - 200), place))![0];
}

/** With its colon; empty where the namespace is the default one. */
function prefixOf({ name }: XmlElement): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':') + 1) : '';
}

function unusable(where: string, why: string): LensError {
  return new LensError('invalid-argument', `The sidecar ${where} was left as it is: ${why}.`, {
    file: where,
  });
}

const emptySidecar = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="${namespaces.rdf}">
  <rdf:Description rdf:about=""
    xmlns:dc="${namespaces.dc}"
    xmlns:lr="${namespaces.lr}"
    xmlns:digiKam="${namespaces.digiKam}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
