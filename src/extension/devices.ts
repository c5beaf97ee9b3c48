/** The commands about devices: the doctor, the choice of a provider, probing again, and the GPU runtime. */
import path from 'node:path';
import * as vscode from 'vscode';
import {
  type Network,
  doctorText,
  gpuDownloadBytes,
  installGpuRuntime,
  removeGpuRuntime,
} from '../lens/client.ts';
import { type DoctorReport, type ProviderVerdict } from '../protocol/device.ts';
import type { Engine } from './engine.ts';
import { settingsSection, storeFolder } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText } from './statusText.ts';

export interface DevicePorts {
  readonly engine: Engine;
  readonly context: vscode.ExtensionContext;
  /** How the editor's main thread reaches the network. */
  readonly network: () => Network;
}

/** A value of the setting, not a word. */
const automatic = 'auto';

const scheme = 'asset-lens-doctor';

/** A report is a document that nobody saves; each has its own, since VS Code goes on showing one that it knows. */
export class DoctorPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  readonly #reports: string[] = [];

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.#reports[Number(query)] ?? '';
  }

  async show(text: string): Promise<void> {
    const query = String(this.#reports.push(text) - 1);
    const uri = vscode.Uri.from({ scheme, path: 'Doctor.md', query });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    const copy = vscode.l10n.t('Copy');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('This is what a bug report needs.'),
      copy,
    );
    if (chosen === copy) await vscode.env.clipboard.writeText(text);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

export async function showDoctor(ports: DevicePorts, pages: DoctorPages): Promise<void> {
  const report = await probe(ports.engine);
  const { version } = ports.context.extension.packageJSON as { readonly version: string }; // our own manifest
  await pages.show(doctorText(report, version));
}

/** Tries every device anew; the fastest that is right goes on. */
export async function probeAgain({ engine }: DevicePorts): Promise<void> {
  const { reason } = await probe(engine);
  await engine.askStatus();
  void vscode.window.showInformationMessage(reason);
}

function probe(engine: Engine): Thenable<DoctorReport> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Asset Lens: trying every device'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_, token) => {
    const gaveUp = new AbortController();
    token.onCancellationRequested(() => gaveUp.abort());
    return engine.client().channel.ask('doctor', { probe: 'all' }, gaveUp.signal);
  });
}

/** Offers what there is with what is known of it, and writes the setting. */
export async function chooseProvider({ engine }: DevicePorts): Promise<void> {
  const { providers, chosen } = await engine.client().channel.ask('doctor', { probe: 'none' });
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: automatic,
        description: vscode.l10n.t('the fastest that is right, now {0}', chosen.toUpperCase()),
      },
      ...[...providers].reverse().map(verdict => ({
        label: verdict.name,
        description: described(verdict),
        ...(verdict.reason ? { detail: verdict.reason } : {}),
      })),
    ],
    {
      title: vscode.l10n.t('Choose the device that encodes pictures'),
      placeHolder: vscode.l10n.t(
        'A device that gives wrong answers, or none, is not used even where it is chosen.',
      ),
    },
  );
  if (!picked) return;
  const value = picked.label === automatic ? undefined : picked.label;
  await vscode.workspace
    .getConfiguration(settingsSection)
    .update('provider', value, vscode.ConfigurationTarget.Global);
  // Where nothing is to be encoded, nobody else would try it before the next picture comes.
  await engine.reconfigure();
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Asset Lens: trying {0}', picked.label);
  const report = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
    const gaveUp = new AbortController();
    token.onCancellationRequested(() => gaveUp.abort());
    return engine.client().channel.ask('doctor', { probe: 'none' }, gaveUp.signal);
  });
  await engine.askStatus();
  // What cannot be used is told as the failure of a device.
  if (value === undefined || report.chosen === value)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Pictures are encoded on {0}.', report.chosen.toUpperCase()),
    );
}

function described({ verdict, imagesPerSecond }: ProviderVerdict): string {
  const words = {
    ok: vscode.l10n.t('gives right answers'),
    refused: vscode.l10n.t('cannot be used'),
    untested: vscode.l10n.t('not tried'),
  };
  if (imagesPerSecond === null) return words[verdict];
  return vscode.l10n.t('{0}, {1} images/s', words[verdict], hostWords().count(Math.round(imagesPerSecond)));
}

/** Opt-in: says how much would be fetched, from where, and under whose licence. */
export async function installGpu({ engine, context, network }: DevicePorts): Promise<void> {
  const { count } = hostWords();
  const small = vscode.l10n.t('Download {0}', bytesText(gpuDownloadBytes(false), count));
  const large = vscode.l10n.t('With NVIDIA’s Libraries: {0}', bytesText(gpuDownloadBytes(true), count));
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Install what CUDA needs on Linux with an NVIDIA GPU?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The libraries come from the Python Package Index and are verified; they are kept beside the index and can be removed. ONNX Runtime’s are under the MIT licence. NVIDIA’s own, cuBLAS and cuDNN among them, are under NVIDIA’s licence, and are needed only where CUDA 13 is not installed.',
      ),
    },
    small,
    large,
  );
  if (chosen === undefined) return;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Asset Lens: installing the GPU runtime'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const gaveUp = new AbortController();
    token.onCancellationRequested(() => gaveUp.abort());
    let last = 0;
    await installGpuRuntime(
      {
        store: storeFolder(),
        dist: path.join(context.extensionPath, 'dist'),
        withNvidia: chosen === large,
        env: process.env,
        network: network(),
      },
      {
        signal: gaveUp.signal,
        progress: (done, total) => {
          const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
          if (percent === last) return;
          progress.report({ increment: percent - last, message: `${percent} %` });
          last = percent;
        },
      },
    );
  });
  await engine.restart();
  await probeAgain({ engine, context, network });
}

export async function removeGpu({ engine }: DevicePorts): Promise<void> {
  const { count } = hostWords();
  await engine.stop();
  const bytes = await removeGpuRuntime(storeFolder());
  vscode.window.setStatusBarMessage(
    bytes === 0
      ? vscode.l10n.t('There was no GPU runtime.')
      : vscode.l10n.t('{0} freed', bytesText(bytes, count)),
    6000,
  );
}

/** Tells, once for each failure, that the processor goes on, and offers to try again. */
export function tellDeviceFailures(
  engine: Engine,
  failed: (error: unknown) => Promise<void>,
): vscode.Disposable {
  const told = new Set<string>();
  // Who asks for a device again hears again what is wrong with it.
  const asked = vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(`${settingsSection}.provider`)) told.clear();
  });
  const failures = engine.onDidChangeStatus(({ deviceFailure }) => {
    if (deviceFailure === null || told.has(deviceFailure)) return;
    told.add(deviceFailure);
    const again = vscode.l10n.t('Probe Again');
    const doctor = vscode.l10n.t('Doctor');
    void vscode.window.showWarningMessage(deviceFailure, again, doctor).then(async chosen => {
      // What fails again afterwards is news.
      told.delete(deviceFailure);
      const command = chosen === again ? 'probeProviders' : chosen === doctor ? 'doctor' : undefined;
      if (command) await vscode.commands.executeCommand(`assetLens.${command}`).then(undefined, failed);
      if (chosen !== again) told.add(deviceFailure);
    });
  });
  return vscode.Disposable.from(asked, failures);
}
