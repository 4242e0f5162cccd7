import { checkedCount, type SplitImages, type SplitOptions } from './data-set';
import { damagedFile, type DataFile } from './files/data-error';
import { readIdx } from './formats/idx';
import { loadDataSet } from './load';
import { drawClothing } from './synthetic/clothing';
import { drawDigits } from './synthetic/digits';
import { Images, LabelledImages } from './images';
import { registeredDataSet } from './files/registry';

/** What the published sets hold, and so the stand-ins. */
const [TRAIN_COUNT, TEST_COUNT] = [60000, 10000];
const [TRAIN_SEED, TEST_SEED] = [1, 2];

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const CLOTHING = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * The MNIST data set of handwritten digits: 60000 training and 10000 test images of 28 x 28 in their
 * published order, white on black. Where it cannot be had: drawn digits in the same numbers and sizes,
 * and `factors` that tell what each was drawn from.
 *
 * @example
 * const mnist = await loadMnist({ train: 5000 });
 * const xTrain = mnist.train.images.tensor2d(); // float32 [5000, 784] in [0, 1]
 * @throws ArgumentError for numbers of images that make no sense, DataError where a file is damaged
 */
export async function loadMnist(options: SplitOptions = {}): Promise<SplitImages> {
  return loadSplit({
    dataSet: 'mnist',
    classNames: DIGITS,
    draw: drawDigits,
    drawnTitle: 'synthetic digits',
    options,
  });
}

/**
 * The Fashion-MNIST data set of clothing: in number, size and format like {@link loadMnist}.
 * Where it cannot be had: drawn silhouettes of the same ten kinds.
 *
 * @example
 * const fashion = await loadFashionMnist();
 * const validation = fashion.train.slice(55000); // the last 5000
 */
export async function loadFashionMnist(options: SplitOptions = {}): Promise<SplitImages> {
  return loadSplit({
    dataSet: 'fashion',
    classNames: CLOTHING,
    draw: (count, seed) => drawClothing(count, seed, CLOTHING),
    drawnTitle: 'synthetic clothing',
    options,
  });
}

interface SplitOrder {
  dataSet: string;
  classNames: readonly string[];
  draw: (count: number, seed: number) => LabelledImages;
  drawnTitle: string;
  options: SplitOptions;
}

async function loadSplit({
  dataSet,
  classNames,
  draw,
  drawnTitle,
  options,
}: SplitOrder): Promise<SplitImages> {
  const parts = [
    { part: 'train', most: checkedCount(options.train, 'train') ?? Infinity },
    { part: 't10k', most: checkedCount(options.test, 'test') ?? Infinity },
  ];
  const needed = parts.filter(({ most }) => most > 0);
  return loadDataSet<SplitImages>(
    {
      dataSet,
      files: needed.flatMap(({ part }) => [
        [`${part}-images-idx3-ubyte.gz`],
        [`${part}-labels-idx1-ubyte.gz`],
      ]),
      read: async (files) => {
        const rest = [...files];
        const [train, test] = await Promise.all(
          parts.map(({ most }) => readPart(most > 0 ? rest.splice(0, 2) : [], most, classNames)),
        );
        const { title } = registeredDataSet(dataSet);
        return { title, source: 'real', train: train!, test: test!, classNames };
      },
      draw: () => ({
        title: drawnTitle,
        source: 'synthetic',
        train: draw(Math.min(options.train ?? Infinity, TRAIN_COUNT), TRAIN_SEED),
        test: draw(Math.min(options.test ?? Infinity, TEST_COUNT), TEST_SEED),
        classNames,
      }),
      describe: ({ train, test }) =>
        `${train.count} training and ${test.count} test images of 28 x 28`,
    },
    options,
  );
}

async function readPart(
  [imageFile, labelFile]: readonly DataFile[],
  most: number,
  classNames: readonly string[],
): Promise<LabelledImages> {
  if (!imageFile || !labelFile) {
    const images = new Images({ pixels: new Uint8Array(0), height: 28, width: 28 });
    return new LabelledImages(images, new Int32Array(0), classNames);
  }
  const { shape, values: pixels } = await readIdx(imageFile, 3, most);
  const [count = 0, height = 0, width = 0] = shape;
  const labels = await readIdx(labelFile, 1, most);
  if (labels.values.length !== count) {
    throw damagedFile(labelFile, `holds ${labels.values.length} labels for ${count} images`);
  }
  const wrong = labels.values.find((label) => label >= classNames.length);
  if (wrong !== undefined) {
    throw damagedFile(labelFile, `holds the label ${wrong} among ${classNames.length} classes`);
  }
  const images = new Images({ pixels, height, width });
  return new LabelledImages(images, Int32Array.from(labels.values), classNames);
}
