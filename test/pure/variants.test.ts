// Files that are meant to be alike, by their names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Variants } from '../../src/duplicates/variants.ts';
import { defaultVariantRules, variantRulesFrom } from '../../src/protocol/variant.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';

const setsOf = (...paths: string[]) =>
  new Variants()
    .sets(paths as AssetPath[])
    .map(({ rules, paths: members, missing }) => ({ rules, members, missing }));

const areOneSet = (a: string, b: string) => new Variants().areOneSet(a as AssetPath, b as AssetPath);

test('names that differ in a member alone are one set', () => {
  for (const [a, b] of [
    ['icon.png', 'icon@2x.png'],
    ['icon@2x.png', 'icon@3x.png'],
    ['logo-dark.svg', 'logo-light.svg'],
    ['logo.svg', 'logo_dark.svg'],
    ['res/drawable-mdpi/star.png', 'res/drawable-xxhdpi/star.png'],
    ['ui/button.png', 'ui/button-hover.png'],
    ['help-de.png', 'help-pt-BR.png'],
    ['img/en/title.png', 'img/de/title.png'],
    ['favicon-16x16.png', 'favicon-32x32.png'],
    ['rock_mip0.png', 'rock_mip3.png'],
    ['icon-dark@2x.png', 'icon.png'],
  ] as const) {
    assert.equal(areOneSet(a, b), true, `${a} ${b}`);
  }
});

test('other names are none, however near', () => {
  for (const [a, b] of [
    ['icon.png', 'icon.png'],
    ['icon.png', 'icon2.png'],
    ['icon@2x.png', 'icon@2x.webp'],
    ['one/icon.png', 'two/icon@2x.png'],
    ['photo-12.jpg', 'photo-16.jpg'],
    ['photo.jpg', 'photo-copy.jpg'],
    ['dark.png', 'light.png'],
    ['walk-1.png', 'walk-2.png'],
    ['list.png', 'list-it-all.png'],
  ] as const) {
    assert.equal(areOneSet(a, b), false, `${a} ${b}`);
  }
});

test('a gap in an order is missing', () => {
  assert.deepEqual(setsOf('icon.png', 'icon@3x.png'), [
    { rules: ['scale'], members: ['icon.png', 'icon@3x.png'], missing: ['icon@2x.png'] },
  ]);
  assert.deepEqual(setsOf('drawable-mdpi/a.png', 'drawable-xhdpi/a.png')[0]!.missing, [
    'drawable-hdpi/a.png',
  ]);
});

test('what most sets beside it have is missing, also of an image that is alone', () => {
  const sets = setsOf(
    'a-dark.png',
    'a-light.png',
    'b-dark.png',
    'b-light.png',
    'c-dark.png',
    'c-light.png',
    'd-dark.png',
    'elsewhere/e-dark.png',
  );
  assert.deepEqual(
    sets.filter(({ missing }) => missing.length > 0),
    [{ rules: ['theme'], members: ['d-dark.png'], missing: ['d-light.png'] }],
  );
});

test('an image without variants is no set, and a rule that is no pattern is passed over', () => {
  assert.deepEqual(setsOf('a.png', 'b.png'), []);
  const odd = new Variants([{ name: 'odd', pattern: '(', plain: true }]);
  assert.deepEqual(odd.sets(['a.png', 'b.png'] as AssetPath[]), []);
});

test('a setting names our rules, brings its own, and what it says wrongly is passed over', () => {
  assert.equal(variantRulesFrom(undefined), defaultVariantRules);
  assert.deepEqual(variantRulesFrom([]), []);
  const own = { name: 'season', pattern: '(-summer|-winter)$', plain: false, order: ['-summer', '-winter'] };
  assert.deepEqual(
    variantRulesFrom(['scale', own, 'nothing', 7, { name: 'x' }, { name: 'y', pattern: 'z', order: [1] }]),
    [defaultVariantRules[0], own, { name: 'y', pattern: 'z', plain: false, order: [] }],
  );
});
