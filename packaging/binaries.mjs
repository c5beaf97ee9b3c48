// What a native file is for, told by its first bytes.
import { closeSync, openSync, readSync } from 'node:fs';

const elfMachines = { 40: 'arm', 62: 'x64', 183: 'arm64' };
const machoProcessors = { 0x0100_0007: 'x64', 0x0100_000c: 'arm64' };
const windowsMachines = { 0x8664: 'x64', 0xaa64: 'arm64' };

/** `linux-x64`, `darwin-arm64` and so on; null for what is no native file. */
export function platformOf(file) {
  const bytes = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(handle);
  }
  return platformOfBytes(bytes);
}

/** The same for the beginning of a file, 4,096 bytes of it. */
export function platformOfBytes(bytes) {
  if (bytes.readUInt32BE(0) === 0x7f45_4c46) return `linux-${elfMachines[bytes.readUInt16LE(18)] ?? '?'}`;
  if (bytes.readUInt32LE(0) === 0xfeed_facf) return `darwin-${machoProcessors[bytes.readUInt32LE(4)] ?? '?'}`;
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return null;
  const header = bytes.readUInt32LE(0x3c);
  if (header + 6 > bytes.length || bytes.toString('latin1', header, header + 2) !== 'PE') return null;
  return `win32-${windowsMachines[bytes.readUInt16LE(header + 4)] ?? '?'}`;
}
