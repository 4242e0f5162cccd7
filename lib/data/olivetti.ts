import { readFile } from 'node:fs/promises';
import type { FaceImages, SourceOptions } from './data-set';
import { damagedFile, type DataFile } from './files/data-error';
import { readMatlabMatrix, type MatlabMatrix } from './formats/matlab';
import { Images, LabelledImages } from './images';
import { loadDataSet } from './load';
import { drawFaces } from './synthetic/faces';

const SIDE = 64;
const FACES_PER_PERSON = 10;
const PEOPLE = 40;
/** Of the drawn faces. */
const SEED = 3;

/**
 * The Olivetti faces: grey faces, [400, 64, 64], ten for each of 40 people, one person after the other.
 * Values are scaled so that the darkest pixel of all is 0 and the lightest 1, as in scikit-learn's
 * `fetch_olivetti_faces`.
 *
 * Where they cannot be had: drawn faces in the same number and size, and `factors` that tell what each
 * was drawn from.
 *
 * @throws DataError where the file is damaged
 */
export async function loadOlivetti(options: SourceOptions = {}): Promise<FaceImages> {
  return loadDataSet<FaceImages>(
    {
      dataSet: 'olivetti',
      files: [['olivettifaces.mat']],
      read: ([file]) => readOlivetti(file!),
      draw: drawOlivetti,
      describe: ({ faces, classNames }) =>
        `${faces.count} faces of ${classNames.length} people, ${SIDE} x ${SIDE}`,
    },
    options,
  );
}

function drawOlivetti(): FaceImages {
  const persons = Int32Array.from({ length: PEOPLE * FACES_PER_PERSON }, (_, i) => personOf(i));
  const { images, factors } = drawFaces({ height: SIDE, width: SIDE, persons, seed: SEED });
  const classNames = namesOf(PEOPLE);
  const faces = new LabelledImages(images, persons, classNames, factors);
  return { title: 'synthetic faces', source: 'synthetic', faces, classNames };
}

async function readOlivetti(file: DataFile): Promise<FaceImages> {
  const { rows, columns, values } = await readFacesMatrix(file);
  if (rows !== SIDE * SIDE || columns % FACES_PER_PERSON !== 0) {
    throw damagedFile(file, `holds a matrix of ${rows} x ${columns} instead of 4096 x 400`);
  }
  const pixels = new Uint8Array(values.length);
  for (let face = 0; face < columns; face++) {
    for (let i = 0; i < rows; i++) {
      // A column of the matrix is an image, and stored column by column itself.
      const [x, y] = [Math.floor(i / SIDE), i % SIDE];
      pixels[face * rows + y * SIDE + x] = values[face * rows + i]!;
    }
  }
  const range = [
    pixels.reduce((least, value) => Math.min(least, value), 255),
    pixels.reduce((most, value) => Math.max(most, value), 0),
  ] as const;
  const images = new Images({ pixels, height: SIDE, width: SIDE, range });
  const classNames = namesOf(columns / FACES_PER_PERSON);
  const labels = Int32Array.from({ length: columns }, (_, i) => personOf(i));
  const faces = new LabelledImages(images, labels, classNames);
  return { title: 'Olivetti faces', source: 'real', faces, classNames };
}

function personOf(face: number): number {
  return Math.floor(face / FACES_PER_PERSON);
}

function namesOf(people: number): string[] {
  return Array.from({ length: people }, (_, person) => `person ${person}`);
}

async function readFacesMatrix(file: DataFile): Promise<MatlabMatrix> {
  const content = await readFile(file.path);
  try {
    return readMatlabMatrix(content, 'faces');
  } catch (error) {
    throw damagedFile(file, (error as Error).message, error);
  }
}
