import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';
import { tieWeights } from './dense-transpose';

/** What TensorFlow.js writes into model.json, as far as it is needed here. */
interface ModelFile {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
}

const [TOPOLOGY, WEIGHTS] = ['model.json', 'weights.bin'];

/**
 * Saves a model of layers as TensorFlow.js does under `file://`, with any backend: model.json and
 * weights.bin, which `tf.loadLayersModel` and TensorFlow.js' converters read.
 *
 * @param folder where to; it is made if need be
 * @default folder a new one among the temporary files
 * @returns the folder
 */
export async function saveModel(model: tf.LayersModel, folder?: string): Promise<string> {
  const target = folder ?? (await mkdtemp(path.join(tmpdir(), 'latentlab-model-')));
  await mkdir(target, { recursive: true });
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const { modelTopology, weightSpecs = [], weightData = [] } = artifacts;
    const file: ModelFile & tf.io.ModelJSON = {
      modelTopology: modelTopology as object,
      format: artifacts.format ?? 'layers-model',
      generatedBy: artifacts.generatedBy ?? '',
      convertedBy: artifacts.convertedBy ?? null,
      weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    };
    const buffers = Array.isArray(weightData) ? weightData : [weightData];
    await writeFile(path.join(target, TOPOLOGY), JSON.stringify(file));
    await writeFile(
      path.join(target, WEIGHTS),
      Buffer.concat(buffers.map((buffer) => new Uint8Array(buffer))),
    );
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(handler);
  return target;
}

/**
 * Loads a model that {@link saveModel} or TensorFlow.js saved in a folder; weights that were tied are
 * tied again.
 *
 * @throws ArgumentError where the folder holds no model
 */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = await readModelFile(folder);
  const names = weightsManifest.flatMap(({ paths }) => paths);
  const parts = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const artifacts = { modelTopology, weightSpecs, weightData };
  return tieWeights(await tf.loadLayersModel(tf.io.fromMemory(artifacts)));
}

async function readModelFile(folder: string): Promise<ModelFile> {
  try {
    return JSON.parse(await readFile(path.join(folder, TOPOLOGY), 'utf8')) as ModelFile;
  } catch (error) {
    throw new ArgumentError(
      `There is no saved model in ${folder}: ${(error as Error).message}.`,
      'Give the folder that saveModel returned.',
    );
  }
}
