/** Every question that Asset Lens can answer. Faces ask, the engine answers; this is its table of contents. */
import type { AssetCard, AssetId, AssetPath, Folder, FolderId, ModelId, Problem } from './asset.ts';
import type { DecidedStep, Decision, DecisionsReply, PairVerdict } from './decision.ts';
import type { DoctorReport, Provider } from './device.ts';
import type { DuplicateGroup, DuplicateProgress, DuplicatesPage } from './duplicate.ts';
import type { EvaluationReply, TruthSource } from './evaluation.ts';
import type { ExportReply, ExportRequest, ImportReply, ImportRequest } from './exchange.ts';
import type { KeepBestReply, MergePlan, MergeRecord, MergeRefusal, Twin, UndoneMerge } from './merge.ts';
import type {
  FormWish,
  PreparationAdvice,
  PreparedReport,
  PrepareProgress,
  Preview,
  PreviewForm,
  ProviderName,
} from './encoder.ts';
import type {
  ImageUse,
  MentionedImage,
  ReferenceScope,
  ReferencesReply,
  RewritesReply,
  UseState,
} from './reference.ts';
import type { SearchReply, SearchRequest } from './query.ts';
import type { LabelCounts, LabelFinding, LabelSet, TagReply, TagState } from './tag.ts';
import type { TagOrder, TagScope, TaggedReply } from './tagged.ts';
import type { VariantRule, VariantSet } from './variant.ts';

/** What a Lens is opened with. */
export interface LensSettings {
  readonly folders: readonly Folder[];
  /** Absolute path of the store; vectors, catalogs and thumbnails live there. */
  readonly store: string;
  /** Absolute path of the model folder. */
  readonly modelFolder: string;
  readonly provider: ProviderName;
  readonly threads: number;
  /** `as-indexed` where it is left out. */
  readonly form?: FormWish;
  /** Glob patterns, as in VS Code's `files.exclude`, of what is never indexed. */
  readonly exclude: readonly string[];
  /** More such patterns that hold in one folder only, by its id. */
  readonly folderExclude: Readonly<Record<string, readonly string[]>>;
  /** Glob patterns of what alone is indexed; none means everything but hidden names and folders of tools. */
  readonly include: readonly string[];
  /** False in a restricted workspace: nothing is indexed or written, what is indexed can be searched. */
  readonly trusted: boolean;
  /** Bytes that all thumbnails of the store may take; null leaves it as it was last set, or at 1 GB. */
  readonly thumbnailBytes: number | null;
  /** How exactly the store keeps vectors of images from now on; null leaves it as it was last set, or at `float32`. */
  readonly vectorPrecision: 'float32' | 'float16' | null;
  /** Which names say that images are meant to be alike; those of `protocol/variant.ts` where it is left out. */
  readonly variantRules?: readonly VariantRule[];
  /** Folders, relative to an open folder, whose images are always kept when duplicates are merged. */
  readonly referenceFolders?: readonly string[];
}

export interface IndexReport {
  /** Files with a vector. */
  readonly assets: number;
  readonly encoded: number;
  readonly reused: number;
  readonly removed: number;
  readonly problems: readonly FolderProblem[];
  readonly imagesPerSecond: number;
  readonly provider: Provider;
  readonly model: ModelId;
  /** How many files an ignore rule or an exclude setting left out. */
  readonly excluded: number;
}

/** The vectors of one model, of all folders. */
export interface VectorSetInfo {
  readonly space: string;
  /** Null where an older version began it. */
  readonly model: string | null;
  /** How many of images. */
  readonly vectors: number;
  readonly bytes: number;
  /** True for the one that answers here; it cannot be removed. */
  readonly isUsed: boolean;
}

/** Where something changed: a file, or a directory with all below it. */
export interface ChangedPlace {
  readonly folder: FolderId;
  readonly path: AssetPath;
}

export interface FolderProblem extends Problem {
  readonly folder: FolderId;
}

/** In files, documents apart. */
export interface IndexProgress {
  readonly done: number;
  readonly total: number;
  readonly imagesPerSecond: number;
  /** Null while it cannot be told yet. */
  readonly remainingSeconds: number | null;
}

export type IndexSpeed = 'full' | 'gentle';

export interface LensStatus {
  readonly state: 'idle' | 'indexing' | 'paused' | 'restarting' | 'failed';
  /** Why, where the state is `failed`; one sentence. */
  readonly reason: string | null;
  readonly progress: IndexProgress | null;
  /** Null until the encoder was needed for the first time. */
  readonly model: ModelId | null;
  readonly provider: Provider | null;
  /** Why that provider; one sentence. */
  readonly providerReason: string | null;
  /** That a device failed and the processor goes on; one or two sentences. */
  readonly deviceFailure: string | null;
  readonly folders: readonly FolderStatus[];
  readonly thumbnails: string;
  /** What people should hear of the index, one sentence each: a damaged file that is made again, a second set of vectors. */
  readonly notices: readonly string[];
}

export interface FolderStatus extends Folder {
  readonly assets: number;
  /** Files that could not be read, documents apart, and the folder itself where it could not be listed. */
  readonly problems: number;
  /** True once an index run of this folder came to its end. */
  readonly indexed: boolean;
  readonly hasLabels: boolean;
  /** Why the last run could not list the folder, and what to do; null where it could. It is one of the problems. */
  readonly unlisted: string | null;
}

export type LensQuestions = {
  readonly status: readonly [null, LensStatus];
  /** The workspace's folders or settings changed: everything that follows uses these. */
  readonly configure: readonly [LensSettings, LensStatus];
  /**
   * Brings the index up to date. A second ask joins the run that is under way.
   * With `retry`, files with a problem are read again although they have not changed; such an ask has a run of its own.
   * With `changed`, only those places are looked at, where the folder was indexed to its end before; the report's
   * `reused`, `removed` and `excluded` tell of them alone.
   */
  readonly index: readonly [
    {
      readonly folder: FolderId | null;
      readonly retry?: boolean;
      readonly changed?: readonly ChangedPlace[];
    },
    IndexReport,
  ];
  /**
   * True where a folder that has an index holds other files than it says, by names, sizes and times, at the changed
   * places or, with null, anywhere. Starts no model.
   */
  readonly outdated: readonly [{ readonly changed: readonly ChangedPlace[] | null }, boolean];
  /**
   * A run that is under way waits, with nothing in its hands, until it goes on; it may be stopped meanwhile, and others
   * may index. Where none is, nothing happens.
   */
  readonly pause: readonly [{ readonly paused: boolean }, LensStatus];
  /** From now on; `gentle` leaves half of the machine to others. */
  readonly setSpeed: readonly [{ readonly speed: IndexSpeed }, null];
  /** Files, by absolute path, that are open before a person: a run takes them first, as it does images whose cards were asked for. */
  readonly lookAt: readonly [{ readonly files: readonly string[] }, null];
  readonly search: readonly [SearchRequest, SearchReply];
  /** Cards for a page of ids; an id that has gone is left out. */
  readonly cards: readonly [{ readonly ids: readonly AssetId[] }, readonly AssetCard[]];
  /** A small picture of an asset for faces that cannot show the file itself; null where it cannot be read. */
  readonly preview: readonly [
    { readonly id: AssetId; readonly pixels: number; readonly form: PreviewForm },
    Preview | null,
  ];
  /** A file below the thumbnails with a larger picture of what a face cannot show; null where there can be none. */
  readonly largePicture: readonly [{ readonly id: AssetId }, { readonly name: string | null }];
  /** The asset at an absolute path, null where it is not indexed. */
  readonly locate: readonly [{ readonly file: string }, AssetId | null];
  /** Tags by these labels, or, with null, by each folder's own labels file. */
  readonly tag: readonly [{ readonly labels: LabelSet | null; readonly folder: FolderId | null }, TagReply];
  /**
   * Writes what is suggested by these labels, or by each folder's own, as text into the repository, beside the
   * decisions. Answers when it is written.
   */
  readonly writeSuggestions: readonly [
    { readonly labels: LabelSet | null; readonly folder: FolderId },
    { readonly file: string; readonly suggestions: number },
  ];
  /** What is odd about these labels on the images of a folder, or of all. */
  readonly lintLabels: readonly [
    { readonly labels: LabelSet; readonly folder: FolderId | null },
    readonly LabelFinding[],
  ];
  /**
   * How well suggestions fit, by what is known of some images; labels learn from decisions about others alone. Null
   * labels are each folder's own.
   */
  readonly evaluate: readonly [
    { readonly labels: LabelSet | null; readonly folder: FolderId | null; readonly truth: TruthSource },
    EvaluationReply,
  ];
  /** Tags as other programs read them: one text, or a file beside each image. Writes no image. */
  readonly exportTags: readonly [ExportRequest, ExportReply];
  /** What other programs, or an export, say of images becomes decisions of people; one step to undo. */
  readonly importTags: readonly [ImportRequest, ImportReply];
  /**
   * The assets of a label, of a group's labels, or of all, that have one of these states; one a label, so that an asset
   * may be there several times. `first` (from 0) and `count` cut out a page.
   */
  readonly tagged: readonly [
    {
      readonly folder: FolderId | null;
      readonly scope: TagScope;
      readonly states: readonly TagState[];
      readonly order: TagOrder;
      readonly first: number;
      readonly count: number;
    },
    TaggedReply,
  ];
  /** Where a labels file has a mistake, the last good state of it counts. */
  readonly labelCounts: readonly [null, LabelCounts];
  /** A labels file was written: answers given before may be stale. Looks at no image. */
  readonly labelsChanged: readonly [null, null];
  /**
   * What holds of these assets from now on, as text in the repository; answered when it is on the disk. The reply
   * counts what changed, by asset and label.
   */
  readonly decide: readonly [
    { readonly ids: readonly AssetId[]; readonly decisions: readonly Decision[] },
    { readonly changed: number; readonly steps: readonly DecidedStep[] },
  ];
  /**
   * Takes back what was decided in one go: the last of it in a folder, or the step of this name, whatever was decided
   * since; 0 where nothing is left to take back.
   */
  readonly undoDecision: readonly [
    { readonly folder: FolderId; readonly step?: string },
    { readonly changed: number },
  ];
  /** What people decided of a page of assets, in the order of the ids; an id that has gone is left out. */
  readonly decisions: readonly [{ readonly ids: readonly AssetId[] }, DecisionsReply];
  /**
   * What holds of each two of these assets from now on: that they are no duplicates, or that both are wanted; null takes
   * it back. Kept as text in the repository like other decisions, and undone like them. The reply counts pairs.
   */
  readonly decidePairs: readonly [
    { readonly ids: readonly AssetId[]; readonly verdict: PairVerdict | null },
    { readonly changed: number },
  ];
  /** Sets of images whose names say that they are meant to be alike, and members that are missing. Looks at no picture. */
  readonly variants: readonly [{ readonly folder: FolderId | null }, readonly VariantSet[]];
  readonly duplicates: readonly [
    { readonly lookAlikes: boolean; readonly folder: FolderId | null },
    readonly DuplicateGroup[],
  ];
  /**
   * `count` groups from `first` on of what is found so far; the first such question starts the search, which goes on
   * by itself until it is whole, images change or `stopDuplicates` is asked. Events tell how far it is. A search that was
   * stopped stays so, whatever changes, until a question says `goesOn`.
   */
  readonly duplicatesPage: readonly [
    {
      readonly lookAlikes: boolean;
      readonly folder: FolderId | null;
      readonly first: number;
      readonly count: number;
      /** The page that the group of this image is on comes instead, where it is in one. */
      readonly around?: AssetId | null;
      readonly goesOn?: boolean;
    },
    DuplicatesPage,
  ];
  /** Stops the search that is under way; what it has found stays on its pages, what it has verified is kept for the next one. */
  readonly stopDuplicates: readonly [null, null];
  readonly problems: readonly [null, readonly FolderProblem[]];
  /** Where texts use one image, or, with null, all images of a folder or of all; a page of them, or everything. */
  readonly references: readonly [
    {
      readonly image: ChangedPlace | null;
      readonly folder: FolderId | null;
      readonly first: number;
      readonly count: number | null;
    },
    ReferencesReply,
  ];
  /** Which images are used, maybe used or unused: a page of those in these states, by path, and how many there are of each. */
  readonly unused: readonly [
    {
      readonly folder: FolderId | null;
      readonly states: readonly UseState[];
      readonly first: number;
      readonly count: number | null;
    },
    UnusedReply,
  ];
  /**
   * The edits that make what uses one image use another of the same folder, as the files are on the disk, and what they
   * leave, with the reason. Changes nothing.
   */
  readonly rewriteReferences: readonly [
    { readonly folder: FolderId; readonly from: AssetPath; readonly to: AssetPath },
    RewritesReply,
  ];
  /** Which of a group is kept by the rule, and what sets it apart. */
  readonly keepBest: readonly [{ readonly ids: readonly AssetId[] }, KeepBestReply];
  /** What merging images of a folder into one would change, and what it refuses. Changes nothing. */
  readonly planMerge: readonly [
    { readonly folder: FolderId; readonly kept: AssetPath; readonly others: readonly AssetPath[] },
    MergePlan,
  ];
  /** Copies all that will go or change to a journal: the first step of a merge. */
  readonly beginMerge: readonly [
    Pick<MergePlan, 'folder' | 'kept' | 'removable' | 'edits'>,
    { readonly id: string },
  ];
  /** The edits are made and saved: joins tags, and says which images no text uses any more, so that they may go. */
  readonly joinMerged: readonly [
    { readonly id: string },
    {
      readonly removable: readonly AssetPath[];
      readonly refused: readonly MergeRefusal[];
      readonly tags: number;
    },
  ];
  /** The person gave up before anything was changed. */
  readonly abandonMerge: readonly [{ readonly id: string }, null];
  /** Merges that can be undone, the latest first. */
  readonly merges: readonly [null, readonly MergeRecord[]];
  readonly undoMerge: readonly [{ readonly id: string }, UndoneMerge];
  /** Those of these images that were there before, under another path of the same folder. */
  readonly twins: readonly [{ readonly places: readonly ChangedPlace[] }, readonly Twin[]];
  /** How many files use each of these images, and how many more may; null for one that is not listed. */
  readonly useCounts: readonly [{ readonly places: readonly ChangedPlace[] }, readonly (UseCount | null)[]];
  /** The images that a text means at an offset; null where it means none. `text` is that of the file as it is being edited. */
  readonly mentioned: readonly [
    { readonly file: string; readonly text: string; readonly offset: number },
    MentionedImage | null,
  ];
  /** Unit vectors of image files and texts, images first. */
  readonly embed: readonly [
    { readonly images: readonly string[]; readonly texts: readonly string[] },
    { readonly model: ModelId; readonly dimensions: number; readonly vectors: Float32Array },
  ];
  /** Whether the int8 form of the model is there, or should be made before the first index. Starts no model. */
  readonly preparation: readonly [null, PreparationAdvice];
  /**
   * Makes the int8 form of the model, calibrated on images of the open folders, and takes it where it is faster: vectors
   * are of another space then, and the next index of these folders is made again. Without `again`, a form that was made on this machine stays. Tells `preparing` events.
   */
  readonly prepareModel: readonly [{ readonly again: boolean }, PreparedReport];
  /** Removes that form; the vectors that it made stay, and those of the downloaded form are used again. */
  readonly removePrepared: readonly [null, { readonly removed: boolean }];
  /** What the model can run on here. `all` tries every provider anew, each in a process of its own; `none` tells what is known. */
  readonly doctor: readonly [{ readonly probe: 'all' | 'none' }, DoctorReport];
  /** Bytes on disk that clearing would free. */
  readonly space: readonly [null, { readonly bytes: number }];
  /**
   * Forgets the index of the open folders; ends runs that were asked for before. Of what is asked meanwhile, a run begins
   * after it, one with `changed` finds nothing to follow, and other questions are answered by the index before or after it.
   */
  readonly clear: readonly [null, { readonly bytes: number }];
  /** The vectors of every model that the store holds, side by side. */
  readonly vectorSets: readonly [null, readonly VectorSetInfo[]];
  /** Takes those of a model away that does not answer; decisions and facts stay. */
  readonly removeVectorSet: readonly [{ readonly space: string }, { readonly bytes: number }];
};

/** How far a look at the texts of the folders is, in files. */
export interface ReadingTexts {
  readonly done: number;
  readonly total: number;
}

export interface UseCount {
  readonly files: number;
  readonly maybe: number;
}

export interface UnusedReply {
  readonly images: readonly ImageUse[];
  /** Of all images, whatever states were asked for. */
  readonly counts: Readonly<Record<UseState, number>>;
  /** How many are in the states that were asked for. */
  readonly total: number;
  readonly scope: ReferenceScope;
}

export type LensEvents = {
  readonly readingTexts: ReadingTexts;
  readonly progress: IndexProgress;
  readonly preparing: PrepareProgress;
  /** A search for duplicates goes on. */
  readonly duplicates: DuplicateProgress;
  /** Assets came, went or changed: answers given before may be stale. */
  readonly changed: { readonly assets: number };
  readonly status: LensStatus;
};
