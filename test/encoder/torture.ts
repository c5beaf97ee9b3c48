/**
 * Odd, rare and corrupt pictures from a collection that is not part of this repository: what is expected of each.
 *   node test/encoder/torture.ts
 * indexes them with the built command and prints one table: what was expected, what came of it, and whether the kind of
 * a problem fits. Exits with 1 where anything does not.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProblemKind } from '../../src/protocol/asset.ts';
import { indexByCommand } from './indexByCommand.ts';

/** Paths in the list are relative to it. */
export const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
export const list = path.join(workspace, 'torture', 'index.json');

export interface TortureFile {
  readonly path: string;
  readonly format: string;
  readonly special: string;
  readonly expect: 'read' | 'problem' | 'either';
}

/** What fits a file that is damaged somehow: how decoders tell the one from the other is a matter of taste. */
const damage: readonly ProblemKind[] = ['corrupt', 'truncated'];

/** What fits, where it is something else. */
const fitting: Readonly<Record<string, readonly ProblemKind[]>> = {
  'png/65536-uint32-limit.png': ['too-large'],
  // The signature is not that of a PNG file any more.
  'png/xs1n0g01.png': ['not-an-image', 'corrupt'],
  'ico/decompression_bomb.ico': ['too-large'],
  // Also cut off, which is seen first.
  'gif/decompression_bomb.gif': ['too-large', 'truncated'],
  'tiff/oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif': ['too-large', ...damage],
  'bmp/reallybig.bmp': ['too-large', ...damage],
  'bmp/badbitcount.bmp': ['unsupported', 'corrupt'],
  'dds/unimplemented_pixel_format.dds': ['unsupported'],
  // Its start is not that of a PNM file: no space follows the kind.
  'pnm/negative_size.ppm': ['not-an-image', 'corrupt'],
  'other/empty.png': ['empty'],
  'other/one-byte.jpg': ['not-an-image', 'truncated'],
  'other/lfs-pointer.png': ['lfs-pointer'],
  'other/not-found-page.jpg': ['not-an-image'],
  'other/svg-entity-bomb.svg': ['unsupported', 'too-large', 'corrupt'],
};

/** The collection's own list, checked by eye. */
export function tortureFiles(): readonly TortureFile[] {
  return (JSON.parse(readFileSync(list, 'utf8')) as { files: TortureFile[] }).files;
}

/** Whether what came of a file is what it should be; `got` is `none` where it is neither an image nor a problem. */
export function isExpected({ path: file, expect }: TortureFile, got: 'read' | 'none' | ProblemKind): boolean {
  if (got === 'none' || got === 'crashed') return false;
  if (expect === 'either') return true;
  if (got === 'read' || expect === 'read') return got === expect;
  return (fitting[file.replace(/^torture\//, '')] ?? damage).includes(got);
}

if (import.meta.main) {
  const files = tortureFiles();
  const { status, found, problems } = await indexByCommand(path.dirname(list));
  const kinds = new Map(problems.map(({ path: file, kind }) => [file, kind as ProblemKind]));
  const rows = files.map(file => {
    const name = path.posix.relative('torture', file.path);
    const got = found.has(name) ? 'read' : (kinds.get(name) ?? 'none');
    return { ...file, name, got, fits: isExpected(file, got) };
  });
  console.log('| file | what it is | expected | got | fits |\n| --- | --- | --- | --- | --- |');
  for (const { name, special, expect, got, fits } of rows)
    console.log(
      `| ${name} | ${special.replaceAll('|', '\\|')} | ${expect} | ${got === 'read' ? got : `problem: ${got}`} | ${fits ? 'yes' : 'NO'} |`,
    );
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length;
  console.log(
    '\n| expected | files | read | problem | neither | as expected |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const expect of ['read', 'problem', 'either'] as const) {
    const of = rows.filter(row => row.expect === expect);
    const read = of.filter(row => row.got === 'read').length;
    const none = of.filter(row => row.got === 'none').length;
    console.log(
      `| ${expect} | ${of.length} | ${read} | ${of.length - read - none} | ${none} | ${of.filter(row => row.fits).length} |`,
    );
  }
  const surprises = count(row => !row.fits);
  console.log(`\n${files.length} files; the command ended with status ${status}; ${surprises} surprises.`);
  process.exitCode = status === 0 && surprises === 0 ? 0 : 1;
}
