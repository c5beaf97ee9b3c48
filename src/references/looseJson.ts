/** JSON as people write it by hand: with comments, and commas at ends. */
import { inertRanges } from './inert.ts';

/** Undefined for what is no object, or has a mistake in it. */
export function parseLoosely(text: string): Readonly<Record<string, unknown>> | undefined {
  let plain = '';
  let from = 0;
  for (const [start, end] of inertRanges(text, 'script')) {
    plain += text.slice(from, start);
    from = end;
  }
  plain += text.slice(from);
  try {
    const value: unknown = JSON.parse(plain.replace(/,(?=\s*[}\]])/g, '').replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : undefined;
  } catch {
    // A configuration with a mistake says nothing.
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
