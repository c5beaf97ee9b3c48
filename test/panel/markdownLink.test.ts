// A link that Markdown reads as one, from where it will stand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { altText, markdownLink, relativePath } from '../../src/extension/markdownLink.ts';

test('a link goes from the folder of the text to the image', () => {
  assert.equal(markdownLink('/site/images/hero.png', '/site/docs'), '![hero](../images/hero.png)');
  assert.equal(markdownLink('/site/docs/hero.png', '/site/docs'), '![hero](hero.png)');
});

test('signs that would end a link are encoded, and its steps upwards are not', () => {
  assert.equal(
    markdownLink('/site/my images/hero (1) #2.png', '/site/docs'),
    '![hero (1) #2](../my%20images/hero%20%281%29%20%232.png)',
  );
});

describe('the text of a link', () => {
  test('is the file’s name in words', () => {
    assert.equal(altText('/a/red-sports_car@2x.png'), 'red sports car');
    assert.equal(altText('IMG_0412.jpg'), 'IMG 0412');
    assert.equal(altText('/a/diagram.final.v2.svg'), 'diagram final v2');
  });

  test('is the name itself where no words are left', () => {
    assert.equal(altText('/a/---.png'), '---.png');
    assert.equal(altText('/a/.png'), '.png');
  });

  test('keeps brackets from ending it', () => {
    assert.equal(altText('/a/shot [1].png'), 'shot \\[1\\]');
  });
});

describe('a relative path', () => {
  test('climbs to what both share', () => {
    assert.equal(relativePath('/a/b/c', '/a/d/e.png'), '../../d/e.png');
    assert.equal(relativePath('/', '/a/e.png'), 'a/e.png');
    assert.equal(relativePath('/x', '/a/e.png'), '../a/e.png');
  });

  test('does not take a folder for another whose name begins alike', () => {
    assert.equal(relativePath('/a/doc', '/a/docs/e.png'), '../docs/e.png');
  });

  test('does not take the file itself for a folder', () => {
    assert.equal(relativePath('/a/e.png', '/a/e.png'), '../e.png');
  });

  test('leaves a file on another drive where it is', () => {
    assert.equal(relativePath('C:/a', 'D:/b/e.png'), 'D:/b/e.png');
    assert.equal(relativePath('C:/a', 'C:/b/e.png'), '../b/e.png');
  });
});
