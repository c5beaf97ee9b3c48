/** A Node on this machine that is too old for the engine, but not for the command. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';

function findOlderNode(): string | undefined {
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, program))
    .find(file => {
      if (!existsSync(file)) return false;
      const major = Number(/^v(\d+)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' }))?.[1]);
      return major >= 20 && major < 24;
    });
}

/** Its path; where there is none, the test is skipped, and says so. */
export function olderNode(t: TestContext): string | undefined {
  const node = findOlderNode();
  if (!node) t.skip('NOT TESTED: there is no Node 20 to 23 on the search path.');
  return node;
}
