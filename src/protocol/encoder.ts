/** The conversation between the Lens and the processes of the encoder: paths and texts in, unit vectors out. */
import type { ContentHash, ImageFacts, ModelId, ProblemKind } from './asset.ts';
import type { Provider, ProviderVerdict, Versions } from './device.ts';

/** Which model, and how it runs. */
export interface EncoderSettings {
  /** Absolute path of a model folder in the Hugging Face layout. */
  readonly modelFolder: string;
  readonly provider: ProviderName;
  /** Threads inside one operator; 0 lets the encoder choose by the machine. */
  readonly threads: number;
  /** Which form of the model runs where there are two; `as-indexed` where it is left out. */
  readonly form?: FormWish;
}

/**
 * Vectors of two forms of a model never meet, so an index stays with the one that it was made with: `as-indexed`.
 * `prepared` takes the one that was prepared here, where it is faster, whatever the index was made with.
 */
export type FormWish = 'as-indexed' | 'prepared';

/** What a person asks for; `auto` is the fastest that is right. */
export type ProviderName = 'auto' | Provider;

/** What a process is told of its device. */
export interface DeviceStart {
  readonly provider: Provider;
  /** A folder with another build of the runtime's libraries (`encoder/gpuRuntime.ts`); null is the one that comes along. */
  readonly runtimeFolder: string | null;
  /** What the processor gives for the golden pictures, which the device has to give, too; null on the processor. */
  readonly reference: Float32Array | null;
}

/** How a tower computes: as it was downloaded, or in the form that was prepared of it. */
export type Precision = 'float' | 'int8';

/** Which half of the model a process holds: a text does not wait for pictures where each has a process of its own. */
export type TowerName = 'vision' | 'text';

/**
 * What a process is told at its start. The first one is for texts: `known` is what it said of the model. One for pictures is
 * told once more, without `decodesOnly`, where it was started to decode and its network is needed after all.
 */
export type EncoderStart = EncoderSettings &
  (
    | {
        readonly tower: 'vision';
        readonly known: EncoderIdentity;
        readonly device: DeviceStart;
        /** Its network is not opened yet: files are decoded, and no vector is asked for. */
        readonly decodesOnly?: boolean;
      }
    | {
        readonly tower: 'text';
        readonly known: EncoderIdentity | null;
        /** The spaces that the open folders were indexed in last. */
        readonly indexed: readonly string[];
      }
  );

/** Who answers. `space` names the vectors: only vectors of one space may be compared. */
export interface EncoderIdentity {
  readonly model: ModelId;
  /** The provider that runs the network for pictures, as the runtime says it itself. */
  readonly provider: Provider;
  /** Why that one; one sentence. */
  readonly providerReason: string;
  readonly dimensions: number;
  /** Digest of model id, graph files and preprocessing. */
  readonly space: string;
  /** Multiplies a cosine before the softmax (CLIP's exp(logit_scale)), in 1..1000. */
  readonly temperature: number;
  /** `wasm` where ONNX Runtime has no binary for the system: the processor works in WebAssembly, several times slower. */
  readonly runtime: 'native' | 'wasm';
  /** Of each tower. Vectors of different ones are of different spaces. */
  readonly precision: Readonly<Record<TowerName, Precision>>;
  /** True where a faster form lies ready, and the index was made with this one. */
  readonly isFasterReady: boolean;
  /** How a probability follows: among labels by softmax (CLIP), or for each by itself by sigmoid (SigLIP). */
  readonly scoring: 'softmax' | 'sigmoid';
  /** Added before the sigmoid; null where no file tells it. */
  readonly bias: number | null;
  /** How the model was shown texts: as phrases (`a photo of a cat`), or as sentences (`This is a photo of a cat.`). */
  readonly wording: 'phrase' | 'sentence';
  /** What no file of the model tells and was taken for granted, one sentence each. */
  readonly assumed: readonly string[];
}

/** What an int8 form of a model is made with. */
export interface PrepareRequest {
  readonly modelFolder: string;
  /** Absolute paths of pictures of the kind that the model will see, 16 at least; 160 are enough. */
  readonly images: readonly string[];
  readonly threads: number;
  /** Also where it was prepared on this machine before. */
  readonly again: boolean;
}

export interface PrepareProgress {
  readonly tower: TowerName;
  readonly step: 'reading' | 'calibrating' | 'checking' | 'searching' | 'timing';
  readonly done: number;
  readonly total: number;
}

/** What became of one tower. */
export interface PreparedTower {
  readonly precision: Precision;
  /** Why that one; one sentence. */
  readonly reason: string;
  /** How many operations have weights, and the results of those that stay float because they cost too much. */
  readonly layers: number;
  readonly inFloat: readonly string[];
  /** Of its vectors to those of the float form, on pictures or texts that it was not calibrated with. */
  readonly cosine: { readonly mean: number; readonly least: number } | null;
  /** Pictures or texts a second, on this machine; null where it was not measured. */
  readonly floatPerSecond: number | null;
  readonly int8PerSecond: number | null;
}

export interface PreparedReport {
  readonly towers: Readonly<Record<TowerName, PreparedTower>>;
  /** How many of the first ten pictures for a text both forms have in common, on average; null where there were too few pictures. */
  readonly ranks: { readonly queries: number; readonly images: number; readonly inCommon: number } | null;
  readonly calibratedWith: number;
  readonly checkedWith: number;
  /** Where it lies, and what it takes there. */
  readonly folder: string;
  readonly bytes: number;
}

/** What is known before a model is prepared. */
export interface PreparationAdvice {
  /** For people. */
  readonly model: string;
  /** What came of preparing it on this machine; null where that was not done, or not with these files. */
  readonly report: PreparedReport | null;
  /** In the open folders, as far as names tell. */
  readonly images: number;
  /** True where it should be done before this model looks at them for the first time. */
  readonly isWorthwhile: boolean;
}

/** A file that gave no result; `index` is its place in the request. */
export interface EncodingProblem {
  readonly index: number;
  readonly kind: ProblemKind;
  readonly detail: string;
}

export interface EncodedImage {
  /** Place in the request: a failed file never shifts another one's vector. */
  readonly index: number;
  /** Of the very bytes that were decoded. */
  readonly hash: ContentHash;
  readonly bytes: number;
  readonly facts: ImageFacts;
  /** Where there is none, the search for duplicates makes it. */
  readonly glimpse?: Glimpse;
}

/** Cells of each side of the picture that is kept of every picture. */
export const tinySide = 16;

/** Raised whenever a glimpse would come out otherwise: those of other versions are made again, and compared with none. */
export const glimpseVersion = 3;

/** Raised whenever a digest of `hashPixels` would come out otherwise: those of other versions are made again. */
export const pixelHashVersion = 2;

/** A corner in `Glimpse.corners`: x and y in 255ths of the longer side, direction in 256 steps, level of the pyramid, 256 bits as in `LocalFeatures`. */
export const cornerBytes = 4 + 32;

/** Corners of a glimpse at most. */
export const glimpsedCorners = 40;

/**
 * What is kept of every picture, from its decode for the index: by it and the vector, the search for duplicates chooses what it
 * looks at. Both are empty for a file that holds several pictures, of which only the bytes are compared.
 */
export interface Glimpse {
  /** `tinySide × tinySide` mean lumas on white of the picture without a margin of one colour, row by row. */
  readonly tiny: Uint8Array;
  /** `cornerBytes` for each. */
  readonly corners: Uint8Array;
}

export interface EncodedImages {
  readonly images: readonly EncodedImage[];
  /** One unit vector for each of `images`, in their order: `images.length × dimensions`. */
  readonly vectors: Float32Array;
  /** In the order of the question's paths. */
  readonly problems: readonly EncodingProblem[];
}

export interface TokenCounts {
  readonly lengths: readonly number[];
  readonly limit: number;
}

export interface IdentifiedFile {
  readonly index: number;
  readonly hash: ContentHash;
  readonly bytes: number;
}

/**
 * A file of the index, and the content that it had there. What is made of it is kept by that content: so of a file that has
 * another one by now nothing is made, as of one that cannot be read.
 */
export interface ListedFile {
  /** Absolute. */
  readonly path: string;
  readonly hash: ContentHash;
}

/** The most that is kept of a picture's sides where copies are told by pixels. */
export const sketchSide = 320;

/** The same where two flat pictures that are copies by these are looked at more closely: words of a whole screen are legible. */
export const closeSide = 1280;

/**
 * A picture as it is compared with others: upright, `sketchSide` pixels on its longer side, smaller ones enlarged; a close
 * one up to `closeSide`.
 * Luma and chroma are those of BT.601 in 0..255, premultiplied: over black. Chroma has a cell for 4 × 4 pixels.
 */
export interface Sketch {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array;
  /** Blue difference, then red difference, `2 × ⌈width / 4⌉ × ⌈height / 4⌉`; 128 is grey. */
  readonly chroma: Uint8Array;
  /** Null where every pixel is opaque. */
  readonly alpha: Uint8Array | null;
  /** So many pixels of the sketch are one of the file, each way; 1 where the file has more. */
  readonly enlarged: number;
}

/**
 * Corners of a sketch. Bits come in fours: a comparison of two places, its mirror image across the corner's axis, both
 * turned by half a turn; so `swap` of neighbours is the mirrored picture, and the complement of the turned ones the negative.
 */
export interface LocalFeatures {
  readonly count: number;
  /** x and y in 1/64 pixel of the sketch, `2 × count`. */
  readonly places: Uint16Array;
  /** Directions in 256 steps of a turn. */
  readonly angles: Uint8Array;
  /** Levels of the pyramid: at level n, a pixel is `levelScale ** n` wide. */
  readonly levels: Uint8Array;
  /** 256 bits each, 8 words. */
  readonly bits: Uint32Array;
}

/** How much smaller each level of the pyramid is than the one before. */
export const levelScale = 1.35;

/** In pixels of a sketch; `right` and `bottom` lie outside. */
export interface ContentBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What is kept of a picture to find out how it could lie on another. */
export interface Outline {
  /** Of the sketch. */
  readonly width: number;
  readonly height: number;
  readonly features: LocalFeatures;
  /** Where its content is: without a margin of one colour. */
  readonly box: ContentBox;
  /** 16 × 16 mean lumas of the content on white, row by row. */
  readonly tiny: Uint8Array;
}

/** What is compared of one file; without `outline` where it was not asked for. */
export interface SketchedImage {
  readonly sketch: Sketch;
  readonly outline: Outline | null;
}

/**
 * A type, not an interface: `Questions` wants an index signature, which only types have.
 * Where a decoder does not come back, the process tells `spent` and begins with no further file of any question: it answers
 * for the first files alone, and the others are to be asked of another process. So each file of `identify` and
 * `encodeImages` is an image or a problem, and answers by place are as long as the number of files that they are for.
 */
export type EncoderQuestions = {
  /** Loads one tower of the model, or what decodes files; asked first. Fails with `model-invalid`. */
  readonly hello: readonly [EncoderStart, EncoderIdentity];
  /** Asked of a process that is there for this alone. Fails with `device-failed`. */
  /** Makes the int8 form of the model, in a process that is there for it alone; tells `preparing` events. */
  readonly prepare: readonly [PrepareRequest, PreparedReport];
  readonly probe: readonly [ProbeRequest, ProbeAnswer];
  /** Decodes a small picture of its own making so many times; asked of a process that is there for this alone. */
  readonly tryDecoder: readonly [{ readonly times: number }, null];
  /** Hashes file contents without decoding them. Absolute paths; both answers in their order. */
  readonly identify: readonly [
    { readonly paths: readonly string[] },
    { readonly files: readonly IdentifiedFile[]; readonly problems: readonly EncodingProblem[] },
  ];
  /** Decodes and encodes. With a thumbnails folder, writes `ab/abcdef….jpg|webp` there, at most 256 px a side. */
  readonly encodeImages: readonly [
    { readonly paths: readonly string[]; readonly thumbnails: string | null },
    EncodedImages,
  ];
  /** `texts.length × dimensions` unit vectors; an empty text is `invalid-argument`. Asked of the text tower. */
  readonly encodeTexts: readonly [{ readonly texts: readonly string[] }, Float32Array];
  /** How many tokens each text has, and how many of them the model reads. Asked of the text tower. */
  readonly countTokens: readonly [{ readonly texts: readonly string[] }, TokenCounts];
  /**
   * SHA-256 of the upright sRGB RGBA pixels with width and height, of 8 bits, or of 16 where 8 do not hold them; of the bytes
   * where only they can be compared, as of a file that holds several pictures, which is not decoded. Null where a file cannot be
   * read, or has changed.
   */
  readonly hashPixels: readonly [
    { readonly files: readonly ListedFile[] },
    { readonly hashes: readonly (string | null)[] },
  ];
  /**
   * What is needed to tell copies by their pixels; null where a file cannot be read, or has changed. A close one has up to
   * `closeSide` pixels on its longer side, and no more than the file, and no outline.
   */
  readonly sketch: readonly [
    { readonly files: readonly ListedFile[]; readonly outlines: boolean; readonly isClose: boolean },
    { readonly images: readonly (SketchedImage | null)[] },
  ];
  /** What `encodeImages` keeps of every picture; null where a file cannot be read, or has changed. */
  readonly glimpse: readonly [
    { readonly files: readonly ListedFile[] },
    { readonly glimpses: readonly (Glimpse | null)[] },
  ];
  /** The upright picture, at most `pixels` a side; null where the file cannot be read. */
  readonly render: readonly [
    { readonly path: string; readonly pixels: number; readonly form: PreviewForm },
    Preview | null,
  ];
  /** Writes a picture of the file below the folder, unless it is there: its thumbnail, as `encodeImages` does, or a larger one, `ab/abcdef….large.jpg|webp`. */
  readonly renderFile: readonly [
    { readonly path: string; readonly size: PictureSize; readonly folder: string },
    { readonly name: string | null },
  ];
};

/** What a throw-away process is asked: one provider, tried on the network for pictures. */
export interface ProbeRequest {
  readonly modelFolder: string;
  readonly provider: Provider;
  readonly threads: number;
  readonly runtimeFolder: string | null;
  /** Of the network for pictures: the form that the processor runs. */
  readonly precision: Precision;
}

export interface ProbeAnswer {
  /** Unit vectors of the golden pictures, by row. */
  readonly vectors: Float32Array;
  /** Of the network alone, in full batches. */
  readonly imagesPerSecond: number;
  /** How many of the graph's nodes ran on the provider that was asked for, and how many elsewhere. */
  readonly nodes: { readonly there: number; readonly elsewhere: number };
  /** Of the process, after its last run. */
  readonly residentBytes: number;
  readonly versions: Versions;
}

export type EncoderEvents = {
  readonly preparing: PrepareProgress;
  /** Something of the question with this file was done: it is long, perhaps, but not stuck. */
  readonly alive: { readonly file: string };
  /** A thread of this process may be busy for ever: it should be asked nothing more, and ended when it has answered. */
  readonly spent: Record<never, never>;
};

/** `large`: as many pixels as a screen's details have, 1,600 a side at most. */
export type PictureSize = 'thumbnail' | 'large';

/** `png`: a PNG file; `rgba`: four bytes a pixel. */
export type PreviewForm = 'png' | 'rgba';

export interface Preview {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** What the Lens knows of an encoder; the real one is a process for pictures and one for texts, a test's is a formula. */
export interface Encoder {
  /** `indexed`: the spaces that the open folders were indexed in last; they count at the first call. */
  hello(signal?: AbortSignal, indexed?: readonly string[]): Promise<EncoderIdentity>;
  identify(paths: readonly string[], signal?: AbortSignal): Promise<EncoderQuestions['identify'][1]>;
  encodeImages(
    paths: readonly string[],
    thumbnails: string | null,
    signal?: AbortSignal,
  ): Promise<EncodedImages>;
  encodeTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  countTokens(texts: readonly string[], signal?: AbortSignal): Promise<TokenCounts>;
  hashPixels(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (string | null)[]>;
  sketch(
    files: readonly ListedFile[],
    outlines: boolean,
    signal?: AbortSignal,
  ): Promise<readonly (SketchedImage | null)[]>;
  /** The same in more pixels, for a closer look. */
  closeSketch(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (Sketch | null)[]>;
  glimpse(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (Glimpse | null)[]>;
  render(path: string, pixels: number, form: PreviewForm): Promise<Preview | null>;
  /** The name of the written picture below `folder`; null where the file cannot be read, or nothing be written. */
  renderFile(path: string, size: PictureSize, folder: string): Promise<string | null>;
  /**
   * Makes the int8 form of the model, in a process of its own. It is used from the next start on.
   * Throws `model-invalid`, `invalid-argument` for too few images or a model folder that cannot be written.
   */
  prepare(
    request: Pick<PrepareRequest, 'images' | 'again'>,
    onProgress: (progress: PrepareProgress) => void,
    signal: AbortSignal,
  ): Promise<PreparedReport>;
  /** Removes that form again; false where there is none. */
  removePrepared(): Promise<boolean>;
  /** What is known of the providers of this machine; `all` tries each of them anew, `none` starts no process. */
  providers(probe: 'all' | 'none', signal?: AbortSignal): Promise<readonly ProviderVerdict[]>;
  dispose(): Promise<void>;
}
