/** The commands that search: by words, among all images or those of a label, and by a picture. */
import * as vscode from 'vscode';
import type { Engine } from './engine.ts';
import { imageFor, likeImage } from './files.ts';
import { requireFolder } from './folders.ts';
import type { IndexRun } from './indexRun.ts';
import type { PanelHost } from './panelHost.ts';
import { type QuickFilter, type QuickSearchPorts, quickSearch } from './quickSearch.ts';
import { hostWords } from './statusBar.ts';

export interface SearchCommandPorts {
  readonly engine: Engine;
  readonly indexRun: IndexRun;
  readonly panel: () => PanelHost;
  /** Tells a failure to the person, once. */
  readonly failed: (error: unknown) => Promise<void>;
}

export function searchImages(ports: SearchCommandPorts): void {
  requireFolder();
  ports.indexRun.ensure().catch((error: unknown) => ports.failed(error));
  searchAmong(ports, null, '');
}

function searchAmong(ports: SearchCommandPorts, filter: QuickFilter | null, words: string): void {
  const { engine, panel, failed } = ports;
  const place = { label: filter?.label ?? null, noneOf: filter?.noneOf ?? null, tagState: null };
  const search: QuickSearchPorts = {
    engine,
    filter,
    failed: error => void failed(error),
    showPanel: text => panel().show({ mode: 'images', text, ...place }),
    chooseFilter: text => {
      chooseFilter(engine).then(
        // Who chose nothing keeps the filter that was there.
        chosen => searchAmong(ports, chosen === undefined ? filter : chosen, text),
        failed,
      );
    },
  };
  quickSearch(search, words);
}

/** A label, none of a group, or null for all images; undefined when nothing was chosen. */
async function chooseFilter(engine: Engine): Promise<QuickFilter | null | undefined> {
  const { counts } = await engine.client().channel.ask('labelCounts', null);
  const { count } = hostWords();
  const groups = [...new Set(counts.map(({ group }) => group))].filter(group => group !== null);
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('All images'), filter: null },
      ...counts.map(({ label, group, assets }) => ({
        label: `$(tag) ${label}`,
        description: [count(assets), group].filter(Boolean).join(' · '),
        filter: { label, noneOf: null },
      })),
      ...groups.map(group => ({
        label: `$(circle-slash) ${vscode.l10n.t('None of {0}', group)}`,
        filter: { label: null, noneOf: group },
      })),
    ],
    { placeHolder: vscode.l10n.t('Only images with this label') },
  );
  return picked?.filter;
}

export async function findSimilar(
  { panel }: Pick<SearchCommandPorts, 'panel'>,
  uri: vscode.Uri | undefined,
): Promise<void> {
  requireFolder();
  const image = await imageFor(uri);
  if (image) panel().show({ mode: 'images', text: '', label: null, noneOf: null, like: likeImage(image) });
}
