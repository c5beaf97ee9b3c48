/** A small workspace on the disk and a desk over it, closed when the test ends. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import { LensDesk } from '../../src/lens/desk.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { Handlers } from '../../src/protocol/channel.ts';
import type { IndexProgress, LensQuestions, LensSettings } from '../../src/protocol/lens.ts';
import type { SearchRequest } from '../../src/protocol/query.ts';
import { type FakeEncoder, fakeEncoder } from './fakeEncoder.ts';
import { plainSettings } from './plainSettings.ts';

export const everything: SearchRequest = {
  text: '',
  plain: false,
  not: '',
  like: null,
  folder: null,
  label: null,
  limit: 100,
};

export interface Workspace {
  readonly folder: string;
  readonly store: string;
  write(files: Readonly<Record<string, string>>): void;
  /** A desk with a fake encoder; more than one may be open. */
  open(settings?: Partial<LensSettings>, encoder?: FakeEncoder): OpenedDesk;
}

export interface OpenedDesk {
  readonly encoder: FakeEncoder;
  readonly progress: IndexProgress[];
  readonly desk: LensDesk;
  ask<Name extends keyof LensQuestions>(
    name: Name,
    request: LensQuestions[Name][0],
    signal?: AbortSignal,
  ): Promise<LensQuestions[Name][1]>;
  /** Paths of hits, best first. */
  paths(request: Partial<SearchRequest>): Promise<string[]>;
}

export function workspace(t: TestContext, files: Readonly<Record<string, string>>): Workspace {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-')));
  const folder = path.join(root, 'folder');
  const store = path.join(root, 'store');
  mkdirSync(folder);
  const desks: LensDesk[] = [];
  t.after(async () => {
    for (const desk of desks) await desk.dispose();
    rmSync(root, { recursive: true, force: true });
  });
  const write: Workspace['write'] = more => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  };
  write(files);
  return {
    folder,
    store,
    write,
    open(settings = {}, encoder = fakeEncoder()) {
      const progress: IndexProgress[] = [];
      const desk = new LensDesk(
        {
          folders: [folderAt(folder)],
          store,
          ...plainSettings,
          ...settings,
        },
        {
          startEncoder: () => encoder,
          progress: step => progress.push(step),
          changed: () => undefined,
          status: () => undefined,
        },
      );
      desks.push(desk);
      const ask: OpenedDesk['ask'] = async (name, request, signal = new AbortController().signal) =>
        (desk.handlers as Handlers<LensQuestions>)[name](request as never, signal) as never;
      return {
        encoder,
        progress,
        desk,
        ask,
        async paths(request) {
          const { ids } = await ask('search', { ...everything, ...request });
          const cards = await ask('cards', { ids: [...ids] as AssetId[] });
          return cards.map(card => card.path);
        },
      };
    },
  };
}
