/**
 * The near side of the Lens: all that a face may import of the engine.
 * Starting is cheap; nothing is opened before the first question.
 */
import path from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { literalGlob } from '../catalog/literalGlob.ts';
import {
  defaultStore as storeFor,
  folderAt as folderOf,
  hasCatalogFile,
  placeInside as pathInside,
  realPlace as realPathOf,
} from '../catalog/place.ts';
import { decisionsFile } from '../catalog/decisionsFile.ts';
import {
  type GitIgnore,
  type RuleLines,
  addRuleLines,
  gitIgnore,
  hasUnionMerge,
  unionMerge,
} from '../catalog/gitRules.ts';
import { hasLabelsFile, labelsFile } from '../catalog/labelsFile.ts';
import {
  type InstallWatch,
  gpuDownloadBytes as bytesOfGpuRuntime,
  gpuRuntimeFolder,
  installGpuRuntime as installRuntime,
  removeGpuRuntime as removeRuntime,
} from '../models/gpuRuntime.ts';
import { type Network, editorNetwork as networkOfEditor, networkOf } from '../models/network.ts';
import { resolveModel } from '../models/resolveModel.ts';
import type { Folder } from '../protocol/asset.ts';
import { Channel } from '../protocol/channel.ts';
import type { DoctorReport } from '../protocol/device.ts';
import type { LensEvents, LensQuestions, LensSettings } from '../protocol/lens.ts';
import type { ModelOffer } from '../protocol/model.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import {
  type LabelPlace,
  firstLabelsText as firstText,
  groupNames as namesOfGroups,
  labelInsertion as insertionOf,
  labelPlaces as placesOf,
} from '../tags/labelPlaces.ts';
import { labelsByName as byName } from '../tags/exchange.ts';
import { nearest } from '../tags/nearest.ts';
import { type LabelsMistake, parseLabelSet, readLabels } from '../tags/labels.ts';
import { doctorText as textOfReport } from './doctorText.ts';
import { type FolderSettings, folderSettings as settingsIn } from './folderSettings.ts';
import { channelPort } from './messagePort.ts';
import { type GetRequest, Models, type ModelsPorts } from './models.ts';

export type { Network } from '../models/network.ts';

export interface LensClient {
  /** The face's own connection. */
  readonly channel: Channel<LensQuestions, LensEvents>;
  /** One more connection, speaking the channel's wire format: for relaying a panel's messages unread. */
  connect(): MessagePort;
  /** Hears once when the engine has ended, whether it was asked to or not. */
  onExit(listener: (reason: string) => void): void;
  /** Asks the engine to end, waits for what it is writing, and ends it after five seconds anyway. */
  dispose(): Promise<void>;
}

/** Absolute paths of the two bundles that run beside a face. */
export interface LensEntries {
  readonly worker: string;
  readonly encoder: string;
}

/** What the worker is started with. */
export interface LensWorkerData {
  readonly settings: LensSettings;
  readonly encoderEntry: string;
}

export type LensWorkerMessage =
  { readonly kind: 'connect'; readonly port: MessagePort } | { readonly kind: 'end' };

const graceMilliseconds = 5000;

export function startLens(settings: LensSettings, entries: LensEntries): LensClient {
  const workerData: LensWorkerData = { settings, encoderEntry: entries.encoder };
  // The host's own flags (inspector, loaders) are not for the engine.
  const worker = new Worker(entries.worker, { workerData, execArgv: [], name: 'asset-lens' });
  const exitListeners = new Set<(reason: string) => void>();
  let failure: string | undefined;
  let exitReason: string | undefined;
  const exited = new Promise<void>(resolve => {
    worker.on('error', error => (failure = error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => {
      exitReason = failure ?? 'The engine of Asset Lens has stopped.';
      for (const listener of exitListeners) listener(exitReason);
      exitListeners.clear();
      resolve();
    });
  });
  const post = (message: LensWorkerMessage, transfer: MessagePort[] = []) =>
    worker.postMessage(message, transfer);

  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    post({ kind: 'connect', port: port2 }, [port2]);
    return port1;
  };

  return {
    channel: new Channel<LensQuestions, LensEvents>(channelPort(connect())),
    connect,
    onExit: listener => (exitReason === undefined ? void exitListeners.add(listener) : listener(exitReason)),
    async dispose() {
      if (exitReason !== undefined) return;
      post({ kind: 'end' });
      const timer = setTimeout(() => void worker.terminate(), graceMilliseconds);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The one store of this user: `$XDG_CACHE_HOME/asset-lens`, or the platform's equal. */
export function defaultStore(): string {
  return storeFor(process.env, process.platform);
}

/** True when `store` holds an index of the folder; reads no database. */
export function isIndexed(store: string, folder: string): Promise<boolean> {
  return hasCatalogFile(store, folder);
}

/** A model id or folder as an absolute folder; `undefined` is the starter. Throws `model-invalid` and `model-missing`. */
export function resolveModelFolder(model: string | undefined, shippedModels: string, store: string): string {
  return resolveModel(model, shippedModels, store);
}

/** What can be done about models; asks the network only in `get`. */
export interface ModelRoom {
  list(): Promise<ModelOffer[]>;
  get(request: GetRequest): Promise<ModelOffer>;
  import(folder: string, id: string | null, signal: AbortSignal): Promise<ModelOffer>;
  remove(id: string): Promise<number>;
}

export function openModels(ports: ModelsPorts): ModelRoom {
  return new Models(ports);
}

/** The folder at a path, under its real absolute path. Throws `not-found`. */
export function folderAt(path: string): Folder {
  return folderOf(path);
}

/** The real path of a place that may not be there yet. */
export function realPlace(file: string): string {
  return realPathOf(file);
}

/** The path of `file` below the folder, with `/`; '' for the folder itself, undefined for what lies elsewhere. Real paths. */
export function placeInside(folder: string, file: string): string | undefined {
  return pathInside(folder, file);
}

/** An exclude pattern that means this path below a folder, with `/`, and nothing else. */
export function literalPattern(file: string): string {
  return literalGlob(file);
}

/** The patterns and the rules in a folder's own settings for VS Code. Never throws. */
export function folderSettings(folder: string): FolderSettings {
  return settingsIn(folder);
}

/** Where the labels file of a folder is, or would be. */
export function labelsFileOf(folder: string): string {
  return labelsFile(folder);
}

/** True when the folder has a labels file. */
export function hasLabels(folder: string): Promise<boolean> {
  return hasLabelsFile(folder);
}

/** Where the decisions file of a folder is, or would be. */
export function decisionsFileOf(folder: string): string {
  return decisionsFile(folder);
}

/** What Git's rule files say of the decisions file, and the lines that would keep it and merge it. */
export interface DecisionsInGit extends GitIgnore {
  /** Null where a merge keeps both sides already. */
  readonly union: RuleLines | null;
}

export async function decisionsInGit(folder: string): Promise<DecisionsInGit> {
  const file = decisionsFile(folder);
  const isUnion = await hasUnionMerge(folder, file);
  return { ...(await gitIgnore(folder, file)), union: isUnion ? null : unionMerge(folder) };
}

/** Adds lines to the end of a rule file of Git, when a person has agreed. */
export function addGitRules(rules: RuleLines): Promise<void> {
  return addRuleLines(rules);
}

/** Labels from the text of a labels file; `where` names it in errors. Throws `labels-invalid`. */
export function parseLabels(text: string, where: string): LabelSet {
  return parseLabelSet(text, where);
}

/** All that is wrong with the text of a labels file, by place. */
export function labelMistakes(text: string): readonly LabelsMistake[] {
  return readLabels(text).mistakes;
}

/** The label of a name or an alias, whatever its case where that tells no two apart. */
export function labelsByName(groups: readonly LabelGroup[]): ReturnType<typeof byName> {
  return byName(groups);
}

/** The known word that was probably meant; undefined where none is near. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  return nearest(word, known);
}

/** Where the labels stand in the text of a labels file, as far as it can be read. */
export function labelPlaces(text: string): readonly LabelPlace[] {
  return placesOf(text);
}

/** The names of the groups in the text of a labels file, null for the short form. */
export function groupNames(text: string): readonly (string | null)[] {
  return namesOfGroups(text);
}

/** What puts a new label at the end of a group in the text of a labels file; null where there is no such group. */
export function labelInsertion(
  text: string,
  group: string | null,
  label: string,
): { readonly at: number; readonly text: string } | null {
  return insertionOf(text, group, label);
}

/** The text of a labels file with one label. */
export function firstLabelsText(group: string, label: string): string {
  return firstText(group, label);
}

/** The doctor's report as Markdown, for people and bug reports. */
export function doctorText(report: DoctorReport, version: string): string {
  return textOfReport(report, version);
}

/** What it takes to install the GPU runtime; `dist` is the folder of the bundles. */
export interface GpuRuntimeOrder {
  readonly store: string;
  readonly dist: string;
  /** True brings NVIDIA's own libraries along. */
  readonly withNvidia: boolean;
  /** Where the proxy and the switches of the network stand; the editor brings its own network instead. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly network?: Network;
  /** True makes every request an error `offline`. */
  readonly offline?: boolean;
}

/** Installs what CUDA needs and returns where. Throws as `models/gpuRuntime.ts` says. */
export async function installGpuRuntime(
  { store, dist, withNvidia, env, network, offline = false }: GpuRuntimeOrder,
  watch: InstallWatch = {},
): Promise<string> {
  const libraries = path.join(dist, 'onnxruntime-node', 'bin', 'napi-v6', 'linux', 'x64');
  await installRuntime(
    { store, libraries, withNvidia, network: network ?? networkOf(env, { offline }) },
    watch,
  );
  return gpuRuntimeFolder(store);
}

/** Removes it and returns the bytes that are free now. */
export function removeGpuRuntime(store: string): Promise<number> {
  return removeRuntime(store);
}

/** Bytes that an installation fetches at most. */
export function gpuDownloadBytes(withNvidia: boolean): number {
  return bytesOfGpuRuntime(withNvidia);
}

/** The network of the editor's main thread, which brings proxy and certificates by itself. */
export function editorNetwork(env: Readonly<Record<string, string | undefined>>, offline: boolean): Network {
  return networkOfEditor(env, offline);
}
