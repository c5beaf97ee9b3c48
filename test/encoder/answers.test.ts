// What the encoder process answers, asked through the near side, with the bundle that is shipped.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { listed } from './listedFiles.ts';
import { fixtures, realModel, settingsFor, variantOfColours } from './models.ts';
import { blue, type Colour, green, plainPng, red } from './plainPng.ts';
import { openEncoder, started } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { cosine, lengthOf, rowsOf } from './vectors.ts';

const sharp = loadSharp();
const pictures = path.join(fixtures, 'parity', 'pictures');
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('the encoder with the shipped model', { timeout: 60_000 }, () => {
  test('says who it is', async t => {
    const encoder = await openEncoder(t, { settings: settingsFor(realModel) });
    const { model, provider, providerReason, dimensions, space, temperature } = await encoder.hello();
    assert.match(model, new RegExp(`^${path.basename(realModel)}@[0-9a-f]{8}$`));
    assert.equal(provider, 'cpu');
    assert.equal(providerReason, 'The settings ask for the processor.');
    assert.ok(dimensions > 3 && dimensions <= 1024, `${dimensions} dimensions`);
    assert.match(space, /^[0-9a-f]{32}$/);
    assert.ok(temperature >= 1 && temperature <= 1000, `temperature ${temperature}`);
  });

  test('gives each picture a vector of length one that does not depend on its neighbours', async t => {
    const encoder = await openEncoder(t, { settings: settingsFor(realModel) });
    const { dimensions } = await encoder.hello();
    const names = readdirSync(pictures).slice(0, 20);
    const paths = names.map(name => path.join(pictures, name));
    const { images, vectors, problems } = await encoder.encodeImages(paths, null);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      images.map(image => [image.index, image.hash, image.bytes]),
      paths.map((file, index) => [index, sha256(file), readFileSync(file).length]),
    );
    const rows = rowsOf(vectors, dimensions);
    assert.equal(rows.length, paths.length);
    for (const row of rows) assert.ok(Math.abs(lengthOf(row) - 1) < 1e-5, `length ${lengthOf(row)}`);
    for (const place of [0, 9, 19]) {
      const alone = await encoder.encodeImages([paths[place]!], null);
      const same = cosine(alone.vectors, rows[place]!);
      assert.ok(same > 0.9999, `${names[place]!} alone: cosine ${same}`);
    }
    // The towers see something: different pictures lie apart.
    assert.ok(cosine(rows[0]!, rows[names.indexOf('icon-light.png')]!) < 0.99);
  });

  test('gives the same vectors in another process', async t => {
    const paths = [path.join(pictures, 'photo-wide.jpg'), path.join(pictures, 'icon-soft.png')];
    const answers = await Promise.all(
      [1, 2].map(async () => {
        const encoder = await openEncoder(t, { settings: settingsFor(realModel) });
        return [(await encoder.encodeImages(paths, null)).vectors, await encoder.encodeTexts(['a boat'])];
      }),
    );
    assert.deepEqual(answers[0], answers[1]);
  });
});

describe('the encoder', { timeout: 60_000 }, () => {
  test('starts no process before it is asked, and one for texts and one for pictures', async t => {
    started.splice(0);
    const encoder = await openEncoder(t);
    assert.equal(started.length, 0);
    await Promise.all([encoder.hello(), encoder.encodeTexts(['red']), encoder.encodeTexts(['blue'])]);
    assert.equal(started.length, 1);
    const pictures = [path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg')];
    await Promise.all([encoder.identify(pictures), encoder.encodeImages(pictures, null), encoder.hello()]);
    assert.equal(started.length, 2);
  });

  test('refuses a model that is none, each time with the reason', async t => {
    const encoder = await openEncoder(t, { settings: settingsFor(temporaryFolder(t)) });
    for (const ask of [() => encoder.hello(), () => encoder.encodeTexts(['red'])]) {
      await assert.rejects(ask, (error: unknown) => {
        return LensError.is(error, 'model-invalid') && error.message.includes('config.json is missing');
      });
    }
  });

  test('names a graph that is no graph', async t => {
    const folder = variantOfColours(t, {});
    writeFileSync(path.join(folder, 'onnx', 'text_model.onnx'), 'not a graph at all');
    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    await assert.rejects(encoder.hello(), (error: unknown) => {
      return LensError.is(error, 'model-invalid') && /text_model\.onnx cannot be loaded/.test(error.message);
    });
  });

  test('names a graph for pictures that is no graph before it reads any of them', async t => {
    const folder = variantOfColours(t, {});
    writeFileSync(path.join(folder, 'onnx', 'vision_model.onnx'), 'not a graph at all');
    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    const pictures = [path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg')];
    for (const ask of [() => encoder.identify(pictures), () => encoder.encodeImages(pictures, null)]) {
      await assert.rejects(ask, (error: unknown) => {
        return (
          LensError.is(error, 'model-invalid') && /vision_model\.onnx cannot be loaded/.test(error.message)
        );
      });
    }
    assert.equal((await encoder.encodeTexts(['red'])).length, 4);
  });

  test('decodes without the network for pictures, and opens that when a vector is asked for', async t => {
    const folder = variantOfColours(t, {});
    const pictures = [path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg')];
    const graph = path.join(folder, 'onnx', 'vision_model.onnx');
    const bytes = readFileSync(graph);
    writeFileSync(graph, 'not a graph at all');
    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    const before = started.length;
    assert.equal((await encoder.sketch(listed(pictures), true))[0]?.outline?.tiny.length, 256);
    assert.equal((await encoder.glimpse(listed(pictures)))[0]?.tiny.length, 256);
    assert.equal((await encoder.hashPixels(listed(pictures))).length, 1);
    // One for texts, which says which model it is, and one for pictures.
    assert.equal(started.length - before, 2);
    await assert.rejects(encoder.encodeImages(pictures, null), error => LensError.is(error, 'model-invalid'));
    assert.ok((await encoder.sketch(listed(pictures), false))[0], 'files are decoded all the same');
    writeFileSync(graph, bytes);
    assert.equal((await encoder.encodeImages(pictures, null)).images.length, 1);
    // It ended with the graph that it could not load; the next one opened its network when it was asked for a vector.
    assert.equal(started.length - before, 3);
  });

  test('names a tokenizer that is none', async t => {
    const folder = variantOfColours(t, { changes: { 'tokenizer.json': { model: { type: 'Unheard' } } } });
    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    await assert.rejects(encoder.hello(), (error: unknown) => {
      return LensError.is(error, 'model-invalid') && error.message.includes('tokenizer.json');
    });
  });

  test('keeps models and preprocessings apart by the name of their space', async t => {
    const variants = [
      variantOfColours(t, {}),
      variantOfColours(t, { vision: 'vit' }),
      variantOfColours(t, { changes: { 'preprocessor_config.json': { resample: 3 } } }),
      variantOfColours(t, {}),
    ];
    const spaces: string[] = [];
    for (const folder of variants) {
      const encoder = await openEncoder(t, { settings: settingsFor(folder) });
      spaces.push((await encoder.hello()).space);
      await encoder.dispose();
    }
    assert.equal(new Set(spaces).size, 3);
    assert.equal(spaces[0], spaces[3]);
  });

  test('keeps every vector in its place when files between them fail', async t => {
    const files = {
      'a.png': plainPng(red),
      'b.png': 'no picture',
      'c.png': plainPng(green),
      'd.png': '',
      'e.png': plainPng(blue),
      'g.png': plainPng(green),
    };
    const folder = temporaryFolder(t, files);
    const names = ['f.png', 'a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png', 'g.png', 'b.png'];
    const encoder = await openEncoder(t);
    const paths = names.map(name => path.join(folder, name));
    const { images, vectors, problems } = await encoder.encodeImages(paths, null);
    assert.deepEqual(images.map(image => image.index), [1, 3, 5, 7]);
    assert.deepEqual(rowsOf(vectors, 4).map(row => row.indexOf(Math.max(...row))), [0, 1, 2, 1]);
    const found = problems.map(({ index, kind }) => [index, kind]).sort();
    assert.deepEqual(found, [[0, 'vanished'], [2, 'not-an-image'], [4, 'empty'], [6, 'vanished'], [8, 'not-an-image']]);
    const identified = await encoder.identify(paths);
    assert.deepEqual(identified.files.map(file => file.index).sort(), [1, 3, 5, 7]);
    for (const { index, hash, bytes } of identified.files) {
      assert.deepEqual([hash, bytes], [sha256(paths[index]!), readFileSync(paths[index]!).length]);
    }
    assert.deepEqual(identified.problems.map(({ index, kind }) => [index, kind]).sort(), found);
  }); // prettier-ignore

  test('answers a batch of nothing with nothing', async t => {
    const encoder = await openEncoder(t);
    assert.deepEqual(await encoder.encodeImages([], null), {
      images: [],
      vectors: new Float32Array(0),
      problems: [],
    });
    assert.deepEqual(await encoder.encodeTexts([]), new Float32Array(0));
    assert.deepEqual(await encoder.identify([]), { files: [], problems: [] });
    assert.deepEqual(await encoder.hashPixels([]), []);
  });

  test('tells the size, format and transparency of the upright picture', async t => {
    const encoder = await openEncoder(t);
    const expected = {
      'turned-6.jpg': [48, 72, 'jpeg', false],
      'turned-1.jpg': [72, 48, 'jpeg', false],
      'photo-wide.webp': [480, 200, 'webp', false],
      'icon-yellow.webp': [96, 96, 'webp', true],
      'icon-palette.gif': [64, 64, 'gif', true],
      'moving.gif': [80, 60, 'gif', false],
      'photo-odd.avif': [203, 151, 'avif', false],
      'packed.tiff': [120, 90, 'tiff', false],
      'keyed-grey.png': [60, 50, 'png', true],
      'large-turned.jpg': [1603, 1201, 'jpeg', false],
      'size-1x300.png': [1, 300, 'png', false],
    };
    const paths = Object.keys(expected).map(name => path.join(pictures, name));
    const { images } = await encoder.encodeImages(paths, null);
    assert.deepEqual(
      images.map(({ facts }) => [facts.width, facts.height, facts.format, facts.hasAlpha]),
      Object.values(expected),
    );
    for (const { facts } of images) assert.match(facts.fingerprint, /^[0-9a-f]{16}$/);
  });

  test('draws vector graphics, plain or compressed, in UTF-8 and in UTF-16', async t => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12"><rect width="24" height="12" fill="#0f0"/></svg>`;
    const { gzipSync } = await import('node:zlib');
    const declared = `\uFEFF<?xml version="1.0" encoding="UTF-16" standalone='no'?>\r\n<!-- Größe -->${svg}`;
    const little = Buffer.from(declared, 'utf16le');
    const files = {
      'a.svg': svg,
      'b.svgz': gzipSync(svg),
      'little.svg': little,
      'big.svg': Buffer.from(little).swap16(),
      'little.svgz': gzipSync(little),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const { images, vectors, problems } = await encoder.encodeImages(
      Object.keys(files).map(name => path.join(folder, name)),
      null,
    );
    assert.deepEqual([problems, images.length], [[], 5]);
    for (const { facts } of images) assert.deepEqual([facts.width, facts.height, facts.format], [24, 12, 'svg']);
    for (const row of rowsOf(vectors, 4)) assert.ok(row[1]! > 0.99 && row[0]! < 0.01, String(row));
  }); // prettier-ignore

  test('shows what is transparent on a background that it stands out from', async t => {
    const folder = temporaryFolder(t, {
      'dark.png': plainPng([0, 0, 0, 60]),
      'light.png': plainPng([255, 255, 255, 60]),
    });
    const paths = ['dark.png', 'light.png'].map(name => path.join(folder, name));
    const changes = { 'preprocessor_config.json': { alpha_background: 'contrast' } };
    const encoder = await openEncoder(t, { settings: settingsFor(variantOfColours(t, { changes })) });
    const [dark, light] = rowsOf((await encoder.encodeImages(paths, null)).vectors, 4);
    // The last number is a constant: the brighter what is seen, the less of the vector it is.
    assert.ok(dark![3]! < light![3]!, 'black on white is brighter than white on dark grey');
  });
});

describe('thumbnails', { timeout: 60_000 }, () => {
  test('are small pictures under the name of their contents, JPEG or, with transparency, WebP', async t => {
    const folder = temporaryFolder(t);
    const encoder = await openEncoder(t);
    const names = ['large-turned.jpg', 'large-icon.png', 'icon-dark.png'];
    const paths = names.map(name => path.join(pictures, name));
    const { images } = await encoder.encodeImages(paths, folder);
    const sizes: unknown[] = [];
    for (const { hash, facts } of images) {
      const extension = facts.hasAlpha ? 'webp' : 'jpg';
      assert.equal(facts.thumbnail, `${hash.slice(0, 2)}/${hash}.${extension}`);
      const meta = await sharp(path.join(folder, facts.thumbnail)).metadata();
      sizes.push([meta.format, meta.width, meta.height, meta.hasAlpha]);
    }
    assert.deepEqual(sizes, [
      ['jpeg', 256, 192, false],
      ['webp', 256, 222, true],
      ['webp', 48, 48, true],
    ]);
    // Nothing half written is left.
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    assert.equal(files.length, 3);
  }); // prettier-ignore

  test('are written once', async t => {
    const folder = temporaryFolder(t);
    const encoder = await openEncoder(t);
    const paths = [path.join(pictures, 'photo-wide.jpg')];
    const [first] = (await encoder.encodeImages(paths, folder)).images;
    const file = path.join(folder, first!.facts.thumbnail!);
    writeFileSync(file, 'kept');
    const [second] = (await encoder.encodeImages(paths, folder)).images;
    assert.equal(second!.facts.thumbnail, first!.facts.thumbnail);
    assert.equal(readFileSync(file, 'utf8'), 'kept');
    rmSync(file);
    await encoder.encodeImages(paths, folder);
    assert.ok(existsSync(file));
  });

  test('that cannot be written cost no vector', async t => {
    const folder = temporaryFolder(t, { occupied: 'a file where the folder should be' });
    const encoder = await openEncoder(t);
    const paths = [path.join(pictures, 'photo-wide.jpg')];
    const answer = await encoder.encodeImages(paths, path.join(folder, 'occupied'));
    assert.deepEqual(answer.problems, []);
    assert.equal(answer.images[0]!.facts.thumbnail, null);
    assert.equal(answer.vectors.length, 4);
  });
});

describe('pixels', { timeout: 60_000 }, () => {
  const hidden = (colour: Colour) => plainPng([colour[0], colour[1], colour[2], 0]);

  test('are equal in files of other formats, with other metadata, or turned upright', async t => {
    const encoder = await openEncoder(t);
    const original = sharp(path.join(pictures, 'photo-small.png'));
    const upright = await original.clone().png().toBuffer();
    const folder = temporaryFolder(t, {
      'a.png': upright,
      'b.webp': await original.clone().webp({ lossless: true }).toBuffer(),
      'c.png': await original.clone().withMetadata({ density: 300 }).png({ compressionLevel: 1 }).toBuffer(),
      'd.tiff': await original.clone().tiff({ compression: 'lzw' }).toBuffer(),
      // Lying on its side, and saying so.
      'e.png': await original.clone().rotate(270).withMetadata({ orientation: 6 }).png().toBuffer(),
      'f.png': await original.clone().flop().png().toBuffer(),
    });
    const names = readdirSync(folder).sort();
    const [first, ...others] = await encoder.hashPixels(listed(names.map(name => path.join(folder, name))));
    assert.match(first ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(others.map(hash => hash === first), [true, true, true, true, false]);
  }); // prettier-ignore

  test('that nobody can see make no difference; sizes do', async t => {
    const files = {
      'a.png': hidden(red),
      'b.png': hidden(green),
      'c.png': plainPng([255, 0, 0, 1]),
      'd.png': plainPng([0, 0, 0, 0], 40, 10),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const hashes = await encoder.hashPixels(listed(Object.keys(files).map(name => path.join(folder, name))));
    assert.equal(hashes[0], hashes[1]);
    assert.equal(new Set(hashes).size, 3);
  });

  test('of 16 bits are those of 8 where these hold them, and others otherwise', async t => {
    const [width, height] = [24, 16];
    const sized = { width, height, channels: 3 } as const;
    const deep = (fine: number) =>
      sharp(Uint16Array.from({ length: width * height * 3 }, (_, at) => 257 * ((at * 7) % 256) ^ (at % 5 === 0 ? fine : 0)), { raw: sized }).toColourspace('rgb16');
    const plain = sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * 7) % 256)), { raw: sized });
    const files = {
      'plain.png': await plain.clone().png().toBuffer(),
      'held.png': await deep(0).png().toBuffer(),
      'deep.png': await deep(1).png().toBuffer(),
      'deep.tif': await deep(1).tiff({ compression: 'lzw' }).toBuffer(),
      'deeper.png': await deep(2).png().toBuffer(),
      'profile.png': await deep(1).withIccProfile('srgb').png().toBuffer(),
      'profile of plain.png': await plain.clone().withIccProfile('srgb').png().toBuffer(),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const hashes = await encoder.hashPixels(listed(Object.keys(files).map(name => path.join(folder, name))));
    const [first, held, png, tiff, other, profile, converted] = hashes;
    assert.deepEqual([first === held, png === tiff, first === converted], [true, true, true]);
    assert.equal(new Set([first, png, other, profile]).size, 4);
    const meta = await sharp(files['deep.png']).metadata();
    assert.equal(meta.depth, 'ushort', 'the test writes 16 bits');
  }); // prettier-ignore

  test('of a file that cannot be read are null, in its place', async t => {
    const folder = temporaryFolder(t, { 'a.png': plainPng(red), 'b.png': 'text', 'c.png': plainPng(red) });
    const encoder = await openEncoder(t);
    const paths = ['a.png', 'b.png', 'none.png', 'c.png'].map(name => path.join(folder, name));
    const hashes = await encoder.hashPixels(listed(paths));
    assert.deepEqual(hashes.map(hash => hash === null), [false, true, true, false]);
    assert.equal(hashes[0], hashes[3]);
  }); // prettier-ignore
});

describe('a preview', { timeout: 60_000 }, () => {
  test('is the upright picture, small, as a PNG file or as pixels', async t => {
    const encoder = await openEncoder(t);
    const file = path.join(pictures, 'large-turned.jpg');
    const png = await encoder.render(file, 100, 'png');
    assert.deepEqual([png?.width, png?.height], [100, 75]);
    const meta = await sharp(Buffer.from(png!.bytes)).metadata();
    assert.deepEqual([meta.format, meta.width, meta.height], ['png', 100, 75]);
    const pixels = await encoder.render(file, 100, 'rgba');
    assert.deepEqual([pixels?.width, pixels?.height, pixels?.bytes.length], [100, 75, 100 * 75 * 4]);
  });

  test('never enlarges a picture, but draws a vector graphic at the size asked for', async t => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect width="10" height="20"/></svg>';
    const folder = temporaryFolder(t, { 'a.svg': svg });
    const encoder = await openEncoder(t);
    const icon = await encoder.render(path.join(pictures, 'icon-dark.png'), 300, 'rgba');
    assert.deepEqual([icon?.width, icon?.height], [48, 48]);
    const drawing = await encoder.render(path.join(folder, 'a.svg'), 300, 'rgba');
    assert.deepEqual([drawing?.width, drawing?.height], [150, 300]);
  }); // prettier-ignore

  test('of a file that cannot be read is null', async t => {
    const encoder = await openEncoder(t);
    assert.equal(await encoder.render(path.join(temporaryFolder(t), 'none.png'), 100, 'png'), null);
  });
});
