/** The tree of tags in the side bar: groups, their labels with counts, and the images of each label. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { AssetCard } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { LabelCount } from '../protocol/tag.ts';
import type { TaggedAsset } from '../protocol/tagged.ts';
import { hasLabels, isIndexed } from '../lens/client.ts';
import { assetHover, thumbnailOf } from './assetHover.ts';
import type { Engine } from './engine.ts';
import { fileOf } from './files.ts';
import { openFolders, storeFolder } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { countText, disputedText, kindText, learnedText, stateText } from './tagText.ts';

export const tagsViewId = 'assetLens.tags';

export type TagNode =
  | { readonly kind: 'group'; readonly group: string | null; readonly labels: readonly LabelCount[] }
  | { readonly kind: 'label'; readonly count: LabelCount }
  | { readonly kind: 'asset'; readonly tag: TaggedAsset; readonly card: AssetCard }
  | { readonly kind: 'more'; readonly count: LabelCount; readonly left: number };

/** Images of a label that are shown at once, and with each *more*. */
const pageSize = 100;
/** Decisions come one after the other: the tree follows in their pauses. */
const calmMilliseconds = 400;

export class TagsView implements vscode.TreeDataProvider<TagNode>, vscode.Disposable {
  readonly view: vscode.TreeView<TagNode>;
  readonly #engine: Engine;
  readonly #failed: (error: unknown) => Promise<void>;
  readonly #changed = new vscode.EventEmitter<TagNode | undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];
  /** How many images a label shows, where it is more than a page. */
  readonly #shown = new Map<string, number>();
  #calm: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(engine: Engine, failed: (error: unknown) => Promise<void>) {
    this.#engine = engine;
    this.#failed = failed;
    this.view = vscode.window.createTreeView(tagsViewId, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const labels = vscode.workspace.createFileSystemWatcher('**/.vscode/asset-lens.json');
    this.#subscriptions = [
      this.view,
      labels,
      labels.onDidCreate(() => this.refresh()),
      labels.onDidChange(() => this.refresh()),
      labels.onDidDelete(() => this.refresh()),
      engine.onDidStart(() => this.refresh()),
      engine.onDidChangeAssets(() => this.refresh()),
    ];
  }

  refresh(): void {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#changed.fire(undefined), calmMilliseconds);
  }

  showMore(node: TagNode): void {
    if (node.kind !== 'more') return;
    const key = keyOf(node.count);
    this.#shown.set(key, (this.#shown.get(key) ?? pageSize) + pageSize);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    clearTimeout(this.#calm);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async getChildren(node?: TagNode): Promise<TagNode[]> {
    try {
      if (!node) return await this.#groups();
      if (node.kind === 'group') return node.labels.map(count => ({ kind: 'label', count }));
      return node.kind === 'label' ? await this.#assets(node.count) : [];
    } catch (error) {
      this.#tell(error);
      return [];
    }
  }

  getTreeItem(node: TagNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group);
      case 'label':
        return labelItem(node.count);
      case 'asset':
        return assetItem(node, this.#engine.status?.thumbnails);
      case 'more':
        return moreItem(node);
    }
  }

  /** Pictures and tags are put together only for what the mouse rests on. */
  resolveTreeItem(item: vscode.TreeItem, node: TagNode): vscode.TreeItem {
    if (node.kind === 'asset') item.tooltip = assetHover(node.card, this.#engine.status?.thumbnails);
    return item;
  }

  async #groups(): Promise<TagNode[]> {
    const folders = openFolders();
    const labelled = await Promise.all(folders.map(folder => hasLabels(folder.path)));
    const indexed = await Promise.all(folders.map(folder => isIndexed(storeFolder(), folder.path)));
    await vscode.commands.executeCommand('setContext', 'assetLens.hasLabels', labelled.includes(true));
    // An empty tree has words and buttons of its own; nothing is started for it.
    if (!labelled.includes(true) && !indexed.includes(true)) return this.#empty();
    const { counts, mistake } = await this.#engine.client().channel.ask('labelCounts', null);
    if (counts.length === 0) return this.#empty();
    this.view.message =
      mistake ??
      (indexed.includes(true)
        ? ''
        : vscode.l10n.t('Not indexed yet: open the panel, or run Index Workspace.'));
    const groups = Map.groupBy(counts, ({ group }) => group);
    const nodes = [...groups].map(([group, labels]): TagNode => ({ kind: 'group', group, labels }));
    // One group without a name needs no level of its own.
    const [only] = groups.keys();
    return groups.size === 1 && only === null ? counts.map(count => ({ kind: 'label', count })) : nodes;
  }

  #empty(): TagNode[] {
    // A tree with a message shows no welcome.
    this.view.message = '';
    return [];
  }

  async #assets(count: LabelCount): Promise<TagNode[]> {
    const { channel } = this.#engine.client();
    const wanted = this.#shown.get(keyOf(count)) ?? pageSize;
    const { total, tags } = await channel.ask('tagged', {
      folder: null,
      scope: { group: count.group, label: count.label },
      states: ['accepted', 'by-hand', 'suggested', 'disputed', 'rejected'],
      order: 'likeliest',
      first: 0,
      count: wanted,
    });
    const cards = new Map(
      (await channel.ask('cards', { ids: tags.map(({ id }) => id) })).map(card => [card.id, card]),
    );
    const nodes = tags.flatMap((tag): TagNode[] => {
      const card = cards.get(tag.id);
      return card ? [{ kind: 'asset', tag, card }] : [];
    });
    return total > tags.length ? [...nodes, { kind: 'more', count, left: total - tags.length }] : nodes;
  }

  /** What is wrong with a file of the person's stands above the tree; anything else is told as a command's failure. */
  #tell(error: unknown): void {
    const isOfFile = LensError.is(error, 'labels-invalid') || LensError.is(error, 'decisions-failed');
    if (isOfFile) this.view.message = error.message;
    else if (!LensError.is(error, 'aborted') && !LensError.is(error, 'closed')) void this.#failed(error);
  }
}

function keyOf({ group, label }: Pick<LabelCount, 'group' | 'label'>): string {
  return JSON.stringify([group, label]);
}

function groupItem(group: string | null): vscode.TreeItem {
  const name = group ?? vscode.l10n.t('Labels');
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group ${group ?? ''}`;
  item.iconPath = new vscode.ThemeIcon('symbol-namespace');
  item.contextValue = 'group';
  return item;
}

function labelItem(count: LabelCount): vscode.TreeItem {
  const words = hostWords();
  const item = new vscode.TreeItem(count.label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `label ${keyOf(count)}`;
  const { disputed } = count.states;
  item.description = [words.count(count.assets), disputed > 0 ? disputedText(disputed, words) : '']
    .filter(Boolean)
    .join(' · ');
  item.tooltip = [countText(count, words), kindText(count, words), learnedText(count, words)]
    .filter(Boolean)
    .join('\n');
  item.iconPath = new vscode.ThemeIcon('tag');
  item.contextValue = count.states.suggested > 0 ? 'label.suggested' : 'label';
  item.accessibilityInformation = { label: `${count.label}, ${countText(count, words)}` };
  return item;
}

const stateIcons = {
  suggested: 'sparkle',
  accepted: 'check',
  'by-hand': 'account',
  rejected: 'circle-slash',
  disputed: 'warning',
  none: 'circle-outline',
} as const satisfies Readonly<Record<TaggedAsset['state'], string>>;

function assetItem(
  { tag, card }: TagNode & { kind: 'asset' },
  thumbnails: string | undefined,
): vscode.TreeItem {
  const uri = fileOf(card);
  const name = path.posix.basename(card.path);
  const folder = path.posix.dirname(card.path);
  const state = stateText(tag.state, tag.probability, hostWords());
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `asset ${keyOf(tag)} ${tag.id}`;
  item.description = [state, folder === '.' ? '' : folder].filter(Boolean).join(' · ');
  // A black icon on nothing is not seen in a dark theme: what is transparent shows its state instead.
  const picture = card.hasAlpha ? undefined : thumbnailOf(card, thumbnails);
  item.iconPath = picture ?? new vscode.ThemeIcon(stateIcons[tag.state]);
  item.contextValue = `asset.${tag.state}`;
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  item.accessibilityInformation = { label: `${name}, ${tag.label} ${state}` };
  return item;
}

function moreItem(node: TagNode & { kind: 'more' }): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('{0} more…', hostWords().count(node.left)),
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `more ${keyOf(node.count)}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = {
    command: 'assetLens.showMoreTagged',
    title: vscode.l10n.t('Show More'),
    arguments: [node],
  };
  return item;
}
