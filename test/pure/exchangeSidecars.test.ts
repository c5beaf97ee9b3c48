// Sidecars: what changes, and that nothing else does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LensError } from '../../src/protocol/errors.ts';
import type { ExchangedTag } from '../../src/protocol/exchange.ts';
import type { LabelGroup } from '../../src/protocol/tag.ts';
import { keywordChange } from '../../src/tags/exchangeKeywords.ts';
import { mergeTxt, parseTxt } from '../../src/tags/exchangeTxt.ts';
import { type KeywordChange, mergeXmp, parseXmp } from '../../src/tags/exchangeXmp.ts';

const nothing: KeywordChange = { held: [], suggested: [], removed: [] };

/** As Lightroom writes them: attributes, other namespaces, a comment, and line ends of Windows. */
const lightroom = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.6">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <!-- kept -->
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:d="http://purl.org/dc/elements/1.1/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:Rating="3" crs:Exposure2012='+0.35'>
   <d:subject>
    <rdf:Bag>
     <rdf:li>holiday &amp; sun</rdf:li>
     <rdf:li>dog</rdf:li>
    </rdf:Bag>
   </d:subject>
   <crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li></rdf:Seq></crs:ToneCurve>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`.replaceAll('\n', '\r\n');

test('keywords come and go, and all else of a sidecar stays letter by letter', () => {
  const merged = mergeXmp(
    lightroom,
    { ...nothing, held: [['animal', 'cat']], removed: [['animal', 'dog']] },
    'a.xmp',
  )!;
  assert.deepEqual(parseXmp(merged, 'a.xmp'), { keywords: ['holiday & sun', 'cat'], suggested: [] });
  assert.match(
    merged,
    /<rdf:li>holiday &amp; sun<\/rdf:li>\r\n     <rdf:li>cat<\/rdf:li>\r\n    <\/rdf:Bag>/,
  );
  assert.match(merged, /<rdf:li>animal\|cat<\/rdf:li>/);
  assert.match(merged, /<rdf:li>animal\/cat<\/rdf:li>/);
  // Take what came away again, and put back what went: it is the sidecar that it was.
  const back = merged
    .replace(/\r\n {3}<lr:hierarchicalSubject[^]*<\/digiKam:TagsList>/, '')
    .replace('<rdf:li>cat</rdf:li>', '<rdf:li>dog</rdf:li>');
  assert.equal(back, lightroom);
  assert.doesNotMatch(merged, /[^\r]\n/, 'its line ends stay');
});

test('what is said already costs no write, and neither does what nobody said', () => {
  const change = { ...nothing, held: [['animal', 'cat']], suggested: [['calm']] };
  const once = mergeXmp(null, change, 'a.xmp')!;
  assert.equal(mergeXmp(once, change, 'a.xmp'), null);
  assert.equal(mergeXmp(null, { ...nothing, removed: [['cat']] }, 'a.xmp'), null);
  assert.equal(mergeXmp(lightroom, { ...nothing, removed: [['cat']] }, 'a.xmp'), null);
});

test('a suggestion is marked until somebody decides, and gone when it is rejected', () => {
  const once = mergeXmp(null, { ...nothing, suggested: [['calm'], ['dark']] }, 'a.xmp')!;
  assert.deepEqual(parseXmp(once, 'a.xmp'), { keywords: [], suggested: ['calm', 'dark'] });
  const decided = mergeXmp(once, { ...nothing, held: [['calm']], removed: [['dark']] }, 'a.xmp')!;
  assert.deepEqual(parseXmp(decided, 'a.xmp'), { keywords: ['calm'], suggested: [] });
  assert.doesNotMatch(decided, /suggested|dark/, 'a list without items goes');
});

test('sidecars of many shapes take a keyword', () => {
  const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
  for (const text of [
    `<rdf:RDF ${rdf}/>`,
    `<rdf:RDF ${rdf}></rdf:RDF>`,
    `<rdf:RDF ${rdf}><rdf:Description rdf:about=""/></rdf:RDF>`,
    `\uFEFF<rdf:RDF ${rdf}><rdf:Description rdf:about=""></rdf:Description></rdf:RDF>`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${rdf}><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag/></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`,
    `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:dc="urn:other" dc:subject="theirs"/></r:RDF>`,
    `<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Description/></RDF>`,
  ]) {
    const merged = mergeXmp(text, { ...nothing, held: [['cat & <dog>', 'Ünï猫🐈']] }, 'a.xmp')!;
    assert.deepEqual(parseXmp(merged, 'a.xmp').keywords, ['Ünï猫🐈'], merged);
    assert.match(merged, /cat &amp; &lt;dog&gt;\|Ünï猫🐈/);
    assert.equal(merged.startsWith('\uFEFF'), text.startsWith('\uFEFF'));
  }
});

test('what cannot be changed safely is named with what is wrong, and not changed', () => {
  const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';
  const rdf = (inner: string) =>
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${inner}</rdf:RDF>`;
  const broken: readonly (readonly [text: string, says: RegExp])[] = [
    ['', /no well-formed XML/],
    ['<a>', /no well-formed XML/],
    ['<a/>', /no rdf:RDF/],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /no well-formed XML/],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', /written in ISO-8859-1, expected UTF-8/],
    [rdf(`<rdf:Description ${dc} dc:subject="cat"/>`), /dc:subject is written as an attribute/],
    [rdf(`<rdf:Description ${dc}><dc:subject>cat</dc:subject></rdf:Description>`), /dc:subject is no list/],
    [rdf(`<rdf:Description ${dc}><dc:subject><rdf:Bag/></dc:subject><dc:subject><rdf:Bag/></dc:subject></rdf:Description>`), /dc:subject is there twice/],
    [rdf('<rdf:Description>&undefined;</rdf:Description>'), /no well-formed XML/],
  ]; // prettier-ignore
  for (const [text, says] of broken) {
    assert.throws(
      () => mergeXmp(text, { ...nothing, held: [['cat']] }, 'a.xmp'),
      error =>
        LensError.is(error, 'invalid-argument') && says.test(error.message) && /a\.xmp/.test(error.message),
      text,
    );
  }
});

test('names that hold what parts names stand whole in dc:subject alone', () => {
  const merged = mergeXmp(null, { ...nothing, held: [['black/white'], ['a|b']] }, 'a.xmp')!;
  assert.deepEqual(parseXmp(merged, 'a.xmp').keywords.slice(0, 2), ['black/white', 'a|b']);
  assert.equal(merged.match(/black\/white/g)!.length, 2, 'in dc:subject and where | parts');
});

const tag = (label: string, state: ExchangedTag['state'], group = 'colour'): ExchangedTag => ({
  label, group, state, probability: null,
}); // prettier-ignore

test('of one-of, the others of the group leave; what nobody decided stays, and so does what is above', () => {
  const label = (name: string, parent: string | null = null) => ({
    name, parent, prompts: [], not: [], aliases: [], threshold: null, color: null,
  }); // prettier-ignore
  const groups: readonly LabelGroup[] = [
    { name: 'colour', kind: 'one-of', labels: [label('warm'), label('red', 'warm'), label('blue')] },
    { name: 'mood', kind: 'any-of', labels: [label('calm'), label('dark')] },
  ];
  const decided = new Set(['accepted', 'by-hand'] as const);
  assert.deepEqual(
    keywordChange(groups, [tag('red', 'accepted'), tag('dark', 'rejected', 'mood')], decided),
    {
      held: [['warm', 'red']],
      suggested: [],
      removed: [['dark'], ['blue']],
    },
  );
  assert.deepEqual(
    keywordChange(groups, [tag('calm', 'by-hand', 'mood'), tag('red', 'suggested')], decided),
    {
      held: [['calm']],
      suggested: [],
      removed: [],
    },
  );
});

test('text files keep their way and their words', () => {
  const known = new Set(['cat', 'dog', 'salt, pepper']);
  const isKeyword = (name: string) => known.has(name);
  const merge = (text: string | null, added: string[], removed: string[] = []) =>
    mergeTxt(text, { added, removed }, isKeyword);
  assert.equal(merge(null, ['cat', 'dog']), 'cat, dog\n');
  assert.equal(merge(null, ['cat', 'salt, pepper']), 'cat\nsalt, pepper\n');
  assert.equal(merge('a photo, of mine', ['cat']), 'a photo, of mine, cat');
  assert.equal(merge('one\r\ndog\r\n', ['cat'], ['dog']), 'one\r\ncat\r\n');
  assert.equal(merge('dog, a photo, cat\n', [], ['dog', 'cat']), 'a photo\n');
  assert.equal(merge('cat\n', ['cat'], ['dog']), null);
  assert.equal(merge('dog', [], ['dog']), '');
  assert.deepEqual(parseTxt('\uFEFFcat , dog\nsalt, pepper\n\n x,y ', isKeyword), [
    'cat',
    'dog',
    'salt, pepper',
    'x',
    'y',
  ]);
});
