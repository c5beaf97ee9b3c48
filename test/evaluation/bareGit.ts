/** Reads files out of a git copy that has no work tree. */
import { spawnSync } from 'node:child_process';

const outputLimit = 1 << 30;

/** The text of one file, for example `HEAD:data/words.txt`. */
export function readTextFrom(repository: string, file: string): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', repository, 'show', file], {
    encoding: 'utf8',
    maxBuffer: outputLimit,
  });
  if (status !== 0) throw new Error(`git cannot read ${file} in ${repository}: ${stderr}`);
  return stdout;
}

/** The contents of many files at a commit, null for each that the copy lacks. */
export function readFilesFrom(
  repository: string,
  commit: string,
  files: readonly string[],
): (Buffer | null)[] {
  const { status, stdout, stderr } = spawnSync('git', ['-C', repository, 'cat-file', '--batch'], {
    input: files.map(file => `${commit}:${file}\n`).join(''),
    maxBuffer: outputLimit,
  });
  if (status !== 0) throw new Error(`git cannot read ${repository}: ${stderr.toString()}`);
  let at = 0;
  return files.map(() => {
    const end = stdout.indexOf('\n', at);
    // `<id> blob <bytes>`, or the name and `missing`.
    const bytes = / blob (\d+)$/.exec(stdout.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (bytes === undefined) return null;
    const content = stdout.subarray(at, at + Number(bytes));
    at += Number(bytes) + 1;
    return content;
  });
}
