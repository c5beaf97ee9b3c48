/** Real files with seeded damage: what disks, networks and careless programs do to pictures, and worse. */

/** A sequence of numbers in 0..1 that is the same for the same seed (mulberry32 by T. Ettinger, public domain). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Numbers that lengths and sizes are wrong by. */
const awkward = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const;

/** One to four kinds of damage, one after another. Never the file itself. */
export function mutated(file: Buffer, next: () => number): Buffer {
  let bytes: Buffer = Buffer.from(file);
  for (let left = 1 + Math.floor(next() * 4); left > 0; left--) bytes = damaged(bytes, next);
  return bytes.equals(file) ? bytes.subarray(0, bytes.length - 1) : bytes;
}

function damaged(bytes: Buffer, next: () => number): Buffer {
  if (bytes.length < 2) return bytes;
  // Headers decide more than pixels: half of all damage lies in the first bytes.
  const place = () => Math.floor(next() * (next() < 0.5 ? Math.min(bytes.length, 256) : bytes.length));
  const at = place();
  switch (Math.floor(next() * 7)) {
    case 0:
      bytes[at]! ^= 1 << Math.floor(next() * 8);
      return bytes;
    case 1:
      bytes[at] = Math.floor(next() * 256);
      return bytes;
    case 2: {
      const value = awkward[Math.floor(next() * awkward.length)]!;
      const start = Math.min(at, bytes.length - 4);
      if (start < 0) return bytes;
      if (next() < 0.5) bytes.writeUInt32LE(value, start);
      else bytes.writeUInt32BE(value, start);
      return bytes;
    }
    case 3:
      return bytes.subarray(0, Math.max(1, at));
    case 4: {
      const end = Math.min(bytes.length, at + 1 + Math.floor(next() * 64));
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    }
    case 5: {
      const from = place();
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 64), bytes.subarray(at)]);
    }
    default:
      bytes.fill(Math.floor(next() * 256), at, Math.min(bytes.length, at + 1 + Math.floor(next() * 64)));
      return bytes;
  }
}
