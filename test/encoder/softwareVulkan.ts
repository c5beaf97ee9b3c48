/** A Vulkan that is a program, SwiftShader, from the npm package @sparticuz/chromium: WebGPU without a GPU, for tests. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Where WebGPU with it can be tested. */
export const hasSoftwareVulkan = process.platform === 'linux' && process.arch === 'x64';

/** Unpacks it and returns the variables under which processes find it. */
export function softwareVulkan(t: { after(cleanUp: () => void): void }): Readonly<Record<string, string>> {
  const manifest = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = manifest.slice(0, manifest.lastIndexOf(path.join('@sparticuz', 'chromium')));
  const packed = readFileSync(path.join(root, '@sparticuz', 'chromium', 'bin', 'swiftshader.tar.br'));
  const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-vulkan-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const tar = path.join(folder, 'swiftshader.tar');
  writeFileSync(tar, brotliDecompressSync(packed));
  execFileSync('tar', ['-xf', tar, '-C', folder]);
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: path.join(folder, 'vk_swiftshader_icd.json') };
}
