/** What the status bar item says. Pure: words and numbers come from outside. */
import type { IndexProgress, LensStatus } from '../protocol/lens.ts';

export interface StatusWords {
  /** As `vscode.l10n.t`. */
  readonly t: (sentence: string, ...values: (string | number)[]) => string;
  readonly count: (value: number) => string;
}

export interface StatusText {
  readonly text: string;
  /** For a screen reader, which does not see icons. */
  readonly spoken: string;
  /** Lines of the tooltip. */
  readonly lines: readonly string[];
  readonly isTrouble: boolean;
}

/** Null where there is nothing to say. */
export function statusText(
  status: LensStatus | undefined,
  progress: IndexProgress | undefined,
  endReason: string | undefined,
  { t, count }: StatusWords,
): StatusText | null {
  if (endReason !== undefined) {
    return {
      text: '$(error) Asset Lens',
      spoken: t('Asset Lens: the engine has stopped'),
      lines: [endReason],
      isTrouble: true,
    };
  }
  if (!status) return null;
  const lines = describe(status, { t, count });
  if (status.state === 'indexing')
    return working(progress ?? status.progress ?? undefined, status.provider, lines, { t, count });
  if (status.state === 'paused') return paused(progress ?? status.progress ?? undefined, lines, { t, count });
  if (status.state === 'restarting') {
    return {
      text: `$(sync~spin) ${t('restarting')}`,
      spoken: t('Asset Lens: restarting'),
      lines,
      isTrouble: false,
    };
  }
  if (status.state === 'failed') {
    return {
      text: '$(warning) Asset Lens',
      spoken: t('Asset Lens: {0}', status.reason ?? t('failed')),
      lines: [status.reason ?? '', ...lines].filter(line => line !== ''),
      isTrouble: true,
    };
  }
  const assets = sum(status, 'assets');
  const problems = sum(status, 'problems');
  const found = [count(assets), ...deviceOf(status)].join(' · ');
  return {
    text: problems > 0 ? `$(eye) ${found}  $(warning) ${count(problems)}` : `$(eye) ${found}`,
    spoken: t('Asset Lens: {0}', totalsText(assets, problems, { t, count })),
    lines,
    isTrouble: false,
  };
}

function working(
  progress: IndexProgress | undefined,
  provider: LensStatus['provider'],
  lines: readonly string[],
  { t, count }: StatusWords,
): StatusText {
  if (!progress || progress.total === 0) {
    return {
      text: `$(sync~spin) ${t('looking for images')}`,
      spoken: t('Asset Lens: looking for images'),
      lines,
      isTrouble: false,
    };
  }
  const { done, total, imagesPerSecond, remainingSeconds } = progress;
  const percent = `${Math.floor((100 * done) / total)} %`;
  const parts = [
    percent,
    ...(imagesPerSecond >= 0.5 ? [`${count(Math.round(imagesPerSecond))}/s`] : []),
    ...(remainingSeconds === null ? [] : [durationText(remainingSeconds, t)]),
    ...deviceOf({ provider }),
  ];
  return {
    text: `$(sync~spin) ${parts.join(' · ')}`,
    spoken: t('Asset Lens: indexing, {0}', percent),
    lines: [t('Indexing {0} of {1} images', count(done), count(total)), ...lines],
    isTrouble: false,
  };
}

/** The processor is what everybody expects: of it, only the tooltip tells. */
function deviceOf({ provider }: Pick<LensStatus, 'provider'>): readonly string[] {
  return provider === null || provider === 'cpu' ? [] : [provider.toUpperCase()];
}

function paused(
  progress: IndexProgress | undefined,
  lines: readonly string[],
  { t, count }: StatusWords,
): StatusText {
  if (!progress || progress.total === 0) {
    return {
      text: `$(debug-pause) ${t('paused')}`,
      spoken: t('Asset Lens: indexing is paused'),
      lines,
      isTrouble: false,
    };
  }
  const { done, total } = progress;
  const percent = `${Math.floor((100 * done) / total)} %`;
  return {
    text: `$(debug-pause) ${percent}`,
    spoken: t('Asset Lens: indexing is paused at {0}', percent),
    lines: [t('Paused at {0} of {1} images', count(done), count(total)), ...lines],
    isTrouble: false,
  };
}

/** What an index run found, in sentences. */
export function foundText(assets: number, problems: number, { t, count }: StatusWords): string {
  const sentences = [
    assets === 0
      ? t('No image could be read.')
      : assets === 1
        ? t('1 image is indexed.')
        : t('{0} images are indexed.', count(assets)),
  ];
  if (problems === 1) sentences.push(t('1 file has problems.'));
  if (problems > 1) sentences.push(t('{0} files have problems.', count(problems)));
  return sentences.join(' ');
}

/** Seconds as people say them: `12 s`, `3 min`, `2 h`. */
export function durationText(seconds: number, t: StatusWords['t']): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 100) return t('{0} s', whole);
  if (whole < 6000) return t('{0} min', Math.round(whole / 60));
  return t('{0} h', Math.round(whole / 3600));
}

/** Bytes as people say them: `1.2 MB`. */
export function bytesText(bytes: number, count: StatusWords['count']): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const rounded = unit === 0 || size >= 100 ? Math.round(size) : Math.round(size * 10) / 10;
  return `${count(rounded)} ${units[unit]}`;
}

function describe(status: LensStatus, { t, count }: StatusWords): string[] {
  const lines = status.folders.flatMap(({ name, assets, problems, indexed, unlisted }) => [
    !indexed && assets === 0 && unlisted === null
      ? t('{0}: not indexed yet', name)
      : `${name}: ${totalsText(assets, problems, { t, count })}`,
    ...(unlisted === null ? [] : [unlisted]),
  ]);
  const model = modelText(status, t);
  if (model !== null) lines.push(model);
  return lines;
}

/** Which model on which device, and why on that one; null before it is loaded. */
export function modelText(
  { model, provider, providerReason }: LensStatus,
  t: StatusWords['t'],
): string | null {
  if (model === null) return null;
  const text = t('Model {0} on {1}', model, (provider ?? '').toUpperCase());
  return providerReason === null ? text : `${text}. ${providerReason}`;
}

/** `1,204 images, 1 problem`. */
function totalsText(assets: number, problems: number, { t, count }: StatusWords): string {
  const images = assets === 1 ? t('1 image') : t('{0} images', count(assets));
  if (problems === 0) return images;
  return `${images}, ${problems === 1 ? t('1 problem') : t('{0} problems', count(problems))}`;
}

function sum(status: LensStatus, what: 'assets' | 'problems'): number {
  return status.folders.reduce((total, folder) => total + folder[what], 0);
}
