import { readFile } from 'node:fs/promises';
import type { FaceImages } from './data-set';
import { damagedFile, type DataFile } from './files/data-error';
import { requireFile } from './files/find-file';
import { readMatlabMatrix, type MatlabMatrix } from './formats/matlab';
import { Images, LabelledImages } from './images';

const SIDE = 64;
const FACES_PER_PERSON = 10;

/**
 * The Olivetti faces: grey faces, [400, 64, 64], ten for each of 40 people, one person after the other.
 * Values are scaled so that the darkest pixel of all is 0 and the lightest 1, as in scikit-learn's
 * `fetch_olivetti_faces`.
 *
 * @throws DataError where the file is damaged
 */
export async function loadOlivetti(): Promise<FaceImages> {
  const file = requireFile('olivetti', 'olivettifaces.mat');
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
  const people = columns / FACES_PER_PERSON;
  const classNames = Array.from({ length: people }, (_, person) => `person ${person}`);
  const labels = Int32Array.from({ length: columns }, (_, i) => Math.floor(i / FACES_PER_PERSON));
  const faces = new LabelledImages(images, labels, classNames);
  return { title: 'Olivetti faces', source: 'real', faces, classNames };
}

async function readFacesMatrix(file: DataFile): Promise<MatlabMatrix> {
  const content = await readFile(file.path);
  try {
    return readMatlabMatrix(content, 'faces');
  } catch (error) {
    throw damagedFile(file, (error as Error).message, error);
  }
}
