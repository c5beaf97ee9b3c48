/** The commands about tags: of the tree, the explorer and the palette. */
import * as vscode from 'vscode';
import { hasLabels } from '../lens/client.ts';
import type { Verdict } from '../protocol/decision.ts';
import { LensError } from '../protocol/errors.ts';
import { addTag } from './addTag.ts';
import type { Engine } from './engine.ts';
import { chooseFolder, requireFolder } from './folders.ts';
import { editLabels } from './labels.ts';
import type { PanelHost } from './panelHost.ts';
import { openFolders } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { decidedText } from './tagText.ts';
import type { TagNode, TagsView } from './tagsView.ts';

export interface TagCommandPorts {
  readonly engine: Engine;
  readonly panel: PanelHost;
  readonly tags: TagsView;
  readonly failed: (error: unknown) => Promise<void>;
}

type AssetNode = TagNode & { kind: 'asset' };

const toldMilliseconds = 5000;

export function registerTagCommands(ports: TagCommandPorts): vscode.Disposable {
  const { engine, panel, tags } = ports;
  const commands: Record<string, (first?: unknown, all?: unknown) => unknown> = {
    'assetLens.editLabels': async () => editLabels(await chooseFolder()),
    'assetLens.reviewTags': node => review(ports, node),
    'assetLens.showLabel': node => {
      if (isNode(node) && node.kind === 'label')
        panel.show({
          mode: 'images',
          text: '',
          like: null,
          label: node.count.label,
          tagState: null,
          noneOf: null,
        });
    },
    'assetLens.showMoreTagged': node => {
      if (isNode(node)) tags.showMore(node);
    },
    'assetLens.acceptTag': (node, all) => decideNodes(ports, node, all, 'accepted'),
    'assetLens.rejectTag': (node, all) => decideNodes(ports, node, all, 'rejected'),
    'assetLens.undoTagDecision': () => undo(engine),
    'assetLens.addTag': (uri, all) => addTag(engine, urisIn(uri, all)),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (first?: unknown, all?: unknown) => {
        try {
          await run(first, all);
        } catch (error) {
          await ports.failed(error);
        }
      }),
    ),
  );
}

/** Reviews a label of the tree, or one that is chosen, or all. */
async function review({ engine, panel, tags }: TagCommandPorts, node: unknown): Promise<void> {
  requireFolder();
  const given = isNode(node) ? node : tags.view.visible ? tags.view.selection[0] : undefined;
  if (given?.kind === 'label') return panel.show({ mode: 'review', label: given.count.label });
  const have = await Promise.all(openFolders().map(folder => hasLabels(folder.path)));
  // Without labels the panel says what helps.
  if (!have.includes(true)) return panel.show({ mode: 'review', label: null });
  const { counts } = await engine.client().channel.ask('labelCounts', null);
  const { count } = hostWords();
  const all = counts.reduce((sum, { states }) => sum + states.suggested, 0);
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('All labels'), description: count(all), value: null },
      ...counts
        .filter(({ states }) => states.suggested > 0)
        .map(({ label, group, states }) => ({
          label,
          description: [count(states.suggested), group].filter(Boolean).join(' · '),
          value: label,
        })),
    ],
    { placeHolder: vscode.l10n.t('The label to review') },
  );
  if (picked) panel.show({ mode: 'review', label: picked.value });
}

async function decideNodes(
  { engine, tags }: TagCommandPorts,
  node: unknown,
  all: unknown,
  verdict: Verdict,
): Promise<void> {
  const given = Array.isArray(all) ? all.filter(isNode) : isNode(node) ? [node] : tags.view.selection;
  const nodes = given.filter((item): item is AssetNode => item.kind === 'asset');
  if (nodes.length === 0) return;
  let changed = 0;
  const byLabel = Map.groupBy(nodes, ({ tag }) => JSON.stringify([tag.group, tag.label]));
  for (const own of byLabel.values()) {
    const { group, label } = own[0]!.tag;
    const reply = await engine.client().channel.ask('decide', {
      ids: own.map(({ tag }) => tag.id),
      decisions: [{ group: group ?? '', label, verdict }],
    });
    changed += reply.changed;
  }
  vscode.window.setStatusBarMessage(decidedText(verdict, changed, hostWords()), toldMilliseconds);
}

/** Takes back what was decided last in a folder, wherever it was decided. */
async function undo(engine: Engine): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to decide about its tags.'),
    );
  }
  const folder = await chooseFolder();
  const { changed } = await engine.client().channel.ask('undoDecision', { folder: folder.id });
  const told =
    changed === 0
      ? vscode.l10n.t('Nothing to undo')
      : vscode.l10n.t('Undone: {0}', hostWords().count(changed));
  vscode.window.setStatusBarMessage(told, toldMilliseconds);
}

function isNode(value: unknown): value is TagNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** The files that a menu was opened on: all that were selected, where the one under the mouse is among them. */
function urisIn(uri: unknown, all: unknown): readonly vscode.Uri[] {
  const many = Array.isArray(all) ? all.filter(item => item instanceof vscode.Uri) : [];
  if (many.length > 0) return many;
  return uri instanceof vscode.Uri ? [uri] : [];
}
