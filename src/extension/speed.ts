/** Tells the engine how fast it may index: as the setting says, or gently as long as the machine runs on its battery. */
import * as vscode from 'vscode';
import { isOnBattery } from './battery.ts';
import type { Engine } from './engine.ts';
import { indexingSpeed } from './settings.ts';

/** A plug is drawn without a word to us; so often, while indexing, we look. */
const lookMilliseconds = 30_000;

export function keepSpeed(engine: Engine): vscode.Disposable {
  let told: 'full' | 'gentle' = 'full';
  let timer: NodeJS.Timeout | undefined;
  const tell = async () => {
    const setting = indexingSpeed();
    const isGentle =
      setting === 'auto' ? (await isOnBattery(process.platform)) === true : setting === 'gentle';
    const speed = isGentle ? 'gentle' : 'full';
    if (speed === told || !engine.isRunning) return;
    told = speed;
    // An engine that ends meanwhile needs no speed.
    await engine
      .client()
      .channel.ask('setSpeed', { speed })
      .catch(() => undefined);
  };
  const isAtWork = () => engine.status?.state === 'indexing';
  const subscriptions = [
    engine.onDidStart(() => {
      told = 'full';
      void tell();
    }),
    engine.onDidChangeStatus(() => {
      if (!isAtWork()) {
        clearInterval(timer);
        timer = undefined;
      } else if (timer === undefined) {
        timer = setInterval(() => void tell(), lookMilliseconds);
        void tell();
      }
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('assetLens.indexingSpeed')) void tell();
    }),
  ];
  return new vscode.Disposable(() => {
    clearInterval(timer);
    for (const subscription of subscriptions) subscription.dispose();
  });
}
