/** References that are no paths with a file extension: names of engines, folders, and what a class loads. */
import type { AssetPath } from '../protocol/asset.ts';
import { findFolders } from './folders.ts';
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

const folder = ({ 1: found = '' }: readonly string[], start: number): Reading => ({
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
    // A package may stand before it, but not that of the system.
    pattern: /(?<![\w.])(?!android\.R\.)((?:\w+\.)*R\.(?:drawable|mipmap)\.[A-Za-z0-9_]+)/g,
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
    languages: ['style'],
    test: 'resource(',
    pattern: /\bresource\(\s*["']?([^"'()\n]+?)["']?\s*\)/g,
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
];

const pubspecFolder =
  /^[ \t]+-[ \t]+(?:path:[ \t]*)?(?:"([^"\n]+\/)"|'([^'\n]+\/)'|([^\s#"'][^#\n"']*\/))[ \t]*(?:[ \t]#.*)?\r?$/gm;
/** What a class of resources is called in a file of Kotlin: `import com.example.R as CoreR`. */
const resourceAlias = /^[ \t]*import[ \t]+[\w.]+\.R[ \t]+as[ \t]+(\w+)/gm;
/** The files and folders that Go embeds, in the words behind it. */
const embedding = /^[ \t]*\/\/go:embed[ \t]+(.+)/gm;

export function findNames(
  path: AssetPath,
  text: string,
  language: Language,
): readonly (Reading | NameReading)[] {
  const found: (Reading | NameReading)[] = [...findFolders(text, language)];
  const take = (pattern: RegExp, read: NamePattern['read']) => {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + match[0].lastIndexOf(match[1] ?? '');
      found.push(read(match, start));
    }
  };
  for (const { languages, test, pattern, read } of namePatterns) {
    if ((languages === null || languages.includes(language)) && text.includes(test)) take(pattern, read);
  }
  if (language === 'c-like' && text.includes('.R as ')) {
    for (const [, alias] of text.matchAll(resourceAlias))
      take(
        new RegExp(`(?<![\\w.])(${alias}\\.(?:drawable|mipmap)\\.[A-Za-z0-9_]+)`, 'g'),
        name('android-resource'),
      );
  }
  if (/(?:^|\/)pubspec\.yaml$/.test(path)) {
    for (const match of text.matchAll(pubspecFolder)) {
      const own = match[1] ?? match[2] ?? match[3] ?? '';
      found.push(folder([own, own], match.index + match[0].indexOf(own)));
    }
  }
  if (path.endsWith('.go') && text.includes('//go:embed')) {
    for (const match of text.matchAll(embedding))
      found.push(...embedded(match[1]!, match.index + match[0].length));
  }
  return found;
}

/** `words` end at `end`. A folder has all that is in it, however deep. */
function embedded(words: string, end: number): Reading[] {
  return [...words.matchAll(/(?:"([^"]+)"|`([^`]+)`|(\S+))/g)].flatMap((match): Reading[] => {
    const own = match[1] ?? match[2] ?? match[3]!;
    const target = own.replace(/^all:/, '').replace(/\/$/, '');
    // A file with an extension has its anchor.
    if (/\.\w+$/.test(target) || !/\w/.test(target)) return [];
    const glob = /[*]/.test(target) ? target : `${target}/**`;
    const start = end - words.length + match.index + match[0].indexOf(own);
    return [
      { form: 'folder', target: own, glob, start, end: start + own.length, pathEnd: start + own.length },
    ];
  });
}
