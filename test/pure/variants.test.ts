// Files that are meant to be alike, by their names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Variants } from '../../src/duplicates/variants.ts';
import { defaultVariantRules, variantRulesFrom } from '../../src/protocol/variant.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';

const files = (paths: readonly string[], aspects: Readonly<Record<string, number>> = {}) => {
  const all = paths.map(path => ({ path: path as AssetPath, aspect: aspects[path] ?? 1.5 }));
  return () => all;
};

const setsOf = (...paths: string[]) =>
  new Variants(files(paths))
    .sets()
    .map(({ rules, paths: members, missing }) => ({ rules, members, missing }));

const areOneSet = (a: string, b: string, ...beside: string[]) =>
  new Variants(files([a, b, ...beside])).areOneSet(a as AssetPath, b as AssetPath);

test('names that differ in a member alone are one set', () => {
  for (const [a, b, ...beside] of [
    ['icon.png', 'icon@2x.png'],
    ['icon@2x.png', 'icon@3x.png'],
    ['hero.jpg', 'hero-2x.jpg'],
    ['logo-dark.svg', 'logo-light.svg'],
    ['logo.svg', 'logo_dark.svg'],
    ['Logo-Dark.svg', 'Logo-LIGHT.svg'],
    ['iDark.png', 'iLight.png'],
    ['j.png', 'j@dark.png'],
    ['j~dark.png', 'j.png'],
    ['theme/dark/h.png', 'theme/light/h.png'],
    ['Dark/h.png', 'Light/h.png'],
    ['dark-mode/h.png', 'light-mode/h.png'],
    ['res/drawable-mdpi/star.png', 'res/drawable-xxhdpi/star.png'],
    ['res/drawable/star.png', 'res/drawable-mdpi/star.png'],
    ['res/drawable/star.png', 'res/drawable-nodpi/star.png'],
    ['res/drawable-tvdpi/star.png', 'res/drawable-hdpi/star.png'],
    ['res/drawable-night-hdpi/star.png', 'res/drawable-hdpi/star.png'],
    ['res/drawable-night-hdpi/star.png', 'res/drawable-hdpi-night/star.png'],
    ['res/drawable-night/star.png', 'res/drawable/star.png'],
    ['res/drawable-land-night-xhdpi-v21/star.png', 'res/drawable-night-mdpi/star.png'],
    ['res/drawable-b+sr+Latn-hdpi/star.png', 'res/drawable-de-rAT/star.png'],
    ['res/mipmap-anydpi-v26/a.png', 'res/mipmap-hdpi/a.png'],
    ['ui/button.png', 'ui/button-hover.png'],
    ['ui/Button.png', 'ui/Button_Pressed.png'],
    ['ui/button.png', 'ui/buttonHover.png'],
    ['help-de.png', 'help-pt-BR.png'],
    ['screen-zh-Hans.png', 'screen-en-US.png'],
    ['screen-zh-Hant-TW.png', 'screen.png'],
    ['screen_sr-Latn.png', 'screen_EN.png'],
    ['screen-pt-br.png', 'screen-DE.png'],
    ['img/en/title.png', 'img/de/title.png'],
    ['img/zh-Hans/title.png', 'img/en-GB/title.png'],
    ['th/locales/de/title.png', 'th/locales/en/title.png'],
    ['th/img/de/title.png', 'th/img/en/title.png'],
    ['locales/de/th/title.png', 'locales/en/th/title.png'],
    ['Base.lproj/pic.png', 'zh-Hans.lproj/pic.png'],
    ['favicon-16x16.png', 'favicon-32x32.png'],
    ['rock_mip0.png', 'rock_mip3.png'],
    ['icon-dark@2x.png', 'icon.png'],
    ['icon@2x-dark.png', 'icon-light.png'],
    ['button_dark_hover.png', 'button_hover.png'],
    ['assets/pic.png', 'assets/2.0x/pic.png'],
    ['assets/1.5x/pic.png', 'assets/3.0x/pic.png'],
    ['2x/pic.png', '3x/pic.png'],
    ['Square44x44Logo.png', 'Square44x44Logo.scale-200.png'],
    ['Square44x44Logo.scale-200.png', 'Square44x44Logo.targetsize-48_altform-unplated.png'],
    ['Logo.contrast-black_scale-100.png', 'Logo.Theme-Dark.png'],
    ['Assets/scale-100/Logo.png', 'Assets/scale-200/Logo.png'],
    ['hicolor/48x48/apps/app.png', 'hicolor/256x256/apps/app.png'],
    ['hicolor/16x16@2/apps/app.png', 'hicolor/32x32/apps/app.png'],
    ['icons/32x32.png', 'icons/128x128@2x.png'],
    ['icons/32x32.png', 'icons/icon.png'],
    ['icons/icon.png', 'icons/Square150x150Logo.png'],
    ['icons/StoreLogo.png', 'icons/Square44x44Logo.png'],
    ['web/apple-touch-icon.png', 'web/android-chrome-192x192.png'],
    ['web/apple-touch-icon-180x180-precomposed.png', 'web/favicon.png'],
    ['web/mstile-150x150.png', 'web/favicon-32x32.png'],
    ['web/mstile-310x150.png', 'web/icon-512.png', 'web/icon-192.png'],
    [
      'web/icons/Icon-192.png',
      'web/icons/Icon-maskable-512.png',
      'web/icons/Icon-512.png',
      'web/icons/Icon-maskable-192.png',
    ],
    ['web/maskable_icon_x48.png', 'web/maskable_icon_x512.png'],
    ['icon16.png', 'icon128.png'],
    ['logo192.png', 'logo512.png'],
    ['logo.png', 'logo512.png', 'logo192.png'],
    ['Icon-20.png', 'Icon-1024.png'],
    ['A.appiconset/Icon-20.png', 'A.appiconset/Icon-1024.png'],
    ['A.appiconset/Icon-App-83.5x83.5@2x.png', 'A.appiconset/Icon-App-20x20@1x.png'],
    ['A.appiconset/1024.png', 'A.appiconset/any name 1.png'],
    ['Cat.imageset/cat.png', 'Cat.imageset/cat 1.png'],
    ['Cat.imageset/day.png', 'Cat.imageset/night@2x.png'],
    ['hero-320w.jpg', 'hero-640w.jpg'],
    ['hero.jpg', 'hero-640w.jpg'],
    ['hero-320.jpg', 'hero-640.jpg'],
    ['hero_1280.jpg', 'hero_1920.jpg'],
    ['hero.jpg', 'hero-640.jpg', 'hero-320.jpg'],
  ] as const) {
    assert.equal(areOneSet(a, b, ...beside), true, `${a} ${b}`);
    assert.equal(areOneSet(b, a, ...beside), true, `${b} ${a}`);
  }
});

test('other names are none, however near', () => {
  for (const [a, b, ...beside] of [
    ['icon.png', 'icon.png'],
    ['icon.png', 'icon2.png'],
    ['icon@2x.png', 'icon@2x.webp'],
    ['one/icon.png', 'two/icon@2x.png'],
    ['photo-12.jpg', 'photo-16.jpg'],
    ['photo-1.jpg', 'photo-2.jpg'],
    ['photo.jpg', 'photo-copy.jpg'],
    ['photo.jpg', 'photo 1.jpg'],
    ['img.png', 'img 320.png'],
    ['img.png', 'img-320.png'],
    ['img-320.png', 'img-321.png'],
    ['frame-320.png', 'frame-640.png', 'frame-321.png'],
    ['frame.png', 'frame-640.png', 'frame-320.png', 'frame-1.png'],
    ['frame-0320.png', 'frame-0640.png'],
    ['bulb-60w.png', 'bulb.png'],
    ['icon-1.png', 'icon-16.png'],
    ['icons/icon16.png', 'icons/icon20.png', 'icons/icon17.png'],
    ['logo.png', 'logo-512.png'],
    ['logo-v20.png', 'logo-v24.png'],
    ['logo2016.png', 'logo2024.png'],
    ['dark.png', 'light.png'],
    ['flashlight.png', 'flash.png'],
    ['highlight.png', 'high.png'],
    ['DARKLIGHT.png', 'DARK.png'],
    ['dark/a.png', 'a.png'],
    ['dark/a.png', 'de/a.png'],
    ['48x48/a.png', 'dark/a.png'],
    ['darkroom/a.png', 'lightroom/a.png'],
    ['walk-1.png', 'walk-2.png'],
    ['list.png', 'list-it-all.png'],
    ['how-to-do-it-up.png', 'how-to-do.png'],
    ['th/a.png', 'a.png'],
    ['th/a.png', 'thumbs/a.png'],
    ['th/a.png', 'x/de/a.png'],
    ['de/a.png', 'en/b.png'],
    ['drawables-hdpi/a.png', 'drawables-mdpi/a.png'],
    ['drawable-hdpi/a.png', 'mipmap-hdpi/a.png'],
    ['drawable-hdpi/a.png', 'drawable-hdpi/b.png'],
    ['v1.scale.png', 'v1.png'],
    ['icons/800x600.png', 'icons/1920x1080.png'],
    ['icons/icon.png', 'icon.png'],
    ['web/favicon.png', 'favicon.png'],
    ['A.appiconset/a.png', 'B.appiconset/a.png'],
    ['Cat.imageset/cat.png', 'Dog.imageset/cat.png'],
    ['Assets.xcassets/a.png', 'Assets.xcassets/b.png'],
    ['2x/pic.png', 'x/2x/pic.png'],
    ['12x/pic.png', 'pic.png'],
  ] as const) {
    assert.equal(areOneSet(a, b, ...beside), false, `${a} ${b}`);
    assert.equal(areOneSet(b, a, ...beside), false, `${b} ${a}`);
  }
});

test('numbers are widths of pictures with one aspect alone, as far as that is known', () => {
  const paths = ['hero-320.jpg', 'hero-640.jpg', 'hero-1280.jpg'] as AssetPath[];
  const [small, middle, large] = paths as [AssetPath, AssetPath, AssetPath];
  const of = (aspects: Readonly<Record<string, number>>) => new Variants(files(paths, aspects));
  const rounded = of({ [small]: 320 / 213, [middle]: 640 / 427, [large]: 1280 / 853 });
  assert.equal(rounded.areOneSet(small, large), true);
  const cropped = of({ [large]: 1 });
  assert.equal(cropped.areOneSet(small, middle), true);
  assert.equal(cropped.areOneSet(small, large), false);
  assert.equal(of({ [large]: 0 }).areOneSet(small, large), true);
});

test('a set tells the rules by which its members differ, and no others', () => {
  assert.deepEqual(setsOf('th/f-dark.png', 'th/f-light.png'), [
    { rules: ['theme'], members: ['th/f-dark.png', 'th/f-light.png'], missing: [] },
  ]);
  assert.deepEqual(
    setsOf('res/drawable/a.png', 'res/drawable-night-hdpi/a.png', 'res/drawable-night-xhdpi/a.png').map(
      ({ rules }) => rules,
    ),
    [['density', 'resource qualifier']],
  );
});

test('a folder named like a language is none where no other language stands beside it', () => {
  assert.deepEqual(setsOf('th/a.png', 'th/b.png', 'large/a.png', 'a.png'), []);
  assert.deepEqual(
    setsOf('th/a.png', 'de/a.png').map(({ rules }) => rules),
    [['locale folder']],
  );
});

test('a gap in an order is missing', () => {
  assert.deepEqual(setsOf('icon.png', 'icon@3x.png'), [
    { rules: ['scale'], members: ['icon.png', 'icon@3x.png'], missing: ['icon@2x.png'] },
  ]);
  assert.deepEqual(setsOf('drawable-mdpi/a.png', 'drawable-xhdpi/a.png')[0]!.missing, [
    'drawable-hdpi/a.png',
  ]);
});

test('gaps are told among those that nothing else tells apart', () => {
  const missingIn = (...paths: string[]) => setsOf(...paths).flatMap(({ missing }) => missing);
  assert.deepEqual(missingIn('a-dark.png', 'a-dark@3x.png', 'a-light.png'), ['a-dark@2x.png']);
  assert.deepEqual(missingIn('a.png', 'a-dark@3x.png'), []);
  assert.deepEqual(missingIn('i/pic.png', 'i/3.0x/pic.png'), ['i/2.0x/pic.png']);
  assert.deepEqual(missingIn('drawable-night-mdpi/a.png', 'drawable-night-xhdpi/a.png', 'drawable/a.png'), [
    'drawable-night-hdpi/a.png',
  ]);
  assert.deepEqual(missingIn('drawable-mdpi-v21/a.png', 'drawable-xhdpi-v21/a.png'), [
    'drawable-hdpi-v21/a.png',
  ]);
  assert.deepEqual(missingIn('C.imageset/c.png', 'C.imageset/c@3x.png'), ['C.imageset/c@2x.png']);
});

test('nothing is missing where nothing says what should be there', () => {
  for (const paths of [
    ['A.appiconset/Icon-20.png', 'A.appiconset/Icon-App-60x60@3x.png', 'A.appiconset/Icon-1024.png'],
    ['C.imageset/c.png', 'C.imageset/c 1.png', 'C.imageset/d@3x.png'],
    ['icons/32x32.png', 'icons/128x128@2x.png', 'icons/icon.png', 'icons/StoreLogo.png'],
    ['web/apple-touch-icon.png', 'web/android-chrome-512x512.png', 'web/favicon-16x16.png'],
    ['L.scale-100.png', 'L.scale-400.png', 'L.targetsize-16_altform-unplated.png'],
    ['hicolor/16x16/apps/a.png', 'hicolor/256x256/apps/a.png'],
    ['drawable/a.png', 'drawable-xxhdpi/a.png', 'drawable-nodpi/a.png'],
    ['hero-320w.jpg', 'hero-1280w.jpg', 'hero.jpg'],
    ['hero-320.jpg', 'hero-1280.jpg'],
    ['dark/a.png', 'light/a.png', 'dark/b.png'],
    ['th/a.png', 'th/b.png'],
    ['icon16.png', 'icon128.png'],
    ['a-zh-Hans.png', 'a-en.png', 'b-en.png'],
  ]) {
    assert.deepEqual(setsOf(...paths).flatMap(({ missing }) => missing), [], paths.join(' '));
  }
}); // prettier-ignore

test('what most neighbours have is missing where it would stand', () => {
  const missingIn = (...paths: string[]) => setsOf(...paths).flatMap(({ missing }) => missing);
  const twice = (of: (name: string) => string[], ...lone: string[]) => missingIn(...of('a'), ...of('b'), ...lone);
  assert.deepEqual(twice(name => [`i/${name}.png`, `i/2.0x/${name}.png`], 'i/c.png'), ['i/2.0x/c.png']);
  assert.deepEqual(twice(name => [`dark/${name}.png`, `light/${name}.png`], 'dark/c.png'), ['light/c.png']);
  assert.deepEqual(twice(name => [`${name}Dark.png`, `${name}Light.png`], 'cDark.png'), ['cLight.png']);
  assert.deepEqual(
    twice(name => [`h/16x16/apps/${name}.png`, `h/32x32/apps/${name}.png`], 'h/32x32/apps/c.png'),
    ['h/16x16/apps/c.png'],
  );
  assert.deepEqual(
    twice(name => [`r/drawable/${name}.png`, `r/drawable-night/${name}.png`], 'r/drawable/c.png'),
    ['r/drawable-night/c.png'],
  );
  assert.deepEqual(
    twice(name => [`r/drawable-v21/${name}.png`, `r/drawable-hdpi-v21/${name}.png`], 'r/drawable-v21/c.png'),
    ['r/drawable-hdpi-v21/c.png'],
  );
  assert.deepEqual(
    twice(name => [`${name}.png`, `${name}@2x.png`], 'c-dark.png', 'c.png'),
    ['c@2x.png'],
  );
  assert.deepEqual(
    twice(name => [`${name}-320w.png`, `${name}-640w.png`], 'c-320w.png'),
    ['c-640w.png'],
  );
  assert.deepEqual(
    twice(name => [`${name}.scale-100.png`, `${name}.scale-200.png`], 'c.scale-200.png'),
    ['c.scale-100.png'],
  );
}); // prettier-ignore

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
  const odd = new Variants(files(['a.png', 'b.png']), [{ name: 'odd', pattern: '(', plain: true }]);
  assert.deepEqual(odd.sets(), []);
});

test('a setting names our rules, brings its own, and what it says wrongly is passed over', () => {
  assert.equal(variantRulesFrom(undefined), defaultVariantRules);
  assert.deepEqual(variantRulesFrom([]), []);
  const own = { name: 'season', pattern: '(-summer|-winter)$', plain: false, order: ['-summer', '-winter'] };
  assert.deepEqual(
    variantRulesFrom([
      'scale',
      own,
      'nothing',
      7,
      { name: 'x' },
      { name: 'y', pattern: 'z', order: [1], among: ['b', 2] },
    ]),
    [defaultVariantRules[0], own, { name: 'y', pattern: 'z', plain: false, order: [], among: ['b'] }],
  );
});

test('every rule of ours is a pattern, and a choice of the setting', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    contributes: {
      configuration: {
        properties: Record<string, { default: unknown; items: { anyOf: [{ enum: unknown }] } }>;
      };
    };
  };
  const setting = manifest.contributes.configuration.properties['assetLens.duplicates.variants']!;
  const names = defaultVariantRules.map(({ name }) => name);
  assert.deepEqual(setting.default, names);
  assert.deepEqual(setting.items.anyOf[0].enum, names);
  assert.equal(new Set(names).size, names.length);
  for (const { pattern } of defaultVariantRules) new RegExp(pattern, 'du');
});
