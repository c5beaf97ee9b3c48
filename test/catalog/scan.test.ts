// Listing a folder: what is found, what is left out, and what is said of the rest.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, describe, test } from 'node:test';
import { ignoreRules } from '../../src/catalog/ignore.ts';
import { literalGlob } from '../../src/catalog/literalGlob.ts';
import { scanFolder } from '../../src/catalog/scan.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { asNobody } from './asNobody.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Empty files with these names are listed; the paths found are compared, and the number left out. */
async function check(
  t: TestContext,
  input: {
    readonly files: readonly string[];
    readonly rules?: Record<string, string>;
    readonly exclude?: string[];
    readonly include?: string[];
  },
  expected: { readonly paths: readonly string[]; readonly excluded?: number },
): Promise<void> {
  const empty = Object.fromEntries(input.files.map(name => [name, '']));
  const root = temporaryFolder(t, { ...empty, ...input.rules });
  const scan = await scanFolder(root, { exclude: input.exclude ?? [], include: input.include ?? [] });
  assert.deepEqual(
    scan.files.map(file => file.path),
    expected.paths,
  );
  assert.deepEqual(scan.problems, []);
  if (expected.excluded !== undefined) assert.equal(scan.excluded, expected.excluded);
}

/** No patterns: everything but what is off by default. */
const everything = { exclude: [], include: [] };

const onPosix = process.platform === 'win32' ? { skip: 'Windows forbids it' } : {};

describe('what is listed', () => {
  test('images are listed by path with size and time, whatever the case of their extension', async t => {
    const root = temporaryFolder(t, { 'b/two.PNG': '12', 'a.jpg': '1', 'notes.txt': 'x', 'b/one.svg': '' });
    utimesSync(path.join(root, 'a.jpg'), 1_700_000_000.25, 1_700_000_000.25);
    const { files, excluded } = await scanFolder(root, everything);
    assert.deepEqual(files[0], {
      path: 'a.jpg',
      absolute: path.join(root, 'a.jpg'),
      bytes: 1,
      modifiedMs: 1_700_000_000_250,
      unsupported: false,
    });
    assert.deepEqual(
      files.map(file => [file.path, file.bytes]),
      [
        ['a.jpg', 1],
        ['b/one.svg', 0],
        ['b/two.PNG', 2],
      ],
    );
    assert.equal(excluded, 0);
  });

  test('images of all kinds that nobody reads are listed, in capitals or not', async t => {
    const kinds = 'ora eps ai pdf wbmp FITS emf dcm ras ase wmf PEF srw'.split(' ');
    const root = temporaryFolder(t, Object.fromEntries([...kinds, 'txt'].map(kind => [`x.${kind}`, ''])));
    const { files } = await scanFolder(root, everything);
    assert.deepEqual(files.map(file => [file.path, file.unsupported]), kinds.map(kind => [`x.${kind}`, true]).sort());
  }); // prettier-ignore

  test('images that are not read yet are listed as unsupported', async t => {
    const root = temporaryFolder(t, { 'layers.xcf': '', 'photo.CR2': '', 'photo.png': '' });
    const { files } = await scanFolder(root, everything);
    assert.deepEqual(
      files.map(file => [file.path, file.unsupported]),
      [
        ['layers.xcf', true],
        ['photo.CR2', true],
        ['photo.png', false],
      ],
    );
  });

  test('names with newlines, quotes, emoji, percent signs and 250 characters survive', onPosix, async t => {
    const names = [
      'new\nline.png', `"quoted" 'too'.png`, '🦊 fox.png', '100%25.png', 'a\\b.png', ' lead and trail .png',
      '#hash.png', '!bang.png', '[x]{y}*.png', '\u00e9.png', 'e\u0301.png', `${'n'.repeat(246)}.png`,
    ]; // prettier-ignore
    const paths = names.flatMap(name => [name, `dir ${name.slice(0, 200)}/${name}`]);
    await check(t, { files: paths }, { paths: paths.sort() });
  });

  test('the order does not depend on the order of the disk', async t => {
    const files = ['b.png', 'B.png', 'a/z.png', 'a.png', 'a-b/c.png', 'ä.png'];
    await check(t, { files }, { paths: ['B.png', 'a-b/c.png', 'a.png', 'a/z.png', 'b.png', 'ä.png'] });
  });

  test('deep and wide folders are listed whole', async t => {
    const deep = `${'d/'.repeat(200)}deep.png`;
    const wide = Array.from({ length: 300 }, (_, number) => `wide/${number}/x.png`);
    await check(t, { files: [deep, ...wide] }, { paths: [deep, ...wide].sort() });
  });
});

describe('links', () => {
  test('links are not followed: no loop, nothing from outside, nothing twice', onPosix, async t => {
    const outside = temporaryFolder(t, { 'secret.png': '' });
    const root = temporaryFolder(t, { 'a/one.png': '' });
    symlinkSync(root, path.join(root, 'a/loop'));
    symlinkSync('..', path.join(root, 'a/up'));
    symlinkSync(outside, path.join(root, 'outside'));
    symlinkSync(path.join(outside, 'secret.png'), path.join(root, 'secret.png'));
    symlinkSync('a/one.png', path.join(root, 'alias.png'));
    symlinkSync('nowhere.png', path.join(root, 'broken.png'));
    const { files, problems } = await scanFolder(root, everything);
    assert.deepEqual(
      files.map(file => file.path),
      ['a/one.png'],
    );
    assert.deepEqual(problems, []);
  });
});

describe('what is left out', () => {
  test('hidden folders and files, node_modules and .git are', async t => {
    const files = ['.git/x.png', '.vscode/x.png', 'node_modules/p/x.png', 'a/node_modules/x.png', '.x.png'];
    await check(t, { files: [...files, 'x.png'] }, { paths: ['x.png'], excluded: 1 });
  });

  test('a hidden name of the folder itself does not matter', async t => {
    const root = path.join(temporaryFolder(t, { '.sample/node_modules/a.png': '' }), '.sample/node_modules');
    assert.equal((await scanFolder(root, everything)).files.length, 1);
  });

  test('.gitignore holds below its own folder', async t => {
    await check(
      t,
      {
        files: [
          'build/x.png',
          'a/build/x.png',
          'a/only/x.png',
          'only/x.png',
          'a/deep/only/x.png',
          'x.tmp.png',
        ],
        rules: { '.gitignore': '# out\nbuild/\n*.tmp.png\n', 'a/.gitignore': '/only\n' },
      },
      { paths: ['a/deep/only/x.png', 'only/x.png'], excluded: 4 },
    );
  });

  test('a deeper rule wins over a higher one, also for all that is below', async t => {
    await check(
      t,
      {
        files: ['build/x.png', 'sub/build/x.png', 'sub/build/deep/x.png', 'sub/y.png', 'y.png'],
        rules: { '.gitignore': 'build\ny.png\n', 'sub/.gitignore': '!build\n!/y.png\n' },
      },
      { paths: ['sub/build/deep/x.png', 'sub/build/x.png', 'sub/y.png'], excluded: 2 },
    );
  });

  test('a line of slashes alone matches nothing, in a nested rule file either', async t => {
    const files = ['sub/x/a.png', 'sub/b.png', 'x/c.png', 'd.png'];
    for (const line of ['/', '//', '!', '!/', ' / '])
      await check(
        t,
        { files, rules: { '.gitignore': 'x/\n', 'sub/.gitignore': `${line}\n` } },
        { paths: ['d.png', 'sub/b.png'], excluded: 2 },
      );
  });

  test('a negated rule brings a file back, but not from an ignored folder', async t => {
    await check(
      t,
      {
        files: ['a.png', 'logo.png', 'out/logo.png', 'kept/logo.png', 'kept/other.png'],
        rules: { '.gitignore': '*.png\nout/\n!logo.png\n' },
      },
      { paths: ['kept/logo.png', 'logo.png'], excluded: 3 },
    );
  });

  test('names with special characters in the path of a rule file are taken as they are', onPosix, async t => {
    const folders = ['[ab]', 'a*', '!x', '#y', 'sp ace ', 'q?', 'back\\slash', 'new\nline', 'a'];
    await check(
      t,
      {
        files: folders.flatMap(folder => [`${folder}/in.png`, `${folder}/out.png`, `${folder}/d/out.png`]),
        rules: { '[ab]/.gitignore': 'out.png', 'a*/.gitignore': 'out.png', '!x/.gitignore': 'out.png',
          '#y/.gitignore': 'out.png', 'sp ace /.gitignore': 'out.png', 'q?/.gitignore': '/out.png\n/d/out.png',
          'back\\slash/.gitignore': 'out.png', 'new\nline/.gitignore': '*\n!in.png' },
      },
      { paths: [...folders.map(folder => `${folder}/in.png`), 'a/out.png', 'a/d/out.png'].sort() },
    ); // prettier-ignore
  });

  test('.assetlensignore works everywhere and wins over .gitignore beside it', async t => {
    await check(
      t,
      {
        files: ['generated/x.png', 'drafts/x.png', 'a/drafts/x.png'],
        rules: { '.gitignore': 'generated/\n', '.assetlensignore': '!generated/\n/drafts\r\n' },
      },
      { paths: ['a/drafts/x.png', 'generated/x.png'], excluded: 1 },
    );
  });

  test('.git/info/exclude is read, and .gitignore wins over it', async t => {
    await check(
      t,
      {
        files: ['local/x.png', 'kept.png', 'a/local/x.png'],
        rules: { '.git/info/exclude': '/local\nkept.png\n', '.gitignore': '!kept.png\n' },
      },
      { paths: ['a/local/x.png', 'kept.png'], excluded: 1 },
    );
  });

  const pathsIn = async (root: string) => (await scanFolder(root, everything)).files.map(file => file.path);

  test('in a worktree and in a submodule, as Git makes them, the info/exclude of their repository is read', async t => {
    const top = temporaryFolder(t, { 'module/x.png': '', 'main/y.png': '' });
    const git = (folder: string, ...command: string[]) => {
      const settings = ['user.name=a', 'user.email=a@b', 'protocol.file.allow=always'].flatMap(set => [
        '-c',
        set,
      ]);
      execFileSync('git', ['-C', path.join(top, folder), ...settings, ...command], { stdio: 'ignore' });
    };
    for (const folder of ['module', 'main']) {
      git(folder, 'init');
      git(folder, 'add', '.');
      git(folder, 'commit', '-m', 'first');
    }
    git('main', 'submodule', 'add', '../module', 'sub');
    git('main', 'worktree', 'add', '../tree');
    for (const repository of ['main/.git', 'main/.git/modules/sub']) {
      mkdirSync(path.join(top, repository, 'info'), { recursive: true });
      writeFileSync(path.join(top, repository, 'info/exclude'), 'local\n');
    }
    for (const folder of ['main/sub', 'tree']) mkdirSync(path.join(top, folder, 'local'));
    for (const folder of ['main/sub', 'tree']) writeFileSync(path.join(top, folder, 'local/z.png'), '');
    assert.deepEqual(await pathsIn(path.join(top, 'tree')), ['y.png']);
    assert.deepEqual(await pathsIn(path.join(top, 'main/sub')), ['x.png'], 'opened by itself');
    assert.deepEqual(
      await pathsIn(path.join(top, 'main')),
      ['sub/x.png', 'y.png'],
      'inside the opened folder',
    );
  });

  test('a .git file that points to what is no repository of its folder is not followed', async t => {
    const elsewhere = temporaryFolder(t, {
      'info/exclude': 'x.png\n',
      config: '[core]\n\tworktree = /home/somebody/else\n',
      'worktrees/w/commondir': '../..\n',
      'worktrees/w/gitdir': '/home/somebody/else/.git\n',
    });
    const root = temporaryFolder(t, {
      'plain/.git': `gitdir: ${elsewhere}\n`,
      'tree/.git': `gitdir: ${path.join(elsewhere, 'worktrees/w')}\n`,
      // A folder of the repository's own, which names what lies elsewhere as the one that it shares.
      'bridge/.git': 'gitdir: ../own\n',
      'own/commondir': `${elsewhere}\n`,
      'own/gitdir': '../bridge/.git\n',
      'share/.git': 'gitdir: //server/share/repository\n',
    });
    const folders = ['bridge', 'plain', 'share', 'tree'];
    for (const folder of folders) writeFileSync(path.join(root, folder, 'x.png'), '');
    assert.deepEqual(
      await pathsIn(root),
      folders.map(folder => `${folder}/x.png`),
    );
  });

  test('an info/exclude that is a link is not read', onPosix, async t => {
    const outside = temporaryFolder(t, { exclude: 'x.png\n' });
    const root = temporaryFolder(t, { 'x.png': '', 'a/x.png': '', '.git/info/none': '', 'a/.git/HEAD': '' });
    symlinkSync(path.join(outside, 'exclude'), path.join(root, '.git/info/exclude'));
    symlinkSync(outside, path.join(root, 'a/.git/info'));
    assert.deepEqual(await pathsIn(root), ['a/x.png', 'x.png']);
  });

  test('a rule file that is a link is not read: it may point out of the folder', onPosix, async t => {
    const outside = temporaryFolder(t, { rules: 'x.png\n', 'info/exclude': 'y.png\n' });
    const root = temporaryFolder(t, { 'x.png': '', 'y.png': '', 'a/x.png': '' });
    symlinkSync(path.join(outside, 'rules'), path.join(root, '.gitignore'));
    symlinkSync(path.join(outside, 'rules'), path.join(root, 'a/.assetlensignore'));
    symlinkSync(outside, path.join(root, '.git'));
    const { files } = await scanFolder(root, everything);
    assert.deepEqual(
      files.map(file => file.path),
      ['a/x.png', 'x.png', 'y.png'],
    );
  });

  test('names that differ by case alone are two files', { skip: process.platform !== 'linux' }, async t => {
    await check(t, { files: ['A.png', 'a.png', 'A/x.png', 'a/x.png'] }, { paths: ['A.png', 'A/x.png', 'a.png', 'a/x.png'] });
  }); // prettier-ignore

  test('where the platform does not tell case apart, patterns and rules do not either', async t => {
    const root = temporaryFolder(t, { '.gitignore': 'Build\n' });
    const patterns = { exclude: ['Drafts/**'], include: ['**', '.Story/**'] };
    const verdicts = async (platform: NodeJS.Platform) => {
      const rules = await ignoreRules(root, patterns, platform).enter('', new Set(['.gitignore']));
      return ['build', 'drafts', '.story'].map(name => rules.judge(name, true));
    };
    assert.deepEqual(await verdicts('linux'), ['lists', 'lists', 'passes']);
    assert.deepEqual(await verdicts('darwin'), ['out', 'out', 'lists']);
    assert.deepEqual(await verdicts('win32'), ['out', 'out', 'lists']);
  });

  const names = [
    'a!b',
    '!a',
    'x[1]',
    '{a}',
    '{a,b}',
    '+(a)',
    '#a',
    'a b',
    ...(onPosix.skip ? [] : ['a\\b', 'a*']),
  ];
  for (const name of names) {
    test(`the literal pattern of a folder named ${name} leaves out that folder and no other`, async t => {
      const others = ['a/x.png', 'ab/x.png', 'b/x.png', 'x1/x.png'];
      await check(
        t,
        { files: [...others, `${name}/deep/x.png`], exclude: [`${literalGlob(name)}/**`] },
        { paths: others, excluded: 1 },
      );
    });
  }

  test('exclude patterns are those of VS Code: anchored, with braces, a matching folder with all it holds', async t => {
    const files = ['a.bmp', 'a.gif', 'd/a.bmp', 'd/a.gif', 'd/a.png', 'dist/x/a.png', 'e/dist/a.png', 'f/g/a.png'];
    const left = async (exclude: string[], paths: string[]) => check(t, { files, exclude }, { paths });
    await left(['**/*.{bmp,gif}'], ['d/a.png', 'dist/x/a.png', 'e/dist/a.png', 'f/g/a.png']);
    await left(['*.{bmp,gif}', 'dist', 'f/**', 'd/a.?mp'], ['d/a.gif', 'd/a.png', 'e/dist/a.png']);
    await left(['**/dist/**', 'd/', ''], ['a.bmp', 'a.gif', 'f/g/a.png']);
    await left(['{d,f}/**/a.png', '!a.gif', '#a.gif'], ['a.bmp', 'a.gif', 'd/a.bmp', 'd/a.gif', 'dist/x/a.png', 'e/dist/a.png']);
  }); // prettier-ignore

  test('case counts as it does for the platform', onPosix, async t => {
    const paths = process.platform === 'linux' ? ['Build/x.png'] : [];
    await check(t, { files: ['Build/x.png'], rules: { '.gitignore': 'build\n' } }, { paths });
  });
});

describe('what is included', () => {
  const files = ['.story/x.png', '.x.png', 'a/.y.png', 'a/b/x.png', 'a/x.png', 'node_modules/p/.x.png',
    'node_modules/p/x.png', 'node_modules/q/x.png', 'x.png']; // prettier-ignore
  const found = (include: string[], paths: string[], rest: { exclude?: string[]; rules?: Record<string, string> } = {}) =>
    async (t: TestContext) => check(t, { files, include, ...rest }, { paths }); // prettier-ignore

  test('without patterns, all but what is off by default', found([], ['a/b/x.png', 'a/x.png', 'x.png']));
  test('with patterns, only what they cover', found(['a/*.png'], ['a/x.png']));
  test('the name of a folder means all it holds', found(['a'], ['a/b/x.png', 'a/x.png']));
  test('patterns of more than one level and with braces', found(['./{a/b,c}/**/*.{png,gif}'], ['a/b/x.png']));
  test('a wildcard reaches no hidden name', found(['**', '*'], ['a/b/x.png', 'a/x.png', 'x.png']));
  test('a hidden folder is listed where its name is given', found(['.story/**'], ['.story/x.png']));
  test('hidden files are, too', found(['.*.png', 'a/.y.png'], ['.x.png', 'a/.y.png']));
  test('a folder of tools is, too, but for what is hidden in it',
    found(['{src,node_modules}/p'], ['node_modules/p/x.png'])); // prettier-ignore
  test('beside everything else, with two stars',
    found(['**', '.story'], ['.story/x.png', 'a/b/x.png', 'a/x.png', 'x.png'])); // prettier-ignore
  test('an exclude pattern wins', found(['a'], ['a/x.png'], { exclude: ['**/b'] }));
  test('a rule file wins', found(['a', 'node_modules/**'], ['a/b/x.png'],
    { rules: { '.gitignore': 'node_modules/\n/a/x.png\n' } })); // prettier-ignore
  test('.assetlensignore brings back what .gitignore leaves out',
    found(['node_modules/p'], ['node_modules/p/x.png'],
      { rules: { '.gitignore': 'node_modules/\n', '.assetlensignore': '!node_modules/\n' } })); // prettier-ignore

  test('what patterns do not cover is counted, and a folder that is off by default is not', async t => {
    await check(t, { files, include: ['a/x.png'] }, { paths: ['a/x.png'], excluded: 4 });
  });
});

describe('what goes wrong', () => {
  test(
    'a folder that may not be listed, or not be entered, is a problem and not an omission',
    onPosix,
    async t => {
      const root = temporaryFolder(t, {
        'locked/x.png': '',
        'half/y.png': '',
        'z.png': '',
        '.gitignore': 'no\n',
      });
      chmodSync(path.join(root, 'locked'), 0o000);
      chmodSync(path.join(root, 'half'), 0o444);
      const { files, problems } = await asNobody(() => scanFolder(root, everything));
      assert.deepEqual(
        files.map(file => file.path),
        ['z.png'],
      );
      assert.deepEqual(
        problems.map(({ path, kind }) => [path, kind]),
        [
          ['half/y.png', 'denied'],
          ['locked', 'denied'],
        ],
      );
      assert.match(problems[1]!.detail, /permission denied/);
    },
  );

  test('a folder that cannot be listed itself fails, so that nobody takes it for an empty one', async t => {
    const root = temporaryFolder(t, { 'file.png': '' });
    for (const gone of ['nowhere', 'file.png']) {
      await assert.rejects(scanFolder(path.join(root, gone), everything), error =>
        LensError.is(error, 'not-found'),
      );
    }
  });

  test('a name that is not valid UTF-8 is reported', { skip: process.platform !== 'linux' }, async t => {
    const root = temporaryFolder(t, { 'node_modules/a.png': '' });
    const bad = (begin: string, end: string) =>
      Buffer.concat([Buffer.from(`${root}/${begin}`), Buffer.from([0xff]), Buffer.from(end)]);
    writeFileSync(bad('bad-', '.png'), '');
    // Of a folder it cannot be told what it holds, and of one that is left out nobody asks.
    for (const begin of ['folder-', 'node_modules/left-out-']) mkdirSync(bad(begin, ''));
    const { files, problems } = await scanFolder(root, everything);
    assert.deepEqual(files, []);
    assert.deepEqual(
      problems.map(problem => problem.path),
      ['bad-\\xff.png', 'folder-\\xff'],
    );
    for (const { detail } of problems) assert.match(detail, /not valid UTF-8/);
  });

  test(
    'each of several names that are read as one is told',
    { skip: process.platform !== 'linux' },
    async t => {
      const root = temporaryFolder(t, { 'b\uFFFD.png': 'sound', 'é.png': '', '.gitignore': 'x*\n' });
      for (const name of ['a\xff.png', 'a\xfe.png', 'b\xff.png', 'x\xff.png', 'b\xff.txt'])
        writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]), 'broken');
      const { files, problems } = await scanFolder(root, everything);
      assert.deepEqual(
        files.map(({ path: file, bytes }) => [file, bytes]),
        [
          ['b\uFFFD.png', 5],
          ['é.png', 0],
        ],
      );
      assert.deepEqual(
        problems.map(problem => problem.path),
        ['a\\xfe.png', 'a\\xff.png', 'b\\xff.png'],
      );
    },
  );

  test('it stops when asked to', async t => {
    const root = temporaryFolder(t, { 'a/b/c.png': '' });
    mkdirSync(path.join(root, 'more'));
    await assert.rejects(scanFolder(root, everything, AbortSignal.abort()), error =>
      LensError.is(error, 'aborted'),
    );
  });
});
