/** What the items of a HEIF or AVIF file are: pictures of their own, or parts, smaller copies and masks of one (ISO/IEC 23008-12). */
import { isoBoxes } from './isoBoxes.ts';

/** Kinds of items that are pictures, coded or put together of others. */
const pictureKinds: ReadonlySet<string> = new Set([
  'hvc1', 'av01', 'avc1', 'vvc1', 'j2k1', 'jpeg', 'unci', 'grid', 'iovl', 'iden',
]); // prettier-ignore

interface Reference {
  readonly kind: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** How many pictures of its own the box `meta`, of which this is the content, tells of. Throws RangeError where it ends early. */
export function heifPictures(bytes: Buffer, from: number, end: number): number {
  const shown = new Map<number, string>();
  const references: Reference[] = [];
  // Four bytes of version and flags come first.
  for (const box of isoBoxes(bytes, from + 4, end)) {
    if (box.kind === 'iinf') for (const [id, kind] of shownItems(bytes, box.from, box.end)) shown.set(id, kind);
    if (box.kind === 'iref') references.push(...referencesIn(bytes, box.from, box.end));
  }
  const kinds = new Map(shown);
  for (const reference of references) {
    if (reference.kind === 'thmb' || reference.kind === 'auxl') shown.delete(reference.from);
    if (reference.kind !== 'dimg') continue;
    // Of a picture with a map of its light, the first part is the picture.
    const parts = kinds.get(reference.from) === 'tmap' ? reference.to.slice(1) : reference.to;
    for (const part of parts) shown.delete(part);
  }
  return [...shown.values()].filter(kind => pictureKinds.has(kind)).length;
} // prettier-ignore

/** Number and kind of those that are not hidden. */
function* shownItems(bytes: Buffer, from: number, end: number): Generator<[number, string]> {
  const countBytes = bytes[from] === 0 ? 2 : 4;
  for (const box of isoBoxes(bytes, from + 4 + countBytes, end)) {
    const version = bytes[box.from]!;
    const isHidden = (bytes[box.from + 3]! & 1) === 1;
    if (box.kind !== 'infe' || version < 2 || isHidden) continue;
    const idBytes = version === 2 ? 2 : 4;
    const at = box.from + 4 + idBytes + 2;
    yield [bytes.readUIntBE(box.from + 4, idBytes), bytes.toString('latin1', at, at + 4)];
  }
}

function* referencesIn(bytes: Buffer, from: number, end: number): Generator<Reference> {
  const idBytes = bytes[from] === 0 ? 2 : 4;
  for (const box of isoBoxes(bytes, from + 4, end)) {
    const count = bytes.readUInt16BE(box.from + idBytes);
    const to = Array.from({ length: count }, (_, place) =>
      bytes.readUIntBE(box.from + idBytes + 2 + place * idBytes, idBytes),
    );
    yield { kind: box.kind, from: bytes.readUIntBE(box.from, idBytes), to };
  }
}
