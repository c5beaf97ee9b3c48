/** A folder of pictures with a home and a cache of its own, in a temporary place. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Outcome,
  type RunningCommand,
  type Surroundings,
  coloursModel,
  run,
  start,
} from './assetLens.ts';
import { type Results, parsed } from './results.ts';

/** File contents by path below the folder. */
export type Files = Readonly<Record<string, string | Buffer | Promise<Buffer>>>;

/** Where something can be hung up to be cleared away: a test, or the module `node:test` for a whole file. */
export interface Scope {
  after(cleanUp: () => void): void;
}

export interface Workspace {
  /** Everything lies below this: the searched folder, home and cache. */
  readonly root: string;
  /** The searched folder. */
  readonly folder: string;
  write(files: Files): Promise<void>;
  /** Runs a command with the model that knows colours; its first word is the command. */
  run(words: readonly string[], surroundings?: Partial<Surroundings>): Promise<Outcome>;
  start(words: readonly string[], surroundings?: Partial<Surroundings>): RunningCommand;
  /** Runs a command with `--json`, expects exit status 0, and gives what the schema's definition describes. */
  json<Name extends keyof Results>(
    name: Name,
    words: readonly string[],
    surroundings?: Partial<Surroundings>,
  ): Promise<Results[Name]>;
}

export async function workspace(scope: Scope, files: Files = {}): Promise<Workspace> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-cli-')));
  scope.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, 'pictures');
  mkdirSync(folder);
  const withModel = ([command = '', ...words]: readonly string[]) => [
    command,
    '--model',
    coloursModel,
    ...words,
  ];
  const made: Workspace = {
    root,
    folder,
    async write(more) {
      for (const [name, content] of Object.entries(more)) {
        const file = path.join(folder, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, await content);
      }
    },
    run: (words, surroundings) => run(withModel(words), { root, ...surroundings }),
    start: (words, surroundings) => start(withModel(words), { root, ...surroundings }),
    async json(name, words, surroundings) {
      const [command = '', ...others] = words;
      const outcome = await made.run([command, '--json', ...others], surroundings);
      assert.equal(outcome.status, 0, outcome.stderr);
      return parsed(name, outcome.stdout);
    },
  };
  await made.write(files);
  return made;
}
