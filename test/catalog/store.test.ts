/// <reference lib="es2025.float16" />
// The store and its catalogs: what is written comes back as it was, for those who may have it.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, describe, test } from 'node:test';
import { catalogFile } from '../../src/catalog/place.ts';
import { scanFolder } from '../../src/catalog/scan.ts';
import { contentMigrations } from '../../src/catalog/schema.ts';
import { loadSqlite } from '../../src/catalog/sqlite.ts';
import { type Store, type StoreOptions, openStore } from '../../src/catalog/store.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { dimensions, encoded, hashOfName, row, vectorsOf } from './contents.ts';
import { asNobody } from './asNobody.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function opened(t: TestContext, folder: string, options?: StoreOptions): Store {
  const store = openStore(folder, options);
  t.after(() => store.close());
  return store;
}

const newStore = (t: TestContext) => opened(t, path.join(temporaryFolder(t), 'new', 'store'));

const storeFailed = (pattern: RegExp) => (error: unknown) =>
  LensError.is(error, 'store-failed') && pattern.test(error.message);

async function saved(store: Store, names: readonly string[], space = 'space'): Promise<void> {
  await store.saveEncoded(space, encoded(names), vectorsOf(names), dimensions);
}

describe('contents', () => {
  test('a vector comes back bit for bit, also after the store was closed', async t => {
    const folder = temporaryFolder(t);
    // Both zeros, the smallest of all numbers, and others that a detour over decimals or halves would change.
    const bits = Uint32Array.from([0, 0x80000000, 1, 0x007fffff, 0x3f7ffffe, 0x80800001, 0x3a123457, 0xb9490fdb]);
    const writing = openStore(folder);
    await writing.saveEncoded('space', encoded(['odd']), new Float32Array(bits.buffer), dimensions);
    writing.close();
    const { vectors } = opened(t, folder).vectors('space', [hashOfName('odd')], dimensions);
    assert.deepEqual(new Uint32Array(vectors.buffer), bits);
  }); // prettier-ignore

  test('vectors may be kept as half as many bytes, whose numbers keep three digits', async t => {
    const folder = temporaryFolder(t);
    const names = Array.from({ length: 300 }, (_, number) => `image ${number}`);
    const written = vectorsOf(names, 256);
    const store = openStore(folder, { vectorPrecision: 'float16' });
    await store.saveEncoded('space', encoded(names), written, 256);
    const { vectors } = store.vectors('space', names.map(hashOfName), 256);
    // Half of the last of eleven binary digits is the most that rounding takes; below 2^-14 the digits become fewer.
    vectors.forEach((value, place) => {
      const exact = written[place]!;
      assert.ok(Math.abs(value - exact) <= Math.max(Math.abs(exact) * 2 ** -11, 2 ** -25), `${exact} as ${value}`);
    });
    store.close();
    const connection = new (loadSqlite().DatabaseSync)(path.join(folder, 'vectors.sqlite'));
    const bytes = connection.prepare('select distinct length(vector) as bytes from vector').all();
    connection.close();
    assert.deepEqual(bytes.map(row => row['bytes']), [512]);
  }); // prettier-ignore

  test('what was set for a store holds for those who set nothing, and vectors of both kinds are read', async t => {
    const folder = temporaryFolder(t);
    assert.deepEqual(
      [opened(t, folder).vectorPrecision, opened(t, folder).thumbnailBytes],
      ['float32', 1_000_000_000],
    );
    await saved(opened(t, folder), ['exact']);
    openStore(folder, { vectorPrecision: 'float16', thumbnailBytes: 5_000_000 }).close();
    const store = opened(t, folder);
    assert.deepEqual([store.vectorPrecision, store.thumbnailBytes], ['float16', 5_000_000]);
    await saved(store, ['rounded']);
    const { vectors } = store.vectors('space', ['exact', 'rounded'].map(hashOfName), dimensions);
    assert.deepEqual(vectors.subarray(0, dimensions), vectorsOf(['exact']));
    const rounded = Float32Array.from(vectorsOf(['rounded']), value => Math.f16round(value));
    assert.deepEqual(vectors.subarray(dimensions), rounded);
    opened(t, folder, { vectorPrecision: 'float32' });
    assert.equal(store.vectorPrecision, 'float32');
  });

  test('vectors come in the order asked for, those that are missing left out', async t => {
    const store = newStore(t);
    const names = Array.from({ length: 100 }, (_, number) => `image ${number}`);
    await saved(store, names);
    const asked = ['image 7', 'unknown', 'image 99', 'image 0', 'image 7'];
    const found = store.vectors('space', asked.map(hashOfName), dimensions);
    const expected = ['image 7', 'image 99', 'image 0', 'image 7'];
    assert.deepEqual(found.hashes, expected.map(hashOfName));
    assert.deepEqual(found.vectors, vectorsOf(expected));
  });

  test('page by page a space gives all its vectors as they were written, others left out', async t => {
    const store = newStore(t);
    const names = Array.from({ length: 1200 }, (_, number) => `image ${number}`);
    await saved(store, names.slice(0, 700));
    await saved(store, names.slice(100, 300), 'other');
    await saved(store, names.slice(700));
    // What is written again comes later.
    await saved(store, ['image 5']);
    assert.deepEqual([store.countVectors('space'), store.countVectors('nowhere')], [1200, 0]);
    const memory = new Float32Array(500 * dimensions);
    const unwanted = hashOfName('image 9');
    const hashes: string[] = [];
    const vectors: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page = store.vectorPage('space', after, dimensions, memory, hash => hash !== unwanted);
      hashes.push(...page.hashes);
      vectors.push(...page.vectors);
      assert.equal(page.kinds.length, page.hashes.length);
      after = page.next;
    }
    const expected = [...names.filter(name => name !== 'image 5' && name !== 'image 9'), 'image 5'];
    assert.deepEqual(hashes, expected.map(hashOfName));
    assert.deepEqual(Float32Array.from(vectors), vectorsOf(expected));
    assert.equal(store.vectorPage('nowhere', 0, dimensions, memory, () => true).next, null);
  });

  test('facts come back as they were saved, and are replaced when saved again', async t => {
    const store = newStore(t);
    await saved(store, ['a', 'b']);
    const [a] = encoded(['a']);
    assert.deepEqual(store.facts([hashOfName('a'), hashOfName('x')]), new Map([[a!.hash, a!.facts]]));
    const facts = { ...a!.facts, width: 1, height: 2, format: 'png', hasAlpha: true, thumbnail: null } as const;
    store.savePixelHashes(new Map([[a!.hash, 'pixels']]));
    await store.saveEncoded('space', [{ ...a!, facts }], vectorsOf(['other']), dimensions);
    // A thumbnail that is there, and a pixel hash, follow from the content: encoding without them takes nothing away.
    assert.deepEqual(store.facts([a!.hash]).get(a!.hash), { ...facts, thumbnail: a!.facts.thumbnail });
    assert.deepEqual(store.pixelHashes([a!.hash, hashOfName('b')]), new Map([[a!.hash, 'pixels']]));
    assert.deepEqual(store.vectors('space', [a!.hash], dimensions).vectors, vectorsOf(['other']));
  }); // prettier-ignore

  test('of many contents facts come back as they do one by one, and of those that are asked for alone', async t => {
    const store = newStore(t);
    const names = Array.from({ length: 6000 }, (_, number) => `image ${number}`);
    await saved(store, names);
    const hashes = [...names.slice(1000), 'never seen'].map(hashOfName);
    const all = store.facts(hashes);
    assert.equal(all.size, 5000);
    for (const hash of hashes.slice(4990)) assert.deepEqual(all.get(hash), store.facts([hash]).get(hash));
    assert.equal(all.has(hashOfName('image 1')), false);
  });

  test('verdicts on pairs come back whether many contents are asked for or few', async t => {
    const store = newStore(t);
    const names = Array.from({ length: 12 }, (_, number) => `image ${number}`);
    await saved(store, names);
    const hashes = names.map(hashOfName);
    assert.equal(store.hasVerdicts(1), false);
    const verdicts = hashes.slice(1, 8).map((b, at) => ({ a: hashes[0]!, b, verdict: at % 2 ? null : `${at}` }));
    store.saveVerdicts(1, verdicts);
    store.saveVerdicts(2, [{ a: hashes[8]!, b: hashes[9]!, verdict: 'other' }]);
    assert.equal(store.hasVerdicts(1), true);
    const told = (some: typeof hashes) => [...store.verdicts(1, some)].map(([a, own]) => [a, [...own]]);
    // Seven verdicts: they are read as they lie for twelve contents, and asked for where there are six.
    assert.deepEqual(told(hashes), [[hashes[0], verdicts.map(({ b, verdict }) => [b, verdict])]]);
    assert.deepEqual(told(hashes.slice(0, 6)), [[hashes[0], verdicts.slice(0, 5).map(({ b, verdict }) => [b, verdict])]]);
    assert.deepEqual(told(hashes.slice(1)), []);
  }); // prettier-ignore

  test('a content is known in the spaces that have its vector, and only there', async t => {
    const store = newStore(t);
    await saved(store, ['a', 'b'], 'one');
    await saved(store, ['b'], 'two');
    const hashes = ['a', 'b', 'c'].map(hashOfName);
    assert.deepEqual(store.known('one', hashes), new Set(['a', 'b'].map(hashOfName)));
    assert.deepEqual(store.known('two', hashes), new Set([hashOfName('b')]));
    assert.deepEqual(store.known('three', hashes), new Set());
    assert.deepEqual(store.vectors('two', hashes, dimensions).hashes, [hashOfName('b')]);
    assert.deepEqual(store.vectors('one', hashes, dimensions + 1).hashes, []);
  });

  test('a batch whose vectors do not fit its images is refused whole', async t => {
    const store = newStore(t);
    await assert.rejects(() => store.saveEncoded('space', encoded(['a']), vectorsOf(['a', 'b']), dimensions));
    const bad = { ...encoded(['b'])[0]!, hash: 'no hash' as ReturnType<typeof hashOfName> };
    await assert.rejects(() => store.saveEncoded('space', [...encoded(['a']), bad], vectorsOf(['a', 'b']), dimensions));
    assert.deepEqual(store.facts([hashOfName('a')]), new Map());
  }); // prettier-ignore

  test('text vectors are kept per text and space, whatever the text', t => {
    const store = newStore(t);
    const texts = [
      'cat',
      'Cat',
      ' cat',
      '',
      '🦊',
      `it's "quoted" %`,
      'a\nb',
      'a\0b',
      'a',
      '猫'.repeat(50_000),
    ];
    store.saveTextVectors('one', texts, vectorsOf(texts), dimensions);
    const found = store.textVectors('one', [...texts, 'dog']);
    assert.deepEqual([...found.keys()], texts);
    texts.forEach(text => assert.deepEqual(found.get(text), vectorsOf([text])));
    assert.deepEqual(store.textVectors('two', texts), new Map());
  });

  test('of the cached texts the oldest give way', t => {
    const store = newStore(t);
    const texts = Array.from({ length: 20_100 }, (_, number) => `text ${number}`);
    store.saveTextVectors('space', texts, new Float32Array(texts.length).fill(1), 1);
    const kept = store.textVectors('space', texts);
    assert.deepEqual([kept.size, kept.has('text 99'), kept.has('text 100')], [20_000, false, true]);
  });
});

describe('catalogs', () => {
  test('rows come back as they were written, by path', async t => {
    const folder = temporaryFolder(t);
    const rows = ['z.png', 'a\n"b".png', '🦊/100%.png', `it's.png`].map(name => row(name, name));
    const problem = { kind: 'corrupt', detail: 'The file ends early.' } as const;
    const bad = {
      ...row('bad.png', ''),
      hash: null,
      modified: 1_700_000_000_123.4567,
      problem,
      reader: '1 space',
      aspect: null,
    };
    const writing = openStore(folder);
    const catalog = writing.openCatalog('/pictures');
    await catalog.apply({ upsert: [...rows, bad], remove: [] });
    assert.equal(catalog.complete, false);
    await catalog.setComplete(true);
    catalog.close();
    writing.close();
    const again = opened(t, folder).openCatalog('/pictures');
    t.after(() => again.close());
    assert.deepEqual(
      again.files(),
      [...rows, bad].sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    assert.equal(again.complete, true);
  });

  test('a path that is removed and written in one step stays', async t => {
    const catalog = newStore(t).openCatalog('/pictures');
    t.after(() => catalog.close());
    await catalog.apply({ upsert: [row('a.png', 'old'), row('b.png', 'b')], remove: [] });
    await catalog.apply({
      upsert: [row('a.png', 'new')],
      remove: ['a.png', 'b.png', 'c.png'] as AssetPath[],
    });
    assert.deepEqual(catalog.files(), [row('a.png', 'new')]);
  });

  test('folders do not see each other', async t => {
    const store = newStore(t);
    const [one, two] = [store.openCatalog('/one'), store.openCatalog('/two')];
    t.after(() => [one, two].forEach(catalog => catalog.close()));
    await one.apply({ upsert: [row('a.png', 'a')], remove: [] });
    assert.deepEqual([one.files().length, two.files().length], [1, 0]);
  });

  test('looking at a folder leaves no trace, and sees what another one writes later', async t => {
    const store = newStore(t);
    const [looking, writing] = [store.openCatalog('/pictures'), store.openCatalog('/pictures')];
    t.after(() => [looking, writing].forEach(catalog => catalog.close()));
    assert.deepEqual([looking.files(), looking.complete], [[], false]);
    assert.equal(existsSync(catalogFile(store.folder, '/pictures')), false);
    await writing.apply({ upsert: [row('a.png', 'a')], remove: [] });
    assert.equal(looking.files().length, 1);
  });
});

describe('where nothing may be written', () => {
  test('a store that is not there is an empty one, and is not made', t => {
    const folder = path.join(temporaryFolder(t), 'store');
    const store = opened(t, folder, { readOnly: true });
    const catalog = store.openCatalog('/pictures');
    assert.deepEqual([catalog.files(), catalog.complete], [[], false]);
    assert.deepEqual(store.known('space', [hashOfName('a')]), new Set());
    assert.equal(existsSync(folder), false);
  });

  test('what is there can be read, and writing is refused in words', async t => {
    const folder = temporaryFolder(t);
    const writing = opened(t, folder);
    await saved(writing, ['a']);
    const written = writing.openCatalog('/pictures');
    await written.apply({ upsert: [row('a.png', 'a')], remove: [] });
    t.after(() => written.close());
    const store = opened(t, folder, { readOnly: true });
    const catalog = store.openCatalog('/pictures');
    t.after(() => catalog.close());
    assert.deepEqual(store.vectors('space', [hashOfName('a')], dimensions).vectors, vectorsOf(['a']));
    assert.equal(catalog.files().length, 1);
    await assert.rejects(
      () => saved(store, ['b']),
      storeFailed(/cannot be opened for writing.*another store/),
    );
    await assert.rejects(() => catalog.setComplete(true), storeFailed(/cannot be opened for writing/));
  });

  test(
    'a store on a medium that cannot be written is read',
    { skip: process.platform === 'win32' },
    async t => {
      const folder = temporaryFolder(t);
      const writing = openStore(folder);
      await saved(writing, ['a']);
      writing.close();
      chmodSync(path.join(folder, 'vectors.sqlite'), 0o444);
      chmodSync(folder, 0o555);
      await asNobody(() => {
        const store = openStore(folder, { readOnly: true });
        assert.deepEqual(store.vectors('space', [hashOfName('a')], dimensions).vectors, vectorsOf(['a']));
        store.close();
        assert.throws(() => openStore(folder), storeFailed(/cannot be opened for writing/));
      }).finally(() => chmodSync(folder, 0o755));
    },
  );

  test('a store whose place is taken by a file is refused in words', t => {
    const folder = temporaryFolder(t, { taken: '' });
    for (const place of ['taken', 'taken/store']) {
      assert.throws(
        () => openStore(path.join(folder, place)),
        storeFailed(/taken.* or choose another store/),
      );
    }
  });
});

describe('the file', () => {
  test('is a WAL database with large pages, so that vectors waste none', async t => {
    const store = newStore(t);
    await saved(store, ['a']);
    const connection = new (loadSqlite().DatabaseSync)(path.join(store.folder, 'vectors.sqlite'));
    t.after(() => connection.close());
    const pragma = (name: string) => Object.values(connection.prepare(`pragma ${name}`).get()!)[0];
    assert.deepEqual([pragma('page_size'), pragma('journal_mode'), pragma('user_version')], [16_384, 'wal', contentMigrations.length]);
  }); // prettier-ignore

  test('of a newer version is refused and left as it is', t => {
    const folder = temporaryFolder(t);
    openStore(folder).close();
    const file = path.join(folder, 'vectors.sqlite');
    const connection = new (loadSqlite().DatabaseSync)(file);
    connection.exec('pragma user_version = 99');
    connection.close();
    for (const readOnly of [true, false]) {
      assert.throws(() => openStore(folder, { readOnly }), storeFailed(/newer Asset Lens.*Update/));
    }
    assert.deepEqual(
      readdirSync(folder).filter(name => name.includes('damaged')),
      [],
    );
  });

  test('lies beside rules that keep a store inside a searched folder out of its index', async t => {
    const root = temporaryFolder(t, { 'a.png': '', 'mine/b.png': '' });
    for (const place of ['own', 'mine']) {
      const store = opened(t, path.join(root, place));
      mkdirSync(path.join(store.thumbnails, 'ab'), { recursive: true });
      writeFileSync(path.join(store.thumbnails, 'ab/x.webp'), '');
      assert.equal(readFileSync(path.join(store.thumbnails, '.gitignore'), 'utf8'), '*\n');
    }
    assert.deepEqual(
      (await scanFolder(root, { exclude: [], include: [] })).files.map(file => file.path),
      ['a.png', 'mine/b.png'],
    );
  });
});
