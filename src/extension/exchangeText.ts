/** What *Export Tags…* and *Import Tags…* say in the end: how much, and what was passed over. */
import type { ExchangeProblem, ExportReply, ImportReply } from '../protocol/exchange.ts';
import type { StatusWords } from './statusText.ts';

/** So many things that were passed over are named beside their number; the log has each with its reason. */
const mostNamed = 2;

export function exportedText(
  { tags, images }: Pick<ExportReply, 'tags' | 'images'>,
  words: StatusWords,
): string {
  const { t } = words;
  return images === 0
    ? t('There is no tag to export.')
    : t('Exported: {0}, {1}.', tagsOf(tags, words), imagesOf(images, words));
}

export function importedText(
  { changed, images }: Pick<ImportReply, 'changed' | 'images'>,
  words: StatusWords,
): string {
  const { t } = words;
  if (images === 0) return t('There is no tag to import.');
  return changed === 0
    ? t('All that is said holds already: {0}.', imagesOf(images, words))
    : t('Imported: {0}, {1}.', tagsOf(changed, words), imagesOf(images, words));
}

/** `all` may be more than the problems that are told one by one; empty where there are none. */
export function passedOverText(
  problems: readonly ExchangeProblem[],
  all: number,
  { t, count }: StatusWords,
): string {
  if (all === 0) return '';
  const names = problems.slice(0, mostNamed).map(({ path }) => path);
  return t(
    'Passed over: {0} ({1}).',
    count(all),
    [...names, ...(all > names.length ? ['…'] : [])].join(', '),
  );
}

/** For example `1 image`, `1,204 images`. */
export function imagesOf(images: number, { t, count }: StatusWords): string {
  return images === 1 ? t('1 image') : t('{0} images', count(images));
}

function tagsOf(tags: number, { t, count }: StatusWords): string {
  return tags === 1 ? t('1 tag') : t('{0} tags', count(tags));
}
