// What people decided, as lines of text: format, lookup, disputes, deciding, undoing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';
import { type Decision, type Fact, type Verdict, verdicts } from '../../src/protocol/decision.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { FactIndex, type Surroundings, decide, decidedTags } from '../../src/tags/deciding.ts';
import {
  changedText,
  decisionsHead,
  lineOf,
  pairFactOf,
  pairLineOf,
  parseDecisions,
} from '../../src/tags/decisions.ts';
import { parseSteps, printSteps, takeBack } from '../../src/tags/undo.ts';
import { hashOfNumber, seeded } from './seeded.ts';

/** A content by a letter: its hash is that letter's code all over. */
const content = (letter: string) => letter.charCodeAt(0).toString(16).repeat(32) as ContentHash;

const fact = (path: string, letter: string, verdict: Verdict, label: string, group = 'animals'): Fact => ({
  path: path as AssetPath,
  hash: content(letter),
  verdict,
  group,
  label,
});

const textOf = (...lines: string[]) => lines.map(line => `${line}\n`).join('');
const nothing = { removed: [], added: [] };

test('one fact is one line that says everything in words', () => {
  assert.equal(
    lineOf(fact('photos/a cat.jpg', 'A', 'accepted', 'cat')),
    `"photos/a cat.jpg" accepted "animals" "cat" sha256:${'41'.repeat(32)}`,
  );
});

const names = [
  'plain', 'with space', 'tab\there', 'line\nbreak', 'return\r', '"quotes"', "it's", 'back\\slash', '100%', '%20', '# not a comment',
  'émigré', 'e\u0301', '😀', '👩‍👩‍👧', '日本語', 'עברית', '\u2028', '\u0085', '\u202Eevil', '\uFEFF', '\uD800', '<<<<<<< ours', '=======', '', ' ', 'sha256:00',
]; // prettier-ignore

test('every name of a path, a group and a label comes back as it was', () => {
  for (const name of names) {
    for (const verdict of verdicts) {
      const one = { ...fact(`${name}.png`, 'A', verdict, name), group: name };
      const line = lineOf(one);
      assert.equal(line.split(/[\r\n\u0085\u2028\u2029]/).length, 1, JSON.stringify(line));
      const parsed = parseDecisions(`${line}\n`);
      assert.deepEqual([parsed.facts, parsed.mistakes, parsed.unmerged], [[one], [], null]);
    }
  }
});

for (const seed of [1, 2, 3]) {
  test(`facts added in any order and in any steps give the same text, seed ${seed}`, () => {
    const random = seeded(seed);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
    const lines = Array.from({ length: 200 }, (_, place) =>
      lineOf({
        path: `${pick(names)}/${pick(names)}` as AssetPath,
        hash: hashOfNumber(place),
        verdict: pick(verdicts),
        group: pick(names),
        label: pick(names),
      }),
    );
    const atOnce = changedText(parseDecisions(''), { removed: [], added: lines });
    let text = '';
    for (const line of lines.toSorted(() => random() - 0.5)) {
      text = changedText(parseDecisions(text), { removed: [], added: [line] });
    }
    assert.equal(text, atOnce);
    assert.equal(changedText(parseDecisions(text), nothing), text);
    const facts = text.split('\n').filter(line => line.startsWith('"'));
    const bytes = facts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(facts, bytes, 'sorted by bytes, as `LC_ALL=C sort` does');
  });
}

test('a new file explains itself; a head that somebody took away stays away', () => {
  const line = lineOf(fact('a.png', 'A', 'accepted', 'cat'));
  assert.equal(
    changedText(parseDecisions(''), { removed: [], added: [line] }),
    textOf(...decisionsHead, '', line),
  );
  const other = lineOf(fact('b.png', 'B', 'accepted', 'cat'));
  assert.equal(
    changedText(parseDecisions(`${line}\n`), { removed: [], added: [other] }),
    textOf(line, other),
  );
});

test('comments stay with the fact below them, and go to the next where it goes', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => lineOf(fact(`${name}.png`, 'A', 'accepted', 'cat')));
  const text = textOf('# ours', '', '# about c', c!, '# about a', a!, '# the end');
  const sorted = changedText(parseDecisions(text), { removed: [], added: [b!] });
  assert.equal(sorted, textOf('# ours', '', '# about a', a!, b!, '# about c', c!, '# the end'));
  assert.equal(
    changedText(parseDecisions(sorted), { removed: [a!], added: [] }),
    textOf('# ours', '', '# about a', b!, '# about c', c!, '# the end'),
  );
});

test('facts of later versions and odd lines are kept letter by letter, and only the odd ones are told', () => {
  const ours = lineOf(fact('b.png', 'A', 'accepted', 'cat'));
  const later = [
    '"a.png" derived-from   "b.png" sha256:12 sha256:34',
    '"c.png"\tarchived',
    '"d.png" tag-of-2031 {"x": [1, 2]}',
  ];
  const odd = ['something else', '"no end', '"e.png" accepted "animals"', '"f.png" accepted cat sha256:0'];
  const text = textOf(later[0]!, ours, ...later.slice(1), ...odd);
  const parsed = parseDecisions(text);
  assert.equal(parsed.facts.length, 1);
  assert.deepEqual(
    parsed.mistakes.map(({ line }) => line),
    [5, 6, 7, 8],
  );
  assert.match(parsed.mistakes[0]!.what, /^This is no fact: something else Expected "path" accepted/);
  assert.equal(changedText(parsed, nothing), text);
});

test('line ends of Windows, a byte order mark and a missing last line end are understood and kept', () => {
  const [a, b] = ['a', 'b'].map(name => lineOf(fact(`${name}.png`, 'A', 'accepted', 'cat')));
  const parsed = parseDecisions(`\uFEFF# mine\r\n\r\n${a}`);
  assert.equal(parsed.facts.length, 1);
  const text = changedText(parsed, { removed: [], added: [b!] });
  assert.equal(text, `\uFEFF# mine\r\n\r\n${a}\r\n${b}\r\n`);
});

test('a union of two files that both began anew is one file with one head', () => {
  const [a, b] = ['a', 'b'].map(name => lineOf(fact(`${name}.png`, 'A', 'accepted', 'cat')));
  const union = textOf(...decisionsHead, '', b!, ...decisionsHead, '', a!, b!);
  const parsed = parseDecisions(union);
  assert.deepEqual([parsed.facts.length, parsed.mistakes], [2, []]);
  const text = changedText(parsed, nothing);
  assert.equal(text.split('\n').filter(line => line.startsWith('#')).length, decisionsHead.length);
  assert.deepEqual(parseDecisions(text).facts.map(lineOf), [a, b]);
});

test('an unfinished merge is read as both sides, without what they began with, and is not written over', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => lineOf(fact(`${name}.png`, 'A', 'accepted', 'cat')));
  const text = textOf('<<<<<<< HEAD', a!, '||||||| base', b!, '=======', c!, '>>>>>>> theirs');
  const parsed = parseDecisions(text);
  assert.deepEqual(parsed.facts.map(lineOf), [a, c]);
  assert.equal(parsed.unmerged, 1);
  assert.throws(
    () => changedText(parsed, nothing),
    (error: unknown) => LensError.is(error, 'decisions-failed') && error.message.includes('line 1'),
  );
  assert.equal(parseDecisions(textOf('# title', '=======', a!)).unmerged, null, 'a line under a title');
});

interface Case {
  readonly title: string;
  readonly facts: readonly Fact[];
  /** Path → content of all assets of the folder. */
  readonly folder: Readonly<Record<string, string>>;
  /** Path → its tags. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

const surroundings = (folder: Case['folder'], oneOf: readonly string[] = ['kind']): Surroundings => ({
  isPresent: hash => Object.values(folder).some(letter => content(letter) === hash),
  isOneOf: group => oneOf.includes(group),
});

function tagsIn({ facts, folder }: Pick<Case, 'facts' | 'folder'>, path: string): string[] {
  const asset = { path: path as AssetPath, hash: content(folder[path]!) };
  return decidedTags(new FactIndex(facts), asset, surroundings(folder)).map(
    ({ group, label, state }) => `${group === 'animals' ? '' : `${group}/`}${label} ${state}`,
  );
}

const catOnA = fact('a.png', 'A', 'accepted', 'cat');

// The table of docs/decisions/decisions-file.md.
const cases: readonly Case[] = [
  {
    title: 'the file is where it was, as it was',
    facts: [catOnA],
    folder: { 'a.png': 'A' },
    tags: { 'a.png': ['cat accepted'] },
  },
  {
    title: 'renamed or moved',
    facts: [catOnA],
    folder: { 'b/c.png': 'A' },
    tags: { 'b/c.png': ['cat accepted'] },
  },
  {
    title: 're-encoded',
    facts: [catOnA],
    folder: { 'a.png': 'B' },
    tags: { 'a.png': ['cat accepted'] },
  },
  {
    title: 're-encoded and renamed: neither is known',
    facts: [catOnA],
    folder: { 'b.png': 'B' },
    tags: { 'b.png': [] },
  },
  {
    title: 'copied',
    facts: [catOnA],
    folder: { 'a.png': 'A', 'b.png': 'A' },
    tags: { 'a.png': ['cat accepted'], 'b.png': ['cat accepted'] },
  },
  {
    title: 'moved, and another file took its place: the facts went along',
    facts: [catOnA],
    folder: { 'a.png': 'B', 'b.png': 'A' },
    tags: { 'a.png': [], 'b.png': ['cat accepted'] },
  },
  {
    title: 'two files changed places',
    facts: [catOnA, fact('b.png', 'B', 'accepted', 'dog')],
    folder: { 'a.png': 'B', 'b.png': 'A' },
    tags: { 'a.png': ['dog accepted'], 'b.png': ['cat accepted'] },
  },
  {
    title: 'content and path say different things of one label: the content wins',
    facts: [catOnA, fact('b.png', 'B', 'rejected', 'cat')],
    folder: { 'b.png': 'A' },
    tags: { 'b.png': ['cat accepted'] },
  },
  {
    title: 'content and path speak of different labels: both hold',
    facts: [catOnA, fact('b.png', 'B', 'rejected', 'dog')],
    folder: { 'b.png': 'A' },
    tags: { 'b.png': ['cat accepted', 'dog rejected'] },
  },
  {
    title: 'content and path name different labels of a group of which one can be: the content wins',
    facts: [
      fact('a.png', 'A', 'accepted', 'icon', 'kind'),
      fact('b.png', 'B', 'accepted', 'photo', 'kind'),
      fact('b.png', 'B', 'rejected', 'sprite', 'kind'),
    ],
    folder: { 'b.png': 'A' },
    tags: { 'b.png': ['kind/icon accepted', 'kind/sprite rejected'] },
  },
  {
    title: 'two earlier contents of a path contradict each other: disputed',
    facts: [catOnA, fact('a.png', 'B', 'rejected', 'cat')],
    folder: { 'a.png': 'C' },
    tags: { 'a.png': ['cat disputed'] },
  },
  {
    title: 'one content, two verdicts: disputed, wherever it lies',
    facts: [catOnA, fact('b.png', 'A', 'rejected', 'cat')],
    folder: { 'a.png': 'A', 'c.png': 'A' },
    tags: { 'a.png': ['cat disputed'], 'c.png': ['cat disputed'] },
  },
  {
    title: 'accepted by one and added by hand by another: both say that it has it',
    facts: [catOnA, fact('a.png', 'A', 'by-hand', 'cat')],
    folder: { 'a.png': 'A' },
    tags: { 'a.png': ['cat by-hand'] },
  },
  {
    title: 'two labels of a group of which one can be: both disputed',
    facts: [
      fact('a.png', 'A', 'accepted', 'icon', 'kind'),
      fact('a.png', 'A', 'by-hand', 'photo', 'kind'),
      fact('a.png', 'A', 'rejected', 'sprite', 'kind'),
    ],
    folder: { 'a.png': 'A' },
    tags: { 'a.png': ['kind/icon disputed', 'kind/photo disputed', 'kind/sprite rejected'] },
  },
  {
    title: 'two labels of a group of which many can be: both hold',
    facts: [catOnA, fact('a.png', 'A', 'accepted', 'dog')],
    folder: { 'a.png': 'A' },
    tags: { 'a.png': ['cat accepted', 'dog accepted'] },
  },
  {
    title: 'a name whose accent is a letter of its own is the same name',
    facts: [fact('caf\u00E9.png', 'A', 'accepted', 'cat')],
    folder: { 'cafe\u0301.png': 'B' },
    tags: { 'cafe\u0301.png': ['cat accepted'] },
  },
];

for (const one of cases) {
  test(`whose fact is it? ${one.title}`, () => {
    for (const [path, tags] of Object.entries(one.tags)) assert.deepEqual(tagsIn(one, path), tags, path);
  });
}

/** What a decision about one asset leaves of some facts. */
function after(
  facts: readonly Fact[],
  folder: Case['folder'],
  path: string,
  ...decisions: readonly Decision[]
): string[] {
  const index = new FactIndex(facts);
  const asset = { path: path as AssetPath, hash: content(folder[path]!) };
  const lines = new Set(facts.map(lineOf));
  for (const change of decide(index, [asset], decisions, surroundings(folder))) {
    change.removed.forEach(line => lines.delete(line));
    change.added.forEach(line => lines.add(line));
  }
  return [...lines].sort();
}

test('a decision replaces what contradicts it, which settles a dispute', () => {
  const disputed = [catOnA, fact('b.png', 'A', 'rejected', 'cat')];
  const decision: Decision = { group: 'animals', label: 'cat', verdict: 'rejected' };
  const left = after(disputed, { 'a.png': 'A' }, 'a.png', decision);
  assert.deepEqual(left, [fact('a.png', 'A', 'rejected', 'cat'), disputed[1]!].map(lineOf).sort());
  const back = after(disputed, { 'a.png': 'A' }, 'a.png', { ...decision, verdict: null });
  assert.deepEqual(back, []);
});

test('of a group of which one can be, the label chosen last stays; rejected ones stay, too', () => {
  const facts = [
    fact('a.png', 'A', 'accepted', 'icon', 'kind'),
    fact('a.png', 'A', 'rejected', 'sprite', 'kind'),
    catOnA,
  ];
  const left = after(facts, { 'a.png': 'A' }, 'a.png', { group: 'kind', label: 'photo', verdict: 'by-hand' });
  assert.deepEqual(
    left,
    [facts[1]!, catOnA, fact('a.png', 'A', 'by-hand', 'photo', 'kind')].map(lineOf).sort(),
  );
});

test('a decision on a re-encoded file replaces what it had by its path, and leaves alone what moved elsewhere', () => {
  const decision: Decision = { group: 'animals', label: 'cat', verdict: 'rejected' };
  assert.deepEqual(after([catOnA], { 'a.png': 'B' }, 'a.png', decision), [
    lineOf(fact('a.png', 'B', 'rejected', 'cat')),
  ]);
  assert.deepEqual(
    after([catOnA], { 'a.png': 'B', 'b.png': 'A' }, 'a.png', decision),
    [catOnA, fact('a.png', 'B', 'rejected', 'cat')].map(lineOf).sort(),
  );
});

test('what holds already changes nothing', () => {
  const index = new FactIndex([catOnA]);
  const changes = decide(
    index,
    [catOnA],
    [
      { group: 'animals', label: 'cat', verdict: 'accepted' },
      { group: 'animals', label: 'dog', verdict: null },
    ],
    surroundings({ 'a.png': 'A' }),
  );
  assert.deepEqual(changes, []);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`as many undos as decisions lead back to the first text, seed ${seed}`, () => {
    const random = seeded(seed);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
    const folder: Record<string, string> = { 'a.png': 'A', 'b.png': 'A', 'c.png': 'C', 'd.png': 'D' };
    let lines = new Set([catOnA, fact('c.png', 'X', 'accepted', 'dog')].map(lineOf));
    const first = [...lines].sort();
    let steps = parseSteps('');
    for (let round = 0; round < 40; round++) {
      const facts = parseDecisions([...lines].join('\n')).facts;
      const assets = Object.keys(folder)
        .filter(() => random() < 0.5)
        .map(path => ({ path: path as AssetPath, hash: content(folder[path]!) }));
      const decisions = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
        group: pick(['animals', 'kind']),
        label: pick(['cat', 'dog', 'icon']),
        verdict: pick([...verdicts, null]),
      }));
      const step = decide(new FactIndex(facts), assets, decisions, surroundings(folder));
      if (step.length === 0) continue;
      for (const { removed, added } of step) {
        removed.forEach(line => lines.delete(line));
        added.forEach(line => lines.add(line));
      }
      steps = parseSteps(printSteps([...steps, step]));
    }
    for (let taken = 1; taken > 0;) {
      const undone = takeBack(lines, steps);
      ({ taken, steps } = undone);
      undone.change.removed.forEach(line => lines.delete(line));
      undone.change.added.forEach(line => lines.add(line));
    }
    assert.deepEqual([...lines].sort(), first);
    assert.equal(steps.length, 0);
    lines = new Set();
  });
}

test('an undo leaves alone what was decided since by others, and passes over steps that left no trace', () => {
  const [cat, dog, ours] = ['cat', 'dog', 'ours'];
  const steps = [
    [{ removed: [cat], added: [dog] }],
    [
      { removed: [], added: ['one'] },
      { removed: [], added: ['two'] },
    ],
    [{ removed: [], added: ['gone'] }],
  ];
  const first = takeBack(new Set([dog, ours, 'one']), steps);
  assert.deepEqual([first.change, first.taken], [{ removed: ['one'], added: [] }, 1]);
  const second = takeBack(new Set([dog, ours]), first.steps);
  assert.deepEqual(second, { change: { removed: [dog], added: [cat] }, steps: [], taken: 1 });
  assert.equal(takeBack(new Set([ours]), steps).taken, 0);
});

test('undo steps that are cut off or no steps are forgotten, and old ones make room', () => {
  const step = [{ removed: [], added: ['a'] }];
  assert.deepEqual(parseSteps(`${printSteps([step])}{"x":1}\n[{"removed":[],"add`), [step]);
  assert.equal(parseSteps(printSteps(Array.from({ length: 500 }, () => step))).length, 100);
  const large = [{ removed: [], added: ['x'.repeat(9_000_000)] }];
  assert.deepEqual(parseSteps(printSteps([step, large])), [large], 'the last one is always kept');
});

test('what was said of two files is one line, the same in whatever order they are named', () => {
  const [a, b] = [
    { path: 'b.png' as AssetPath, hash: content('A') },
    { path: 'a.png' as AssetPath, hash: content('B') },
  ];
  const line = pairLineOf(pairFactOf('not-duplicate-of', a, b));
  assert.equal(line, `"a.png" not-duplicate-of "b.png" sha256:${content('B')} sha256:${content('A')}`);
  assert.equal(pairLineOf(pairFactOf('not-duplicate-of', b, a)), line);
  const parsed = parseDecisions(textOf(line, '"a.png" intended "b.png" sha256:12'));
  assert.deepEqual(
    [parsed.pairs.map(pairLineOf), parsed.facts, parsed.mistakes.map(mistake => mistake.line)],
    [[line], [], [2]],
  );
  assert.equal(
    changedText(parsed, { removed: [line], added: [] }),
    textOf('"a.png" intended "b.png" sha256:12'),
  );
});
