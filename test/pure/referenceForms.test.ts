import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageIndex } from '../../src/references/images.ts';
import { factsOf, projectOf } from '../../src/references/project.ts';
import { at, meanings, rewritten } from './meanings.ts';

const none = projectOf([]);
const knowledgeOf = (images: readonly string[]) => ({
  images: new ImageIndex(images.map(at)),
  project: none,
});

test('a definition of Markdown may have spaces between angles, on its own line or the next', () => {
  const text = '[m]: <site map.png> "The map"\n[n]:\n  <site map.png>';
  assert.deepEqual(meanings('a.md', text, ['site map.png', 'map.png']), [
    'site map.png certain markdown-definition',
    'site map.png certain markdown-definition',
  ]);
  const images = ['site map.png', 'b c.png'];
  assert.equal(
    rewritten('a.md', '[m]: <site map.png> "t"', 'site map.png', 'b c.png', knowledgeOf(images)),
    '[m]: <b c.png> "t"',
  );
});

describe('what lies beside a file', () => {
  const ids = ['1', '2'].map(digit => digit.repeat(32));
  const [icon, own] = ids;
  const meta = (id: string | undefined, rest = '') => `fileFormatVersion: 2\nguid: ${id}\n${rest}`;
  const link = `  icon: {fileID: 2800000, guid: ${icon}, type: 3}\n`;
  const unity = [
    factsOf(at('Assets/icon.png.meta'), meta(icon))!,
    factsOf(at('Assets/own.png.meta'), meta(own))!,
  ];
  const images = ['Assets/icon.png', 'Assets/own.png'];

  test("Unity's settings of a script, a model or another texture use an image", () => {
    for (const file of ['Foo.cs.meta', 'tree.fbx.meta', 'own.png.meta'])
      assert.deepEqual(
        meanings(`Assets/${file}`, meta(own, link), images, unity),
        ['Assets/icon.png certain unity-guid'],
        file,
      );
  });
  test('the id of the file itself is no use, also where a copy has the same one', () => {
    assert.deepEqual(meanings('Assets/icon.png.meta', meta(icon, link), images, unity), []);
    // The later of two with one id is the one that the id means.
    const copied = [...unity, factsOf(at('Assets/copy.png.meta'), meta(icon))!];
    assert.deepEqual(
      meanings('Assets/icon.png.meta', meta(icon), [...images, 'Assets/copy.png'], copied),
      [],
    );
  });

  test('where the id is one of several settings it is replaced as everywhere', () => {
    const known = { ...knowledgeOf(images), project: projectOf(unity) };
    const after = meta('3'.repeat(32), link.replace(icon!, own!));
    assert.equal(
      rewritten('Assets/Foo.cs.meta', meta('3'.repeat(32), link), images[0]!, images[1]!, known),
      after,
    );
    // An image cannot be its own second texture.
    assert.deepEqual(rewritten('Assets/own.png.meta', meta(own, link), images[0]!, images[1]!, known), [
      'Assets/own.png cannot be written here in the same form.',
    ]);
  });

  const remap = '[remap]\nuid="uid://abc5"\npath="res://.godot/imported/hero.png-1f.ctex"\n';
  const deps = '[deps]\nsource_file="res://hero.png"\ndest_files=["res://hero.png"]\n';
  const godot = [factsOf(at('g/hero.png.import'), remap)!];
  const tscn = (path: string) => `[ext_resource type="Texture2D" uid="uid://abc5" path="${path}" id="1"]`;

  test("Godot's settings of a model use an image, those of the image itself do not", () => {
    const params = '[params]\n_subresources={"a":{"use_external/path":"res://rock.png"}}\n';
    assert.deepEqual(
      meanings('g/rock.glb.import', `${remap}${deps}${params}`, ['g/rock.png', 'g/hero.png']),
      ['g/rock.png certain data'],
    );
    assert.deepEqual(meanings('g/hero.png.import', remap + deps, ['g/hero.png'], godot), []);
  });
  test('the id beside a path is believed where the path is out of date', () => {
    const known = ['g/hero.png', 'g/other.png'];
    assert.deepEqual(meanings('g/m.tscn', tscn('res://hero.png'), known, godot), ['g/hero.png certain data']);
    const byId = ['g/hero.png certain godot-uid'];
    assert.deepEqual(meanings('g/m.tscn', tscn('res://old/hero2.png'), known, godot), byId);
    assert.deepEqual(meanings('g/m.tscn', tscn('res://other.png'), known, godot), byId);
    const after = '[ext_resource path="res://old.png" type="Texture2D" uid="uid://abc5" id="1"]';
    assert.deepEqual(meanings('g/m.tscn', after, known, godot), byId);
  });
  test('and no edit is made of either', () => {
    const known = { ...knowledgeOf(['g/hero.png', 'g/new.png']), project: projectOf(godot) };
    const after = 'path="res://hero.png" type="Texture2D" uid="uid://abc5"';
    for (const text of [tscn('res://old/hero2.png'), tscn('res://hero.png'), after])
      assert.deepEqual(rewritten('g/m.tscn', text, 'g/hero.png', 'g/new.png', known), [
        'The id of the image stands beside its path; change it in the engine.',
      ]);
  });
});

describe('configurations of the compiler', () => {
  const configs = (files: Readonly<Record<string, object>>) =>
    Object.entries(files).flatMap(([file, value]) => factsOf(at(file), JSON.stringify(value)) ?? []);
  const paths = (entries: object, more: object = {}) => ({ compilerOptions: { paths: entries, ...more } });
  const images = ['art/a.png', 'app/own/a.png', 'conf/art/a.png'];
  const found = (files: Readonly<Record<string, object>>, text = "import a from '@art/a.png'") =>
    meanings('app/src/x.ts', text, images, configs(files)).map(line => line.split(' ')[0]);

  test('hold for the folder of the file that extends them, from their own folder or base URL', () => {
    const extended = { 'app/tsconfig.json': { extends: '../conf/base.json' } };
    assert.deepEqual(found({ ...extended, 'conf/base.json': paths({ '@art/*': ['./art/*'] }) }), [
      'conf/art/a.png',
    ]);
    const withBase = paths({ '@art/*': ['./art/*'] }, { baseUrl: '..' });
    assert.deepEqual(found({ ...extended, 'conf/base.json': withBase }), ['art/a.png']);
    // The base URL of one file holds for the paths of another, and for imports without an alias.
    const other = { 'conf/base.json': { compilerOptions: { baseUrl: '..' } } };
    const own = { 'app/tsconfig.json': { extends: '../conf/base', ...paths({ '@art/*': ['art/*'] }) } };
    assert.deepEqual(found({ ...own, ...other }), ['art/a.png']);
    assert.deepEqual(found({ ...own, ...other }, "import a from 'art/a.png'"), ['art/a.png']);
    // Nobody extends it, and its name is none that a compiler looks for.
    assert.deepEqual(found({ 'app/base.json': paths({ '@art/*': ['../art/*'] }) }), []);
  });
  test('of several the last one with paths counts, and their own paths count more', () => {
    const bases = {
      'conf/one.json': paths({ '@art/*': ['../art/*'] }),
      'conf/two.json': paths({ '@art/*': ['./art/*'] }),
      'conf/three.json': { compilerOptions: { strict: true } },
    };
    const list = ['../conf/one.json', '../conf/two.json', '../conf/three.json'];
    assert.deepEqual(found({ ...bases, 'app/tsconfig.json': { extends: list } }), ['conf/art/a.png']);
    const own = { extends: list, ...paths({ '@art/*': ['./own/*'] }) };
    assert.deepEqual(found({ ...bases, 'app/tsconfig.json': own }), ['app/own/a.png']);
  });
  test('may be a package of the workspace, by its file, its own word or tsconfig.json', () => {
    const named = (more: object) => ({ 'presets/package.json': { name: '@x/presets', ...more } });
    const base = paths({ '@art/*': ['${configDir}/own/*'] });
    const extending = (name: string) => ({ 'app/tsconfig.json': { extends: name } });
    for (const files of [
      { ...extending('@x/presets/ts.json'), ...named({}), 'presets/ts.json': base },
      { ...extending('@x/presets/ts'), ...named({}), 'presets/ts.json': base },
      { ...extending('@x/presets'), ...named({}), 'presets/tsconfig.json': base },
      { ...extending('@x/presets'), ...named({ tsconfig: 'ts.json' }), 'presets/ts.json': base },
    ])
      assert.deepEqual(found(files), ['app/own/a.png']);
  });
  test('that extend each other in a circle do no harm', () => {
    assert.deepEqual(
      found({
        'app/tsconfig.json': { extends: '../conf/a.json' },
        'conf/a.json': { extends: './b.json' },
        'conf/b.json': { extends: './a.json', ...paths({ '@art/*': ['./art/*'] }) },
      }),
      ['conf/art/a.png'],
    );
  });
  test('paths may have a file extension behind their star', () => {
    assert.deepEqual(found({ 'app/tsconfig.json': paths({ '@art/*.png': ['../art/*.png'] }) }), [
      'art/a.png',
    ]);
  });
  test('imports of package.json and names of packages with a scope are followed', () => {
    const own = { name: 'app', imports: { '#img/*': { node: './gone/*', default: './own/*' } } };
    assert.deepEqual(found({ 'app/package.json': own }, "import a from '#img/a.png'"), ['app/own/a.png']);
    const named = { 'art/package.json': { name: '@x/art' } };
    assert.deepEqual(found(named, "import a from '@x/art/a.png'"), ['art/a.png']);
  });
});

test('@site is the folder of a Docusaurus site', () => {
  const facts = factsOf(at('site/docusaurus.config.js'), 'export default {};')!;
  const image = 'site/static/img/a.png';
  const texts = ['![a](@site/static/img/a.png)', "require('@site/static/img/a.png')"];
  assert.deepEqual(
    texts.flatMap(text => meanings('site/docs/deep/a.mdx', text, [image], [facts])),
    [`${image} certain markdown-image`, `${image} certain require`],
  );
});

describe('backslashes', () => {
  const images = ['a b.png', 'é1.png', 'plus+1.png', 'img/add.png'];
  test('are codes of characters in a style sheet, and of folders where that leads nowhere', () => {
    for (const [text, image] of [
      ['url("a\\20 b.png")', 'a b.png certain css-url'],
      ['url(a\\000020b.png)', 'a b.png certain css-url'],
      ["url('\\e9 1.png')", 'é1.png certain css-url'],
      ['url(plus\\+1.png)', 'plus+1.png certain css-url'],
      ['url(img\\add.png)', 'img/add.png likely css-url'],
    ] as const)
      assert.deepEqual(meanings('a.css', `.a { background: ${text}; }`, images), [image], text);
    assert.deepEqual(meanings('a.html', `<p style="background: url('a\\20 b.png')">`, images), [
      'a b.png certain css-url',
    ]);
  });
  test('before a sign are an escape first, and else part folders as on Windows', () => {
    const known = ['win/_logo.png', 'a_b.png', 'gl/x.png', 'glow.png', '(1)/c.png'];
    assert.deepEqual(meanings('a.cs', 'Load(@"win\\_logo.png");', known), ['win/_logo.png likely string']);
    assert.deepEqual(meanings('a.md', '![a](a\\_b.png)', known), ['a_b.png certain markdown-image']);
    assert.deepEqual(meanings('a.cs', 'All(@"gl\\*.png");', known), ['gl/x.png maybe string gl/*.png']);
    assert.deepEqual(meanings('a.cs', 'All("gl\\\\*.png");', known), ['gl/x.png maybe string gl/*.png']);
    // In a text for people the star is one.
    assert.deepEqual(meanings('a.md', '![a](gl\\*.png)', ['gl*.png', 'glow.png']), [
      'gl*.png certain markdown-image',
    ]);
  });
  test('that only a rule of thumb reads are not rewritten', () => {
    const known = knowledgeOf([...images, 'new.png', 'win/_logo.png', 'n_.png']);
    const second = ['It leads to the image only where it is not read as its form says.'];
    assert.deepEqual(rewritten('a.cs', '@"win\\_logo.png"', 'win/_logo.png', 'new.png', known), second);
    assert.deepEqual(rewritten('a.css', 'a{b:url(img\\add.png)}', 'img/add.png', 'new.png', known), second);
    assert.deepEqual(rewritten('a.css', 'a{b:url("a\\20 b.png")}', 'a b.png', 'new.png', known), [
      'The path is written in a way that cannot be kept.',
    ]);
  });
});

describe('accents', () => {
  const [composed, apart] = ['\u00e9', 'e\u0301'];
  test('that are composed in another way may be meant, with their folder and in patterns', () => {
    for (const [inText, inName] of [
      [composed, apart],
      [apart, composed],
    ]) {
      const image = `img/${inName}/${inName}1.png`;
      assert.deepEqual(meanings('a.md', `![a](img/${inText}/${inText}1.png)`, [image]), [
        `${image} maybe markdown-image`,
      ]);
      assert.deepEqual(meanings('a.md', `![a](${inText}1.png)`, [image]), [`${image} maybe markdown-image`]);
      const pattern = `img/${inText}/${inText}*.png`;
      assert.deepEqual(meanings('a.json', `{"a":"${pattern}"}`, [image]), [`${image} maybe data ${pattern}`]);
    }
  });
  test('and are left as they are', () => {
    const known = knowledgeOf([`${apart}.png`, 'new.png']);
    assert.deepEqual(rewritten('a.md', `![a](${composed}.png)`, `${apart}.png`, 'new.png', known), [
      'Its letters are not quite those of the path of the image.',
    ]);
  });
  test('that are equal are rewritten', () => {
    const known = knowledgeOf([`${apart}.png`, `${composed}2.png`]);
    assert.equal(
      rewritten('a.md', `![a](${apart}.png)`, `${apart}.png`, `${composed}2.png`, known),
      `![a](${composed}2.png)`,
    );
  });
});

describe('a srcset', () => {
  test('may be longer than what tells other forms', () => {
    const images = Array.from({ length: 12 }, (_, n) => `images/a-long-folder/hero-image-number-${n}.png`);
    const set = images.map((image, n) => `${image} ${n + 1}00w`).join(', ');
    assert.deepEqual(
      meanings('a.html', `<img alt="x" srcset="${set}">`, images),
      images.map(image => `${image} certain html-srcset`),
    );
  });
  test('may have a comma in a name, and be a list without blanks', () => {
    const images = ['c,1.png', 'new.png', 'a.png', 'b.png'];
    assert.deepEqual(meanings('a.html', '<img srcset="c,1.png 1x, a.png 2x">', images), [
      'c,1.png certain html-srcset',
      'a.png certain html-srcset',
    ]);
    assert.deepEqual(meanings('a.html', '<img srcset="a.png,b.png 2x">', images), [
      'a.png certain html-srcset',
      'b.png certain html-srcset',
    ]);
    const text = '<img srcset="c,1.png 1x, a.png 2x">';
    assert.equal(
      rewritten('a.html', text, 'c,1.png', 'new.png', knowledgeOf(images)),
      '<img srcset="new.png 1x, a.png 2x">',
    );
    assert.equal(
      rewritten('a.html', text, 'a.png', 'c,1.png', knowledgeOf(images)),
      '<img srcset="c,1.png 1x, c%2C1.png 2x">',
    );
  });
});

describe('places in comments', () => {
  const certainties = (file: string, text: string) =>
    meanings(file, text, ['a.png', 'b.png']).map(line => line.split(' ').slice(0, 2).join(' '));
  test('of PHP without a sign of its end', () => {
    const text = "<?php\n// './b.png'\n# './b.png'\n#[Icon('./a.png')]\n$u = 'http://x.y'; f('./a.png');\n";
    assert.deepEqual(certainties('a.php', text), [
      'b.png maybe',
      'b.png maybe',
      'a.png certain',
      'a.png certain',
    ]);
  });
  test('of JSON behind a value and across lines', () => {
    const text = '{ "u": "http://x.y", "a": "./a.png", // "./b.png"\n/* "x":\n"./b.png" */ "g": "./a.png" }';
    for (const file of ['a.jsonc', 'a.json'])
      assert.deepEqual(certainties(file, text), [
        'a.png certain',
        'b.png maybe',
        'b.png maybe',
        'a.png certain',
      ]);
  });
  test('of code in a notebook, where text may have a heading', () => {
    const cell = (kind: string, ...source: string[]) => ({ cell_type: kind, metadata: {}, source });
    const cells = [
      cell('markdown', '# ![](a.png)\n'),
      cell('code', "# f('b.png')\n", 'f("#1", \'a.png\')  # b.png\n', "f('a.png')"),
      cell('code', "# b.png\nf('a.png')"),
    ];
    for (const indent of [0, 1])
      assert.deepEqual(
        certainties('a.ipynb', JSON.stringify({ cells }, null, indent)).map(line => line.endsWith(' maybe')),
        [false, true, false, true, false, true, false],
        `indent ${indent}`,
      );
  });
});
