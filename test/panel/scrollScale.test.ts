// The scroll of a grid that is higher than a page may be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentTop, scrollHeight, scrollTopOf, tallestScroll } from '../../src/panel/scrollScale.ts';

const view = 800;

test('an ordinary height scrolls as it is', () => {
  assert.equal(scrollHeight(5000), 5000);
  assert.equal(contentTop(1234, 5000, view), 1234);
  assert.equal(scrollTopOf(1234, 5000, view), 1234);
});

test('a height beyond the bound is cut to it, and both ends still meet', () => {
  const height = 40_000_000;
  assert.equal(scrollHeight(height), tallestScroll);
  assert.equal(contentTop(0, height, view), 0);
  assert.equal(contentTop(tallestScroll - view, height, view), height - view);
  assert.equal(scrollTopOf(height - view, height, view), tallestScroll - view);
});

test('the bound lies well below the 33 million pixels at which Chromium cuts an element', () => {
  assert.ok(tallestScroll <= 16_000_000);
});

test('a place in the content and its scroll position lead to each other', () => {
  for (const height of [900, tallestScroll, tallestScroll + 1, 25_000_000, 90_000_000]) {
    for (const part of [0, 0.1, 0.5, 0.999]) {
      const place = part * (height - view);
      const back = contentTop(scrollTopOf(place, height, view), height, view);
      assert.ok(Math.abs(back - place) < 1e-3, `${place} of ${height} came back as ${back}`);
    }
  }
});

test('content lower than the view does not scroll at all', () => {
  assert.equal(contentTop(0, 300, view), 0);
  assert.equal(scrollTopOf(120, 300, view), 120);
});
