/** One tower of a model in all its forms: float, and with some of its layers in int8. They lie in a scratch folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LensError } from '../../protocol/errors.ts';
import { codesBetween, type ValueCodes, type WeightCodes, weightCodes } from '../../models/int8/codes.ts';
import type { Histogram } from '../../models/int8/histogram.ts';
import { type Layer, layersOf } from '../../models/int8/layers.ts';
import { withInt8 } from '../../models/int8/rewrite.ts';
import { openOnnx, saveOnnx } from '../../models/onnx/files.ts';
import { type OnnxModel, plainValue, writeOnnx } from '../../models/onnx/graph.ts';
import { hasHalves, inSingle } from '../../models/onnx/single.ts';
import { floatsOf, inlineTensor } from '../../models/onnx/tensor.ts';
import type { Runtime } from '../towerGraphs.ts';

/** Operations on codes of eight bits or fewer. */
const coded = /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w*|QLinear\w+|\w+Integer\w*|\w*NBits)$/;

export class TowerForms {
  /** The float form, simplified by ONNX Runtime: norms that follow a convolution are part of it, constants are computed. */
  readonly float: string;
  readonly layers: readonly Layer[];
  readonly #folder: string;
  readonly #model: OnnxModel;
  readonly #weights = new Map<string, WeightCodes>();
  #codes = new Map<string, ValueCodes>();

  private constructor(folder: string, float: string, model: OnnxModel) {
    this.#folder = folder;
    this.float = float;
    this.#model = model;
    this.layers = layersOf(model.graph);
  }

  /** Writes the float form of a graph. Throws `model-invalid` for one that is no network. */
  static async open(runtime: Runtime, graph: string, folder: string): Promise<TowerForms> {
    mkdirSync(folder, { recursive: true });
    const original = openOnnx(graph);
    let source = graph;
    if (hasHalves(original.graph)) {
      source = path.join(folder, 'single.onnx');
      const single = inSingle(original.graph, path.dirname(graph));
      saveOnnx({ ...original, graph: single }, source, path.dirname(graph));
    }
    const float = path.join(folder, 'float.onnx');
    try {
      const session = await runtime.InferenceSession.create(source, {
        executionProviders: ['cpu'],
        graphOptimizationLevel: 'basic',
        optimizedModelFilePath: float,
        logSeverityLevel: 3,
        extra: {
          session: {
            optimized_model_external_initializers_file_name: 'float.onnx_data',
            optimized_model_external_initializers_min_size_in_bytes: '1024',
          },
        },
      });
      await session.release();
    } catch (error) {
      throw new LensError('model-invalid', `${graph} cannot be loaded.`, { graph }, error);
    }
    return new TowerForms(folder, float, openOnnx(float));
  }

  /** True where some of it is in eight bits or fewer already. */
  get isCoded(): boolean {
    return this.#model.graph.nodes.some(({ operator }) => coded.test(operator));
  }

  /** The values whose ranges have to be known. */
  get values(): readonly string[] {
    return [
      ...new Set(this.layers.flatMap(({ input, output }) => (output === null ? [input] : [input, output]))),
    ];
  }

  /** The float form with further outputs. */
  watching(values: readonly string[]): string {
    const { graph } = this.#model;
    const file = path.join(this.#folder, 'watched.onnx');
    const known = new Set(graph.outputs.map(({ name }) => name));
    const added = values.filter(name => !known.has(name)).map(plainValue);
    writeFileSync(file, writeOnnx({ ...this.#model, graph: { ...graph, outputs: [...graph.outputs, ...added] } })); // prettier-ignore
    return file;
  }

  calibrate(ranges: ReadonlyMap<string, Histogram>): void {
    this.#codes = new Map([...ranges].map(([name, range]) => [name, codesBetween(...range.bestLimits())]));
  }

  /** Writes a form with these layers in int8, and gives its file. It takes its other weights from the float form's. */
  write(layers: readonly Layer[], name: string): string {
    const file = path.join(this.#folder, `${name}.onnx`);
    writeFileSync(file, writeOnnx(this.#with(layers)));
    return file;
  }

  /** Writes the same as a graph that stands alone. */
  writeWhole(layers: readonly Layer[], file: string): void {
    saveOnnx(this.#with(layers), file, this.#folder);
  }

  #with(layers: readonly Layer[]): OnnxModel {
    return withInt8(this.#model, {
      layers,
      valueCodes: value => this.#codes.get(value) ?? codesBetween(0, 0),
      weightCodes: layer => this.#weightsOf(layer),
      bias: ({ bias }) => bias && floatsOf(bias, this.#folder),
      placed: ({ weight }, { codes }) => inlineTensor(`${weight.name}_codes`, 'int8', weight.shape, codes),
    });
  }

  #weightsOf({ name, weight, axis }: Layer): WeightCodes {
    const known = this.#weights.get(name);
    if (known) return known;
    const codes = weightCodes(floatsOf(weight, this.#folder), weight.shape, axis);
    this.#weights.set(name, codes);
    return codes;
  }
}
