/** References that are no paths with a file extension: names of engines, folders, and what a class loads. */
import type { AssetPath } from '../protocol/asset.ts';
import type { Language } from './language.ts';
import type { NameReading, Reading } from './mention.ts';

/** What a language may hold. A pattern's group 1 is the name; `test` is a word without which it cannot be there. */
interface NamePattern {
  readonly languages: readonly Language[] | null;
  readonly test: string;
  readonly pattern: RegExp;
  read(match: RegExpMatchArray, start: number): Reading | NameReading;
}

const name =
  (form: NameReading['form']) =>
  ({ 1: found = '' }: RegExpMatchArray, start: number): NameReading => ({
    form,
    name: found,
    start,
    end: start + found.length,
  });

const folder = ({ 1: found = '' }: RegExpMatchArray, start: number): Reading => ({
  form: 'folder',
  target: found,
  glob: `${found.replace(/\/$/, '')}/*`,
  start,
  end: start + found.length,
  pathEnd: start + found.length,
});

const namePatterns: readonly NamePattern[] = [
  {
    languages: null,
    test: 'guid',
    pattern: /guid(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?([0-9a-f]{32})(?![0-9a-f])/g,
    read: name('unity-guid'),
  },
  {
    languages: null,
    test: 'uid://',
    // Beside a path, the path says it.
    pattern: /(?<!uid=")\b(uid:\/\/\w{2,})/g,
    read: name('godot-uid'),
  },
  {
    languages: ['xml', 'c-like', 'data'],
    test: '@',
    pattern: /(@(?:drawable|mipmap)\/[a-z0-9_]+)/g,
    read: name('android-resource'),
  },
  {
    languages: ['c-like', 'xml'],
    test: 'R.',
    pattern: /(?<![\w.])(R\.(?:drawable|mipmap)\.[A-Za-z0-9_]+)/g,
    read: name('android-resource'),
  },
  {
    languages: ['c-like'],
    test: 'mage',
    pattern: /\b(?:(?:UI|NS)?Image\(\s*(?:named:\s*|decorative:\s*)?|imageNamed:\s*@?)"([^"\\\n]+)"/g,
    read: name('xcode-name'),
  },
  {
    languages: ['xml'],
    test: 'mage',
    pattern: /(?:\b[iI]mage|\bselectedImage|<image\s+name)="([^"\n.]+)"/g,
    read: name('xcode-name'),
  },
  {
    languages: ['c-like'],
    test: 'Resources.Load',
    pattern: /\bResources\.Load(?:All|Async)?\s*(?:<[^<>]*>)?\s*\(\s*"([^"\\\n]+)"/g,
    read: name('unity-resource'),
  },
  {
    languages: ['tex'],
    test: 'includegraphics',
    pattern: /\\includegraphics\s*\*?(?:\[[^\]]*\])?\{([^{}.\n]+)\}/g,
    read: ({ 1: found = '' }, start) => ({
      form: 'markup',
      target: found,
      glob: `${found}.*`,
      start,
      end: start + found.length,
      pathEnd: start + found.length,
    }),
  },
  {
    languages: ['script', 'html'],
    test: 'require.context',
    pattern: /\brequire\.context\(\s*["'`]([^"'`\n]+)["'`]/g,
    read: folder,
  },
  {
    languages: ['script', 'html', 'c-like'],
    test: '${',
    pattern: /[`"']([\w@~./-]*[\w@~-]\/[\w-]*\$\{[^{}`\n]*\})[`"']/g,
    read: ({ 1: found = '' }, start) => ({
      form: 'template',
      target: found,
      glob: found.replace(/\$\{.*$/, '*'),
      start,
      end: start + found.length,
      pathEnd: start + found.length,
    }),
  },
];

const pubspecFolder = /^[ \t]+-[ \t]+(?:path:[ \t]*)?["']?([\w./-]+\/)["']?[ \t]*$/gm;

export function findNames(
  path: AssetPath,
  text: string,
  language: Language,
): readonly (Reading | NameReading)[] {
  const found: (Reading | NameReading)[] = [];
  const take = (pattern: RegExp, read: NamePattern['read']) => {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + match[0].lastIndexOf(match[1] ?? '');
      found.push(read(match, start));
    }
  };
  for (const { languages, test, pattern, read } of namePatterns) {
    if ((languages === null || languages.includes(language)) && text.includes(test)) take(pattern, read);
  }
  if (/(?:^|\/)pubspec\.yaml$/.test(path)) take(pubspecFolder, folder);
  return found;
}
