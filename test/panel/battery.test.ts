// Whether the machine runs on its battery, as systems tell it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { isOnBattery, isOnBatteryBySupplies, isOnBatteryInText } from '../../src/extension/battery.ts';

/** A folder as Linux has it: one folder for each supply, one file for each fact. */
function supplies(t: TestContext, facts: Record<string, Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'asset-lens-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [name, files] of Object.entries(facts)) {
    mkdirSync(path.join(root, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, name, file), `${text}\n`);
  }
  return root;
}

describe('on Linux', () => {
  const full = { type: 'Battery', status: 'Full' };
  const discharging = { type: 'Battery', status: 'Discharging' };
  const mouse = { type: 'Battery', scope: 'Device', status: 'Discharging' };
  const plugged = { type: 'Mains', online: '1' };
  const unplugged = { type: 'Mains', online: '0' };

  test('a laptop without its plug runs on its battery', async t => {
    assert.equal(await isOnBatteryBySupplies(supplies(t, { AC: unplugged, BAT0: discharging })), true);
    assert.equal(
      await isOnBatteryBySupplies(supplies(t, { AC: unplugged, BAT0: full, BAT1: discharging })),
      true,
    );
  });

  test('a laptop with its plug does not, also where it takes more than the plug gives', async t => {
    assert.equal(await isOnBatteryBySupplies(supplies(t, { AC: plugged, BAT0: full })), false);
    assert.equal(
      await isOnBatteryBySupplies(supplies(t, { BAT0: discharging, USBC: { type: 'USB', online: '1' } })),
      false,
    );
  });

  test('the battery of a mouse is none of the machine’s', async t => {
    assert.equal(await isOnBatteryBySupplies(supplies(t, { mouse })), null);
    assert.equal(await isOnBatteryBySupplies(supplies(t, { mouse, BAT0: full })), false);
  });

  test('nobody knows where the kernel tells nothing', async t => {
    assert.equal(await isOnBatteryBySupplies(path.join(supplies(t, {}), 'nowhere')), null);
  });
});

test('on macOS, the first line tells', () => {
  assert.equal(
    isOnBatteryInText("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t81%; discharging\n"),
    true,
  );
  assert.equal(
    isOnBatteryInText("Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged\n"),
    false,
  );
  assert.equal(isOnBatteryInText(''), null);
});

test('on Windows, nobody knows', async () => {
  assert.equal(await isOnBattery('win32'), null);
});
