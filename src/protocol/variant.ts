/** Images that are meant to be alike, and the rules by which their names say so. */
import type { AssetId, AssetPath, FolderId } from './asset.ts';

/** One way in which names of one picture differ. */
export interface VariantRule {
  /** For people, for example `density`. */
  readonly name: string;
  /**
   * A regular expression on the path without its extension; its first group is the member, as `@2x`. Where that group is
   * empty, it is the place of the member in a path that has none.
   */
  readonly pattern: string;
  /** True where the name without a member belongs to the set, too. */
  readonly plain: boolean;
  /** Members in their order, where there is one: what lies between two that are there is missing. The plain one is empty. */
  readonly order?: readonly string[];
  /**
   * The only members there are, in small letters. They count where two of them and more lie beside each other with one
   * aspect, and nothing else that the pattern finds: two widths of a picture, and not the numbers of a row of pictures.
   */
  readonly among?: readonly string[];
}

/** One set: members in the order of their paths, and paths where members should be. */
export interface VariantSet {
  readonly kind: 'variants';
  readonly folder: FolderId;
  /** The rules that tell its members apart. */
  readonly rules: readonly string[];
  readonly assets: readonly AssetId[];
  readonly missing: readonly AssetPath[];
}

const languages =
  'ar|bg|ca|cs|da|de|el|en|es|et|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|ms|nb|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|th|tr|uk|vi|zh';
/** Countries in small letters, as addresses of pages have them; in capital letters any two will do. */
const countries = 'at|au|br|ca|ch|cn|es|fr|gb|hk|ie|jp|kr|mx|nz|pt|tw|uk|us|za';
/** A language in small or in capital letters, with a script and a country where there are any: `de`, `pt-BR`, `zh-Hans`. */
const locale = `(?:${languages}|${languages.toUpperCase()})(?:[-_](?i:Hans|Hant|Latn|Cyrl|Arab))?(?:[-_](?:[A-Z]{2}|419|${countries}))?`;
const localeParents =
  '(?i:i18n|l10n|intl|locales?|locali[sz]ations?|localized|langs?|languages?|translations?)';

/** Sides of icons in pixels that Apple, Android, Windows and browsers ask for. */
const iconSides = [
  16, 19, 20, 22, 24, 29, 32, 36, 38, 40, 44, 48, 50, 57, 58, 60, 64, 70, 71, 72, 76, 80, 87, 96, 114, 120, 128, 144, 150, 152,
  167, 180, 192, 196, 256, 310, 384, 512, 1024,
]; // prettier-ignore
/** As names have them; the last two are wide tiles of Windows. */
const iconSizes = [...iconSides.flatMap(side => [`${side}`, `${side}x${side}`]), '310x150', '620x300'];
/** Widths in pixels that pages offer in `srcset`: screens, and the steps that site generators take. */
const widths = [
  240, 320, 360, 375, 400, 414, 420, 480, 500, 512, 600, 640, 720, 750, 768, 800, 828, 900, 960, 1000, 1024, 1080, 1200, 1280,
  1366, 1400, 1440, 1500, 1536, 1600, 1800, 1920, 2000, 2048, 2400, 2560, 3200, 3840,
]; // prettier-ignore
const separators = ['', '-', '_', '.', '@'];

const ldpiToXxxhdpi = ['-ldpi', '-mdpi', '-hdpi', '-xhdpi', '-xxhdpi', '-xxxhdpi'];
const densities = '(?:l|m|tv|h|xh|xxh|xxxh|no|any|\\d{2,3})dpi';

/** What Windows asks of a resource, `scale-200` or `targetsize-48_altform-unplated`; several in any order. */
const windowsQualifier =
  '(?i:(?:scale|targetsize|altform|contrast|theme|lang|language|layoutdir|homeregion|configuration)-[a-z0-9-]+)';
const windowsQualifiers = `${windowsQualifier}(?:_${windowsQualifier})*`;

/** At the end of a name: after a separator in any case, or with a capital letter after a small one, as `iconDark`. */
function lastWord(words: readonly string[], separator: string): string {
  const capital = words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('|');
  return `((?<=[^/])${separator}(?i:${words.join('|')})|(?<=[\\p{Ll}\\p{N}])(?:${capital}))$`;
}

/** A folder as near to the image as there is one. */
const nearestFolder = '^(?:.*/)?';
const webIcons =
  '(?:favicon|apple-touch-icon|apple-icon|android-chrome|android-icon|mstile|ms-icon|web-app-manifest|pwa|(?:maskable[-_])?icon(?:[-_]maskable)?(?:_x\\d+)?)';
const square = '(?<side>\\d{2,4})x\\k<side>';

/**
 * What projects do: densities of Apple, Android, Flutter and Windows, their icon sets and those of browsers and of the
 * freedesktop icon themes, themes as GitHub and most design systems write them, states of a button, languages by ISO 639-1
 * with scripts by ISO 15924, widths for `srcset`, sizes only where a name says that it is an icon, and mip levels.
 * They are asked in this order, and each takes one member at most.
 */
export const defaultVariantRules: readonly VariantRule[] = [
  { name: 'scale', pattern: '(?<=[^/])([-_@][1-9](?:\\.\\d+)?(?i:x))$', plain: true, order: ['', '@2x', '@3x'] },
  { name: 'scale folder', pattern: '(?:^|/)((?:[1-9](?:\\.\\d+)?x/)?)(?=[^/]+$)', plain: true, order: ['', '2.0x/', '3.0x/'] },
  { name: 'density', pattern: `(?:^|/)(?:drawable|mipmap)(?:(?:-[^-/]+)*?(?=-${densities}[-/])|(?:-(?!v\\d+/)[^-/]+)*(?=(?:-v\\d+)?/))((?:-${densities}(?=[-/]))?)`, plain: true, order: ldpiToXxxhdpi },
  { name: 'resource qualifier', pattern: '(?:^|/)(?:drawable|mipmap)((?:-[^-/]+)*)(?=/)', plain: true },
  { name: 'windows qualifier', pattern: `((?<=[^/])\\.${windowsQualifiers}$|(?<=^|/)${windowsQualifiers}(?=/))`, plain: true },
  { name: 'theme', pattern: lastWord(['dark', 'light'], '[-_.@~]'), plain: true },
  { name: 'theme folder', pattern: `${nearestFolder}((?i:dark|light)(?:[-_]?(?i:mode|theme))?)/`, plain: false },
  { name: 'state', pattern: lastWord(['normal', 'hover', 'hovered', 'active', 'pressed', 'focus', 'focused', 'disabled', 'selected'], '[-_.]'), plain: true },
  { name: 'locale', pattern: `[^/]([-_.]${locale})$`, plain: true },
  { name: 'locale folder', pattern: `^(?:(?:.*/)?${localeParents}/|(?:.*/)?)(${locale}(?=(?i:\\.lproj)?/)|Base(?=\\.lproj/))`, plain: false },
  { name: 'size', pattern: '(?:(?i:icon|logo|favicon|tile|touch)|(?i:icon|logo|favicon|tile|touch)[^/]*(?=[-_.]))([-_.@]?\\d+(?:x\\d+)?)$', plain: true, among: separators.flatMap(before => iconSizes.map(size => `${before}${size}`)) },
  { name: 'size folder', pattern: `${nearestFolder}(${square}(?:@[1-9]x?)?)/`, plain: false },
  { name: 'width', pattern: '[^/]([-_.@]\\d{3,4}(?i:w))$', plain: true },
  { name: 'width number', pattern: '[^/]([-_.@]\\d+)$', plain: true, among: separators.flatMap(before => widths.map(width => `${before}${width}`)) },
  { name: 'icon set', pattern: `(?:^|/)((?i:${square}|(?:square|wide)\\d+x\\d+logo|storelogo|${webIcons}(?:-\\d+x\\d+)?(?:-precomposed)?))$`, plain: false },
  { name: 'mip level', pattern: '[^/][-_.]?(?i:mip)[-_]?(\\d{1,2})$', plain: false, order: Array.from({ length: 16 }, (_, level) => String(level)) },
  { name: 'asset catalog', pattern: '(?i:\\.(?:appiconset|iconset|imageset|launchimage))/([^/]+)$', plain: false },
]; // prettier-ignore

/** Rules as a setting has them: ours by their names, or whole ones. What is neither is passed over. */
export function variantRulesFrom(value: unknown): readonly VariantRule[] {
  if (!Array.isArray(value)) return defaultVariantRules;
  return value.flatMap((item: unknown): readonly VariantRule[] => {
    if (typeof item === 'string') return defaultVariantRules.filter(({ name }) => name === item);
    if (typeof item !== 'object' || item === null || !('name' in item) || !('pattern' in item)) return [];
    const { name, pattern } = item;
    if (typeof name !== 'string' || typeof pattern !== 'string') return [];
    const plain = 'plain' in item && item.plain === true;
    const order = 'order' in item ? textsIn(item.order) : null;
    const among = 'among' in item ? textsIn(item.among) : null;
    return [{ name, pattern, plain, ...(order && { order }), ...(among && { among }) }];
  });
}

function textsIn(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter(text => typeof text === 'string') : null;
}
