/** Which screen stands in place of the grid, if any, and what it says. Pure: the app draws what comes out. */
import type { PanelCommand, PanelEvents } from '../protocol/panel.ts';
import { isSearch } from './address.ts';
import { copiesProgressText } from './searchText.ts';
import type { Format } from './format.ts';
import type { IconName } from './icon.ts';
import type { PanelView } from './panelView.ts';
import type { Translate } from './words.ts';

export interface ScreenButton {
  readonly name: string;
  /** One of the host's, or one of the panel itself: to go on with a search for duplicates. */
  readonly command: PanelCommand | 'searchOn';
}

/** A button for what the host does. */
type HostButton = ScreenButton & { readonly command: PanelCommand };

export interface Screen {
  readonly kind: 'starting' | 'skeleton' | 'message';
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly buttons: readonly ScreenButton[];
}

/** The screen for a state with nothing in the grid; null where the grid has something, or a banner says enough. */
export function screenOf(view: PanelView, t: Translate, format: Format): Screen | null {
  const { setup, answer, status, failure, engineEnd } = view;
  if (!setup) return starting;
  if (setup.folders.length === 0) {
    return message(
      'folder-opened',
      t('No folder is open'),
      t('Asset Lens searches the images of a folder. Open one to begin.'),
      [{ name: t('Open Folder'), command: 'openFolder' }],
    );
  }
  if (!answer) {
    const trouble = troubleOf(view, t);
    return trouble ? message('error', trouble.title, trouble.text, trouble.buttons) : starting;
  }
  if (answer.kind === 'problems') {
    return answer.problems.length > 0
      ? null
      : message('check', t('No problems'), t('Every image that was found could be read.'), []);
  }
  if (answer.kind === 'copies' && status?.folders.some(({ indexed }) => indexed)) return null;
  if (answer.kind === 'review' && view.labels.length === 0 && !view.labelsFailure) {
    return message(
      'tag',
      t('No labels yet'),
      t('Labels say in words what the images may show. They stand in .vscode/asset-lens.json.'),
      [{ name: t('Create Labels File'), command: 'editLabels' }],
    );
  }
  if (answer.kind === 'duplicates' && answer.content.ids.length === 0 && view.search && !view.search.isWhole)
    return view.search.isStopped
      ? message('stop-circle', t('The search was stopped'), t('No copies were found so far.'), [
          { name: t('Search On'), command: 'searchOn' },
        ])
      : message('sync', t('Looking for duplicates'), copiesProgressText(view.search, t, format), []);
  if ('content' in answer ? answer.content.ids.length > 0 : status?.folders.some(({ indexed }) => indexed)) {
    return null;
  }
  const isIndexing =
    status?.state === 'indexing' ||
    status?.state === 'restarting' ||
    (status?.state !== 'paused' && view.progress !== null);
  if (isIndexing) return skeleton;
  if (status?.state === 'paused') {
    return message('debug-pause', t('Indexing is paused'), t('What is indexed by now can be searched.'), [
      { name: t('Resume Indexing'), command: 'resumeIndexing' },
    ]);
  }
  const trouble = troubleOf(view, t);
  if (trouble && (failure || engineEnd !== null || status?.state === 'failed')) {
    return message('error', trouble.title, trouble.text, trouble.buttons);
  }
  if (answer.kind === 'duplicates') {
    return message('check', t('No copies'), t('No image is there twice.'), []);
  }
  if (
    isSearch(view.address) ||
    view.address.label !== null ||
    view.address.noneOf !== null ||
    view.address.folder !== null
  ) {
    if (status?.folders.some(folder => folder.assets > 0)) {
      return message(
        'search',
        t('Nothing here'),
        t('No image has this label in this folder. Choose another filter.'),
        [],
      );
    }
  }
  if (!status?.folders.some(folder => folder.indexed)) {
    return setup.trusted
      ? message(
          'eye',
          t('Not indexed yet'),
          t('The images are looked at once, on this machine; then they can be found by words.'),
          [{ name: t('Index Workspace'), command: 'index' }],
        )
      : message(
          'shield',
          t('Not indexed yet'),
          t('This workspace is restricted: what is indexed can be searched, indexing waits for trust.'),
          [{ name: t('Manage Trust'), command: 'manageTrust' }],
        );
  }
  return message('file-media', t('No images found'), emptyText(view, t, format), [
    { name: t('Index Again'), command: 'index' },
    { name: t('Settings'), command: 'openSettings' },
  ]);
}

/** What failed and what helps; null where nothing did. */
export function troubleOf(
  { failure, engineEnd, status, setup }: PanelView,
  t: Translate,
): { readonly title: string; readonly text: string; readonly buttons: readonly HostButton[] } | null {
  const log = { name: t('Show Log'), command: 'showLog' } as const;
  if (engineEnd !== null) {
    return {
      title: t('The engine has stopped'),
      text: engineEnd,
      buttons: [{ name: t('Restart'), command: 'restart' }, log],
    };
  }
  const reason = failure?.message ?? (status?.state === 'failed' ? status.reason : null);
  if (reason === null) return null;
  if (failure?.code === 'labels-invalid') {
    return {
      title: t('The labels cannot be used'),
      text: reason,
      buttons: [{ name: t('Open Labels File'), command: 'editLabels' }],
    };
  }
  if (failure?.code === 'invalid-argument' || failure?.code === 'not-found') {
    return { title: t('This cannot be searched for'), text: reason, buttons: [] };
  }
  if (failure?.code === 'cleared') {
    return {
      title: t('Not indexed yet'),
      text: t('The index of this folder was cleared by another window. Index again.'),
      buttons: [{ name: t('Index Again'), command: 'index' }],
    };
  }
  // What is written in a file of people's is for them to mend; starting anew mends nothing.
  if (failure?.code === 'decisions-failed')
    return { title: t('This did not work'), text: reason, buttons: [log] };
  if (failure?.code === 'untrusted') {
    return {
      title: t('This did not work'),
      text: reason,
      buttons: [{ name: t('Manage Trust'), command: 'manageTrust' }],
    };
  }
  const isModel = failure?.code === 'model-invalid' || (status?.state === 'failed' && setup?.isModelSet);
  return {
    title: isModel ? t('The model cannot be used') : t('This did not work'),
    text: reason,
    buttons: [
      ...(setup?.isModelSet ? [{ name: t('Use the Starter Model'), command: 'useStarter' } as const] : []),
      { name: t('Try Again'), command: 'restart' },
      log,
    ],
  };
}

const starting: Screen = { kind: 'starting', icon: 'eye', title: '', text: '', buttons: [] };
const skeleton: Screen = { kind: 'skeleton', icon: 'sync', title: '', text: '', buttons: [] };

function message(icon: IconName, title: string, text: string, buttons: readonly ScreenButton[]): Screen {
  return { kind: 'message', icon, title, text, buttons };
}

function emptyText({ indexed }: PanelView, t: Translate, format: Format): string {
  const formats = t(
    'Looked for PNG, JPEG, WebP, GIF, SVG, AVIF, TIFF, BMP, Photoshop, HEIC and other image files.',
  );
  if (!indexed) return formats;
  return `${formats} ${leftOutText(indexed, t, format)}`;
}

/** What may be the reason. Folders that are off by default are passed over unseen, and not counted. */
function leftOutText({ excluded, settings }: PanelEvents['indexed'], t: Translate, format: Format): string {
  if (excluded === 0)
    return t(
      'Hidden folders and node_modules are looked into only where the setting assetLens.include names them.',
    );
  const count = format.count(excluded);
  return settings.length > 0
    ? t(
        'Left out: {0}, by .gitignore, .assetlensignore, a hidden name, or one of the settings {1}.',
        count,
        settings.join(', '),
      )
    : t('Left out: {0}, by .gitignore, .assetlensignore or a hidden name.', count);
}
