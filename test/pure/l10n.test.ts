// Words that people see: each one goes through l10n, and each language has them all.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const bundles = path.join(root, 'l10n');

type Words = Readonly<Record<string, string>>;

/** What one call of `t` asks for. */
interface Sentence {
  readonly text: string;
  /** How many values follow; null where they are spread. */
  readonly values: number | null;
  readonly place: string;
}

interface Found {
  readonly sentences: readonly Sentence[];
  /** Calls of `t` whose sentence cannot be read from the source. */
  readonly unreadable: readonly string[];
  /** Words that reach people without `t`. */
  readonly bare: readonly string[];
}

/** VS Code's calls that show their first argument. */
const showing = new Set([
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'setStatusBarMessage',
]);

/** Properties, of options and of VS Code's own objects, that are shown. */
const shown = new Set([
  'title',
  'placeHolder',
  'placeholder',
  'tooltip',
  'detail',
  'description',
  'label',
  'spoken',
]);

/** Attributes that are read or spoken. */
const spokenAttribute = /\b(title|aria-label|aria-description|placeholder|alt)="([^"]*)"/g;

/** The product's name is the same in every language. */
const productName = 'Asset Lens';

/** Reads one source text; `name` stands in front of what it reports. */
function wordsOf(name: string, text: string): Found {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const sentences: Sentence[] = [];
  const unreadable: string[] = [];
  const bare: string[] = [];
  const placeOf = (node: ts.Node) =>
    `${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;

  /** Keeps an expression that is itself words, other than the product's name. */
  const keepBare = (expression: ts.Expression) => {
    const texts = literalsOf(expression) ?? [];
    if (texts.some(words => /\p{L}/u.test(words.replace(productName, '')))) {
      bare.push(`${placeOf(expression)}: ${expression.getText()}`);
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = lastName(node.expression);
      const [first] = node.arguments;
      if (called === 't' && first) {
        const texts = literalsOf(first);
        if (texts) {
          const values = node.arguments.some(ts.isSpreadElement) ? null : node.arguments.length - 1;
          for (const sentence of texts) sentences.push({ text: sentence, values, place: placeOf(node) });
        } else if (!isForwarder(node)) unreadable.push(`${placeOf(node)}: ${node.getText()}`);
      } else if (showing.has(called) && first) keepBare(first);
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'LensError') {
      const [code, message] = node.arguments ?? [];
      // Giving up is never told.
      if (code?.getText() !== `'aborted'` && message) keepBare(message);
    } else if (ts.isPropertyAssignment(node) && shown.has(node.name.getText())) {
      keepBare(node.initializer);
    } else if (isAssignment(node) && shown.has(lastName(node.left))) {
      keepBare(node.right);
    } else if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
      for (const words of templateWords(node.template)) bare.push(`${placeOf(node)}: ${words}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { sentences, unreadable, bare };
}

/** The last name of `f`, `a.f` and `a.b.f`. */
function lastName(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** The strings that an expression may be; undefined where one of them is made at run time. */
function literalsOf(expression: ts.Expression): string[] | undefined {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return literalsOf(expression.expression);
  if (!ts.isConditionalExpression(expression)) return undefined;
  const yes = literalsOf(expression.whenTrue);
  const no = literalsOf(expression.whenFalse);
  return yes && no && [...yes, ...no];
}

/** `{ t: (sentence, …) => vscode.l10n.t(sentence, …) }`: its callers are looked at instead. */
function isForwarder(call: ts.CallExpression): boolean {
  const { parent } = call;
  return (
    ts.isArrowFunction(parent) &&
    parent.body === call &&
    ts.isPropertyAssignment(parent.parent) &&
    parent.parent.name.getText() === 't' &&
    parent.parameters[0]?.name.getText() === call.arguments[0]?.getText()
  );
}

/** Letters between the tags of a template, and in its spoken attributes. Values stand as `\0`. */
function templateWords(template: ts.TemplateLiteral): string[] {
  const markup = ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(span => span.literal.text)].join('\0');
  const attributes = [...markup.matchAll(spokenAttribute)].map(match => match[2]!);
  const between = markup.replace(/<[^>]*>/g, '\0').split('\0');
  return [...between, ...attributes].map(words => words.trim()).filter(words => /\p{L}/u.test(words));
}

/** Numbers in braces, each once, in their order. */
function placeholders(sentence: string): number[] {
  const found = new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(match => Number(match[1])));
  return [...found].sort((a, b) => a - b);
}

function readWords(file: string): Words {
  return JSON.parse(readFileSync(file, 'utf8')) as Words;
}

const found = ['extension', 'panel'].map(room => {
  const folder = path.join(root, 'src', room);
  const files = readdirSync(folder).filter(file => file.endsWith('.ts'));
  return files.map(file => wordsOf(`src/${room}/${file}`, readFileSync(path.join(folder, file), 'utf8')));
});
const sentences = found.flat().flatMap(file => file.sentences);
const used = new Set(sentences.map(sentence => sentence.text));
const english = readWords(path.join(bundles, 'bundle.l10n.json'));

/** Languages that someone began to translate into: a file of either kind is enough. */
const languages = new Set(
  [...readdirSync(bundles), ...readdirSync(root)].flatMap(
    file => /^(?:bundle\.l10n|package\.nls)\.([\w-]+)\.json$/.exec(file)?.[1] ?? [],
  ),
);

describe('the words of the code', () => {
  test('every room that people see has words', () => {
    for (const files of found) assert.ok(files.flatMap(file => file.sentences).length > 30);
  });

  test('every sentence can be read from the source', () => {
    assert.deepEqual(
      found.flat().flatMap(file => file.unreadable),
      [],
    );
  });

  test('no words reach people without l10n', () => {
    assert.deepEqual(
      found.flat().flatMap(file => file.bare),
      [],
    );
  });

  test('a sentence has a placeholder for each of its values', () => {
    const wrong = sentences.filter(({ text, values }) => {
      const expected = Array.from({ length: values ?? placeholders(text).length }, (_, place) => place);
      return placeholders(text).join() !== expected.join();
    });
    assert.deepEqual(wrong, []);
  });

  test('the English bundle holds what is said, no less and no more, each as itself', () => {
    assert.deepEqual(
      { missing: [...used].filter(text => !(text in english)), unused: unknownIn(english, used) },
      { missing: [], unused: [] },
    );
    assert.deepEqual(
      Object.entries(english).filter(([key, value]) => key !== value),
      [],
    );
  });

  test('a planted slip is found', () => {
    const planted = wordsOf(
      'planted.ts',
      `this.t('One {0}', 1); view.t(isOpen ? 'Two' : 'Three'); t(\`Four \${five}\`);
       vscode.window.showErrorMessage('Six'); throw new LensError('bug', 'Seven');
       pick.title = 'Zero'; show({ detail: 'Naught' });
       html\`<p title="Eight">\${nine} ten</p>\`;`,
    );
    assert.deepEqual(
      planted.sentences.map(({ text, values }) => [text, values]),
      [
        ['One {0}', 1],
        ['Two', 0],
        ['Three', 0],
      ],
    );
    assert.deepEqual(planted.unreadable, ['planted.ts:1: t(`Four ${five}`)']);
    assert.deepEqual(
      planted.bare.map(words => words.replace('planted.ts:', '')),
      [`2: 'Six'`, `2: 'Seven'`, `3: 'Zero'`, `3: 'Naught'`, '4: ten', '4: Eight'],
    );
  });
});

describe('the words of the manifest', () => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const names = new Set(stringsIn(manifest).flatMap(text => /^%([^%]+)%$/.exec(text)?.[1] ?? []));
  const words = readWords(path.join(root, 'package.nls.json'));

  test('every name has words, and all words have a name', () => {
    assert.ok(names.size > 10);
    assert.deepEqual(
      { missing: [...names].filter(name => !(name in words)), unused: unknownIn(words, names) },
      { missing: [], unused: [] },
    );
  });

  test('the bundles are where the manifest says', () => {
    assert.equal((manifest as { l10n?: string }).l10n, './l10n');
  });
});

describe('translations', () => {
  test('there is German', () => assert.ok(languages.has('de')));

  for (const language of languages) {
    test(`${language} has all sentences, with the same placeholders`, () => {
      assertComplete(readWords(path.join(bundles, `bundle.l10n.${language}.json`)), english);
    });

    test(`${language} has all words of the manifest`, () => {
      assertComplete(
        readWords(path.join(root, `package.nls.${language}.json`)),
        readWords(path.join(root, 'package.nls.json')),
      );
    });
  }
});

function assertComplete(translation: Words, original: Words): void {
  const missing = Object.keys(original).filter(key => !translation[key]?.trim());
  const unused = unknownIn(translation, new Set(Object.keys(original)));
  const wrong = Object.entries(original).filter(
    ([key, text]) => placeholders(translation[key] ?? '').join() !== placeholders(text).join(),
  );
  assert.deepEqual({ missing, unused, wrong }, { missing: [], unused: [], wrong: [] });
}

function unknownIn(words: Words, known: ReadonlySet<string>): string[] {
  return Object.keys(words).filter(key => !known.has(key));
}

/** Every string in a JSON value. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
