/** What is asked of the search, and how it answers. */
import type { AssetId, FolderId } from './asset.ts';
import type { TagFilter } from './tag.ts';

/** An example: an asset, or any image file by absolute path. */
export type ExampleImage = { readonly asset: AssetId } | { readonly file: string };

/** Everything that a search may ask for; all wishes hold together. */
export interface SearchRequest {
  /** Words; `#label` and `#"two words"` are filters. Empty but for these, with no `like`: every asset, by folder and name. */
  readonly text: string;
  /** Takes `text` as it stands; otherwise a short one is asked of each kind of asset in that kind's words. */
  readonly plain: boolean;
  /** Words that the picture should not show; empty for none. */
  readonly not: string;
  readonly like: ExampleImage | null;
  /** More like these, beside `like`. */
  readonly liked?: readonly ExampleImage[];
  /** Less like these. */
  readonly disliked?: readonly ExampleImage[];
  /** Only this folder; null for all. */
  readonly folder: FolderId | null;
  /** Only assets that have this label, or one below it, by suggestion or decision; null for all. */
  readonly label: string | null;
  /** Only assets that all of these hold of. */
  readonly tags?: readonly TagFilter[];
  /** At most this many hits, 1 or more. */
  readonly limit: number;
}

/**
 * Hits, best first, as columns of equal length: a hundred thousand of them are three arrays.
 * The first `strong` hits are strong matches, the next `fair` are fair, the rest weak.
 */
export interface SearchReply {
  readonly ids: Uint32Array;
  /** Cosine in −1..1; zeros where nothing was searched for. */
  readonly scores: Float32Array;
  /** Width over height. */
  readonly aspects: Float32Array;
  readonly strong: number;
  readonly fair: number;
  /** How many assets were looked at. */
  readonly searched: number;
  readonly milliseconds: number;
}

/** How well a hit matches, compared with how the workspace's other images do. */
export type Band = 'strong' | 'fair' | 'weak';

/** Where the hit at `rank` (from 0) stands. */
export function bandOf(reply: Pick<SearchReply, 'strong' | 'fair'>, rank: number): Band {
  if (rank < reply.strong) return 'strong';
  return rank < reply.strong + reply.fair ? 'fair' : 'weak';
}

export function idAt(ids: Uint32Array, rank: number): AssetId | undefined {
  // Ids in replies are AssetIds by construction; Uint32Array cannot carry the brand.
  return ids[rank] as AssetId | undefined;
}

/** The words of a search without the tags among them: `#red boats`, `#"traffic light"`. */
export interface HashTags {
  /** The other words. */
  readonly text: string;
  /** The names as they were typed, without their sign. */
  readonly names: readonly string[];
}

/** Splits what was typed; a lone `#` is a word, as is one within a word. */
export function hashTags(typed: string): HashTags {
  const names: string[] = [];
  const text = typed.replace(
    /(^|\s)#(?:"([^"]+)"|([^\s"#]+))(?=\s|$)/g,
    (_, before: string, quoted?: string, single?: string) => {
      names.push((quoted ?? single ?? '').trim());
      return before;
    },
  );
  return { text: text.trim(), names };
}
