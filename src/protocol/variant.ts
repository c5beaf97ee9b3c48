/** Images that are meant to be alike, and the rules by which their names say so. */
import type { AssetId, AssetPath, FolderId } from './asset.ts';

/** One way in which names of one picture differ. */
export interface VariantRule {
  /** For people, for example `density`. */
  readonly name: string;
  /** A regular expression on the path without its extension; its first group is the member, as `@2x`. */
  readonly pattern: string;
  /** True where the name without a member belongs to the set, too. */
  readonly plain: boolean;
  /** Members in their order, where there is one: what lies between two that are there is missing. The plain one is empty. */
  readonly order?: readonly string[];
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
const sizes =
  '16|20|24|29|32|36|40|44|48|50|57|58|60|64|70|71|72|76|80|87|96|114|120|128|144|150|152|167|180|192|196|256|310|384|512|1024';
const densities = ['ldpi', 'mdpi', 'hdpi', 'xhdpi', 'xxhdpi', 'xxxhdpi'] as const;

/**
 * What projects do. Apple's `@2x` and Android's density folders, themes as GitHub and most design systems write them, states
 * of a button, languages by ISO 639-1, sizes only where the name says that it is an icon, and mip levels.
 */
export const defaultVariantRules: readonly VariantRule[] = [
  { name: 'scale', pattern: '(@[1-9](?:\\.\\d+)?x)$', plain: true, order: ['', '@2x', '@3x'] },
  { name: 'density', pattern: `(?:^|/)(?:drawable|mipmap)[^/]*-(${densities.join('|')})(?=[-/])`, plain: false, order: densities },
  { name: 'theme', pattern: '[^/]([-_.](?:dark|light))$', plain: true },
  { name: 'state', pattern: '[^/]([-_.](?:normal|hover|hovered|active|pressed|focus|focused|disabled|selected))$', plain: true },
  { name: 'locale', pattern: `[^/]([-_.](?:${languages})(?:[-_][A-Z]{2})?)$`, plain: true },
  { name: 'locale folder', pattern: `(?:^|/)((?:${languages})(?:[-_][A-Z]{2})?)(?:\\.lproj)?/`, plain: false },
  { name: 'size', pattern: `(?:icon|logo|favicon|android-chrome|tile|touch)[^/]*[-_]((?:${sizes})(?:x(?:${sizes}))?)$`, plain: false },
  { name: 'mip level', pattern: '[^/][-_.]?(?:mip|MIP|Mip)[-_]?(\\d{1,2})$', plain: false, order: Array.from({ length: 16 }, (_, level) => String(level)) },
]; // prettier-ignore

/** Rules as a setting has them: ours by their names, or whole ones. What is neither is passed over. */
export function variantRulesFrom(value: unknown): readonly VariantRule[] {
  if (!Array.isArray(value)) return defaultVariantRules;
  return value.flatMap((item: unknown): readonly VariantRule[] => {
    if (typeof item === 'string') return defaultVariantRules.filter(({ name }) => name === item);
    if (typeof item !== 'object' || item === null || !('name' in item) || !('pattern' in item)) return [];
    const { name, pattern } = item;
    if (typeof name !== 'string' || typeof pattern !== 'string') return [];
    const order =
      'order' in item && Array.isArray(item.order)
        ? item.order.filter(text => typeof text === 'string')
        : null;
    return [{ name, pattern, plain: 'plain' in item && item.plain === true, ...(order && { order }) }];
  });
}
