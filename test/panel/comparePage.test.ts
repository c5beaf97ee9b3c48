// The page that shows two models side by side: what is in it, and that no name of a file gets out of its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePage } from '../../src/extension/comparePage.ts';

const words = {
  language: 'en',
  title: 'two models',
  common: '1 of 2',
  nothing: 'nothing',
  other: (rank: number) => `number ${rank} there`,
  absent: 'not there',
};

test('hits stand in their order, with their place under the other model', () => {
  const hit = (path: string, other: number | null) => ({
    path,
    picture: `https://pictures/${path}`,
    score: 0.25,
    other,
  });
  const page = comparePage(
    [
      { name: 'old', hits: [hit('a.png', 2), hit('b.png', null)] },
      { name: 'new', hits: [] },
    ],
    words,
    'https://pictures',
  );
  assert.ok(page.indexOf('a.png') < page.indexOf('b.png'));
  assert.match(page, /a\.png<\/div><small>0\.250 · number 2 there/);
  assert.match(page, /b\.png<\/div><small>0\.250 · not there/);
  assert.match(page, /<h2>new<\/h2><p>nothing<\/p>/);
  assert.match(page, /<html lang="en">/);
  assert.match(page, /default-src 'none'; img-src https:\/\/pictures;/);
});

test('names cannot become markup', () => {
  const evil = '"><script>alert(1)</script>';
  const page = comparePage(
    [
      { name: evil, hits: [{ path: evil, picture: evil, score: 0, other: null }] },
      { name: 'new', hits: [] },
    ],
    { ...words, title: evil },
    'x',
  );
  assert.ok(!page.includes('<script'));
});
