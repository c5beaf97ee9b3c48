// What Git does with the decisions file, compared with Git itself where it is installed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { decisionsFile, readDecisions, writeDecisions } from '../../src/catalog/decisionsFile.ts';
import { addRuleLines, gitIgnore, hasUnionMerge, unionMerge } from '../../src/catalog/gitRules.ts';
import { changedText, parseDecisions } from '../../src/tags/decisions.ts';
import { decisionLine } from './decider.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;

/** Null where there is no Git. */
function git(folder: string, ...words: string[]): { status: number | null; stdout: string } | null {
  if (!hasGit) return null;
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    HOME: folder,
  };
  const { status, stdout } = spawnSync('git', ['-C', folder, '-c', 'safe.directory=*', ...words], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout };
}

/** A repository with an open folder in it, which may be the repository itself. */
function repository(t: TestContext, files: Readonly<Record<string, string>>, inside = ''): string {
  const top = temporaryFolder(t, files);
  mkdirSync(path.join(top, '.git', 'info'), { recursive: true });
  git(top, 'init', '-q');
  const folder = path.join(top, inside);
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  return folder;
}

interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inside?: string;
  readonly isIgnored: boolean;
  readonly canExcept?: boolean;
}

const cases: readonly Case[] = [
  { title: 'no rules', files: {}, isIgnored: false },
  { title: 'the folder .vscode', files: { '.gitignore': 'dist\n.vscode/\n' }, isIgnored: true },
  { title: 'the folder .vscode, no line end', files: { '.gitignore': '.vscode' }, isIgnored: true },
  {
    title: 'all in .vscode but the settings',
    files: { '.gitignore': '.vscode/*\r\n!.vscode/settings.json\r\n' },
    isIgnored: true,
  },
  { title: 'by its ending', files: { '.gitignore': '*.decisions\n' }, isIgnored: true },
  {
    title: 'all in .vscode but this file',
    files: { '.gitignore': '.vscode/*\n!.vscode/asset-lens.*\n' },
    isIgnored: false,
  },
  { title: 'by a rule file beside it', files: { '.vscode/.gitignore': '*\n' }, isIgnored: true },
  {
    title: 'by a rule above the folder',
    files: { '.gitignore': '.vscode\n' },
    inside: 'a/b',
    isIgnored: true,
  },
  {
    title: 'the open folder itself',
    files: { '.gitignore': '/a/\n' },
    inside: 'a/b',
    isIgnored: true,
    canExcept: false,
  },
  { title: 'our own rule file is none of Git', files: { '.assetlensignore': '.vscode\n' }, isIgnored: false },
  { title: 'only the labels file', files: { '.gitignore': '.vscode/asset-lens.json\n' }, isIgnored: false },
];

for (const { title, files, inside, isIgnored, canExcept = true } of cases) {
  test(`whether Git ignores the decisions file, and what brings it back: ${title}`, async t => {
    const folder = repository(t, files, inside);
    const file = decisionsFile(folder);
    const said = await gitIgnore(folder, file);
    assert.equal(said.isIgnored, isIgnored);
    const checked = () => git(folder, 'check-ignore', '--no-index', '-q', file)?.status;
    assert.equal(checked() ?? (isIgnored ? 0 : 1), isIgnored ? 0 : 1, 'as Git says');
    assert.equal(said.exception !== null, isIgnored && canExcept);
    if (!said.exception) return;
    await addRuleLines(said.exception);
    assert.deepEqual(await gitIgnore(folder, file), { isIgnored: false, exception: null });
    assert.equal(checked() ?? 1, 1, 'as Git says');
    const other = path.join(folder, '.vscode', 'launch.json');
    assert.equal(
      git(folder, 'check-ignore', '--no-index', '-q', other)?.status ?? 0,
      title === 'by its ending' ? 1 : 0,
      'the rest stays as it was',
    );
  });
}

test('a folder in no repository has nobody who ignores it', async t => {
  const folder = temporaryFolder(t, { '.gitignore': '.vscode\n' });
  assert.deepEqual(await gitIgnore(folder, decisionsFile(folder)), { isIgnored: false, exception: null });
});

const attributes: readonly (readonly [text: string, hasUnion: boolean])[] = [
  ['', false],
  ['*.decisions merge=union\n', true],
  ['*.decisions text merge=union eol=lf', true],
  ['.vscode/asset-lens.decisions merge=union\n', true],
  ['/.vscode/*.decisions merge=union\n', true],
  ['**/*.decisions merge=union\n', true],
  ['"*.decisions" merge=union\n', true],
  ['# *.decisions merge=union\n', false],
  ['*.json merge=union\n', false],
  ['*.decisions merge=union\n*.decisions -merge\n', false],
  ['*.decisions -merge\r\n*.decisions merge=union\r\n', true],
  ['asset-lens.decisions/x merge=union\n', false],
];

for (const [text, hasUnion] of attributes) {
  test(`whether a merge keeps both sides: ${JSON.stringify(text)}`, async t => {
    const folder = repository(t, text === '' ? {} : { '.gitattributes': text });
    const file = decisionsFile(folder);
    assert.equal(await hasUnionMerge(folder, file), hasUnion);
    const said = git(folder, 'check-attr', 'merge', file)?.stdout;
    if (said !== undefined) assert.equal(said.trim().endsWith('merge: union'), hasUnion, said);
    await addRuleLines(unionMerge(folder));
    assert.equal(await hasUnionMerge(folder, file), true);
    assert.ok(readFileSync(path.join(folder, '.gitattributes'), 'utf8').includes('*.decisions merge=union'));
  });
}

test('two branches that both decided merge by themselves, into a whole file', async t => {
  if (!hasGit) return t.skip('NOT RUN: there is no Git on this machine.');
  const folder = repository(t, {});
  await addRuleLines(unionMerge(folder));
  const decideAs = async (name: string, ...places: number[]) => {
    const added = places.map(place => decisionLine(name, place));
    await writeDecisions(folder, (text, steps) => ({
      text: changedText(parseDecisions(text), { removed: [], added }),
      steps,
    }));
    const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
    git(folder, 'add', '-A');
    assert.equal(git(folder, ...who, 'commit', '-q', '-m', name)?.status, 0);
  };
  git(folder, 'checkout', '-q', '-b', 'ours');
  await decideAs('both', 3);
  git(folder, 'checkout', '-q', '-b', 'theirs');
  await decideAs('them', 1, 2, 3, 4);
  git(folder, 'checkout', '-q', 'ours');
  await decideAs('us', 2, 3, 9);
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
  assert.equal(git(folder, ...who, 'merge', '-q', '--no-edit', 'theirs')?.status, 0);
  const parsed = parseDecisions(readDecisions(folder));
  assert.deepEqual([parsed.facts.length, parsed.mistakes, parsed.unmerged], [8, [], null]);
  const tracked = git(folder, 'ls-files')!.stdout.trim().split('\n');
  assert.deepEqual(
    tracked,
    ['.gitattributes', '.vscode/asset-lens.decisions'],
    'the lock is none of its business',
  );
});
