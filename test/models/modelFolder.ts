/** A model folder for one test: the files of a small CLIP pair, with what the test wants otherwise. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { LensError } from '../../src/protocol/errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** CLIP's own `preprocessor_config.json`, as the hub has it. */
export const clipPreprocessor: Json = {
  do_resize: true,
  size: { shortest_edge: 224 },
  resample: 3,
  do_center_crop: true,
  crop_size: { height: 224, width: 224 },
  do_rescale: true,
  rescale_factor: 0.00392156862745098,
  do_normalize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
  do_convert_rgb: true,
  image_processor_type: 'CLIPImageProcessor',
};

const usual: Readonly<Record<string, Json | string>> = {
  'config.json': { model_type: 'clip', logit_scale: 4 },
  'preprocessor_config.json': clipPreprocessor,
  'tokenizer_config.json': { model_max_length: 77, pad_token: '[PAD]' },
  'tokenizer.json': { version: '1.0' },
  'onnx/vision_model.onnx': 'a graph for pictures',
  'onnx/text_model.onnx': 'a graph for texts',
};

/** Files by name: an object becomes JSON, a text stays, null is left out. */
export function modelFolder(
  t: Pick<TestContext, 'after'>,
  files: Readonly<Record<string, Json | string | null>> = {},
): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-model-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, 'small-clip');
  for (const [name, contents] of Object.entries({ ...usual, ...files })) {
    if (contents === null) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(
      path.join(folder, name),
      typeof contents === 'string' ? contents : JSON.stringify(contents),
    );
  }
  return folder;
}

/** The `model-invalid` that comes of it. */
export async function refusal(reading: Promise<unknown>): Promise<LensError> {
  const error = await reading.then(
    () => new Error('the model was accepted'),
    (reason: unknown) => reason,
  );
  if (!LensError.is(error, 'model-invalid')) throw error;
  return error;
}
