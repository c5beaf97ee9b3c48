/** An outline as the bytes that the store keeps: some twelve thousand of a picture with many corners. */
import type { Outline } from '../protocol/encoder.ts';

const header = 14;
const tinyBytes = 256;
/** Of a corner: place, direction, level and 256 bits. */
const cornerBytes = 4 + 1 + 1 + 32;

export function outlineBytes({ width, height, box, tiny, features }: Outline): Uint8Array {
  const { count, places, angles, levels, bits } = features;
  const bytes = new Uint8Array(header + tinyBytes + count * cornerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, width, true);
  view.setUint16(2, height, true);
  view.setUint16(4, count, true);
  const sides = [box.left, box.top, box.right, box.bottom];
  for (const [at, side] of sides.entries()) view.setUint16(6 + 2 * at, side, true);
  bytes.set(tiny, header);
  let to = header + tinyBytes;
  for (const place of places) to = (view.setUint16(to, place, true), to + 2);
  bytes.set(angles, to);
  bytes.set(levels, to + count);
  to += 2 * count;
  for (const word of bits) to = (view.setUint32(to, word, true), to + 4);
  return bytes;
}

/** Null where the bytes are none of an outline: a store has no checksums. */
export function outlineFrom(bytes: Uint8Array): Outline | null {
  if (bytes.length < header + tinyBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(4, true);
  if (bytes.length !== header + tinyBytes + count * cornerBytes) return null;
  let from = header + tinyBytes;
  const places = Uint16Array.from({ length: 2 * count }, (_, at) => view.getUint16(from + 2 * at, true));
  from += 4 * count;
  const angles = bytes.slice(from, from + count);
  const levels = bytes.slice(from + count, from + 2 * count);
  from += 2 * count;
  const bits = Uint32Array.from({ length: 8 * count }, (_, at) => view.getUint32(from + 4 * at, true));
  return {
    width: view.getUint16(0, true),
    height: view.getUint16(2, true),
    box: {
      left: view.getUint16(6, true),
      top: view.getUint16(8, true),
      right: view.getUint16(10, true),
      bottom: view.getUint16(12, true),
    },
    tiny: bytes.slice(header, header + tinyBytes),
    features: { count, places, angles, levels, bits },
  };
}
