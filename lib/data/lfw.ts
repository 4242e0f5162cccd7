import { RandomState } from '../random/random-state';
import { TorchStream } from '../random/torch-stream';
import { ArgumentError } from '../errors';
import { checkedCount, type FaceImages, type SourceOptions } from './data-set';
import { readFaces, writeFaces, faceCacheFile, type DecodedFaces } from './face-cache';
import { damagedFile, type DataFile } from './files/data-error';
import { CropResize } from './formats/bicubic';
import { startJpegDecoder } from './formats/jpeg';
import { readTarGz } from './formats/tar';
import { Images, LabelledImages } from './images';
import { loadDataSet } from './load';
import type { LoadingLine } from './loading-line';
import { drawFaces } from './synthetic/faces';

/** How faces are taken from LFW. */
export interface LfwOptions extends SourceOptions {
  /**
   * How many faces, from the first of the shuffled ones.
   * @default all 13233
   */
  count?: number;
  /**
   * By how much the pictures' 94 x 125 pixels are scaled down.
   * @default 0.3, which makes 28 x 37
   */
  resize?: number;
  /**
   * Leaves out people with fewer pictures.
   * @default 0
   */
  minFacesPerPerson?: number;
}

/** The archives by what was done to align the faces; the one that scikit-learn takes is the first. */
const ARCHIVES = { 'lfw-funneled.tgz': 'funneled', 'lfw-deepfunneled.tgz': 'deep-funneled' };

/** The part of a picture of 250 x 250 that holds the face. */
const FACE = { left: 78, top: 70, right: 172, bottom: 195 };

/** The seed of scikit-learn's shuffle. */
const SHUFFLE_SEED = 42;

/** The stand-in. */
const DRAWN = { faces: 13233, people: 5749, seed: 4 };

/**
 * Labeled Faces in the Wild: grey faces, [13233, 37, 28], labelled by person. Files, order and pixels
 * are those of `fetch_lfw_people(resize=0.3)` of scikit-learn, for the funneled archive; where only
 * the deep-funneled one is there, that is taken, and pixels differ. `title` tells which. Where neither
 * can be had: drawn faces in the same number and size, and `factors` that tell what each was drawn from.
 *
 * @throws ArgumentError for options that make no sense, DataError where a file is damaged
 */
export async function loadLfwPeople(options: LfwOptions = {}): Promise<FaceImages> {
  const { resize = 0.3, minFacesPerPerson = 0 } = options;
  const count = checkedCount(options.count, 'count');
  if (!(resize > 0.02 && resize <= 1)) {
    throw new ArgumentError(`resize is ${resize}.`, 'Pass a number above 0.02, at most 1.');
  }
  const order: FaceOrder = {
    width: Math.trunc(resize * (FACE.right - FACE.left)),
    height: Math.trunc(resize * (FACE.bottom - FACE.top)),
    select: (people) => shuffled(people, minFacesPerPerson, count),
  };
  return loadDataSet<FaceImages>(
    {
      dataSet: 'lfw',
      files: [Object.keys(ARCHIVES)],
      read: ([archive], line) => readLfw(archive!, order, line),
      draw: () => drawLfw(order),
      describe: ({ faces, classNames }) =>
        `${faces.count} faces of ${classNames.length} people, ${order.height} x ${order.width}`,
    },
    options,
  );
}

/** Which faces, in which size. */
interface FaceOrder {
  height: number;
  width: number;
  /** Given each face's person: the indices of those that are wanted, in order. */
  select: (people: readonly string[]) => Int32Array;
}

async function readLfw(
  archive: DataFile,
  { height, width, select }: FaceOrder,
  line: LoadingLine,
): Promise<FaceImages> {
  const cacheFile = await faceCacheFile(archive, `1 ${width}x${height}`);
  let decoded = await readFaces(cacheFile);
  let order = decoded && select(decoded.people);
  if (!decoded || !order) {
    const files = await readTarGz(archive, (name) => name.endsWith('.jpg'));
    const names = sortedByPerson(files.keys());
    if (names.length === 0) throw damagedFile(archive, 'holds no pictures');
    const selected = select(names.map(personOf));
    const isAll = selected.length === names.length;
    // A few faces are decoded as they are asked for; all of them are kept.
    const wanted = isAll ? names : Array.from(selected, (index) => names[index]!);
    const pictures = wanted.map((name): [string, Buffer] => [name, files.get(name)!]);
    decoded = await decodeFaces(archive, pictures, new CropResize(FACE, width, height), line);
    if (isAll) await writeFaces(cacheFile, decoded);
    order = isAll ? selected : Int32Array.from(wanted.keys());
  }
  const images = new Images({ pixels: decoded.pixels, height, width }).pick(order);
  const { labels, classNames } = labelPeople(decoded.people, order);
  const faces = new LabelledImages(images, labels, classNames);
  const title = `LFW ${ARCHIVES[archive.name as keyof typeof ARCHIVES]}`;
  return { title, source: 'real', faces, classNames };
}

/** As many faces of as many people, most of whom have few pictures, as in LFW. */
function drawLfw({ height, width, select }: FaceOrder): FaceImages {
  const owners = new TorchStream(DRAWN.seed).uniform(DRAWN.faces);
  const persons = owners.map((u, i) => (i < DRAWN.people ? i : Math.floor(DRAWN.people * u ** 3)));
  const people = Array.from(persons, (person) => `person ${String(person).padStart(4, '0')}`);
  const order = select(people);
  const { images, factors } = drawFaces({
    height,
    width,
    persons: order.map((index) => persons[index]!),
    seed: DRAWN.seed,
  });
  const { labels, classNames } = labelPeople(people, order);
  const faces = new LabelledImages(images, labels, classNames, factors);
  return { title: 'synthetic faces', source: 'synthetic', faces, classNames };
}

/** scikit-learn's order: the faces of people who have enough of them, shuffled, then the first ones. */
function shuffled(people: readonly string[], least: number, count?: number): Int32Array {
  const pictures = new Map<string, number>();
  for (const person of people) pictures.set(person, (pictures.get(person) ?? 0) + 1);
  const kept = Int32Array.from(people.keys()).filter((i) => pictures.get(people[i]!)! >= least);
  new RandomState(SHUFFLE_SEED).shuffle(kept);
  return kept.slice(0, count);
}

/** Folders sorted, then the files in them. */
function sortedByPerson(names: Iterable<string>): string[] {
  const byPerson = new Map<string, string[]>();
  for (const name of names) {
    const folder = folderOf(name);
    byPerson.set(folder, [...(byPerson.get(folder) ?? []), name]);
  }
  return [...byPerson.keys()].sort().flatMap((folder) => byPerson.get(folder)!.sort());
}

/** The second part from the end of `lfw-deepfunneled/AJ_Cook/AJ_Cook_0001.jpg`. */
function folderOf(name: string): string {
  return name.split('/').at(-2) ?? '';
}

function personOf(name: string): string {
  return folderOf(name).replaceAll('_', ' ');
}

async function decodeFaces(
  archive: DataFile,
  pictures: readonly [name: string, file: Buffer][],
  cropResize: CropResize,
  line: LoadingLine,
): Promise<DecodedFaces> {
  const { height, width } = cropResize;
  const size = height * width;
  const pixels = new Float32Array(pictures.length * size);
  line.begin(pictures.length, 'faces decoded');
  const decoder = await startJpegDecoder();
  try {
    for (const [i, [name, file]] of pictures.entries()) {
      writeGrey(
        faceIn(archive, name, () => cropResize.apply(decoder.decode(file, 3))),
        pixels.subarray(i * size, (i + 1) * size),
      );
      line.update(i + 1);
      await line.breathe();
    }
  } finally {
    decoder.dispose();
  }
  return { height, width, pixels, people: pictures.map(([name]) => personOf(name)) };
}

function faceIn(archive: DataFile, name: string, decode: () => Uint8Array): Uint8Array {
  try {
    return decode();
  } catch (error) {
    throw damagedFile(archive, `has a damaged picture: ${name} ${(error as Error).message}`, error);
  }
}

/** The plain mean of the three channels in float32, as NumPy computes it: no weights of luminance. */
function writeGrey(rgb: Uint8Array, grey: Float32Array): void {
  const f32 = Math.fround;
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
    grey[i] = f32(f32(f32(red / 255) + f32(green / 255)) + f32(blue / 255)) / 3;
  }
}

/** Labels are positions in the sorted names of the people who occur. */
function labelPeople(
  people: readonly string[],
  order: Int32Array,
): { labels: Int32Array; classNames: string[] } {
  const classNames = [...new Set(Array.from(order, (index) => people[index]!))].sort();
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  return { labels: order.map((index) => labelOf.get(people[index]!)!), classNames };
}
