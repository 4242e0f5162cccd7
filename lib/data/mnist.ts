import { checkedCount, type SplitImages, type SplitOptions } from './data-set';
import { damagedFile } from './files/data-error';
import { requireFile } from './files/find-file';
import { readIdx } from './formats/idx';
import { Images, LabelledImages } from './images';
import { registeredDataSet } from './files/registry';

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
 * published order, white on black.
 *
 * @example
 * const mnist = await loadMnist({ train: 5000 });
 * const xTrain = mnist.train.images.tensor2d(); // float32 [5000, 784] in [0, 1]
 * @throws ArgumentError for numbers of images that make no sense, DataError where a file is damaged
 */
export function loadMnist(options: SplitOptions = {}): Promise<SplitImages> {
  return loadSplit('mnist', DIGITS, options);
}

/**
 * The Fashion-MNIST data set of clothing: in number, size and format like {@link loadMnist}.
 *
 * @example
 * const fashion = await loadFashionMnist();
 * const validation = fashion.train.slice(55000); // the last 5000
 */
export function loadFashionMnist(options: SplitOptions = {}): Promise<SplitImages> {
  return loadSplit('fashion', CLOTHING, options);
}

async function loadSplit(
  dataSet: string,
  classNames: readonly string[],
  { train, test }: SplitOptions,
): Promise<SplitImages> {
  return {
    title: registeredDataSet(dataSet).title,
    source: 'real',
    train: await readPart(dataSet, 'train', checkedCount(train, 'train'), classNames),
    test: await readPart(dataSet, 't10k', checkedCount(test, 'test'), classNames),
    classNames,
  };
}

async function readPart(
  dataSet: string,
  part: string,
  most = Infinity,
  classNames: readonly string[],
): Promise<LabelledImages> {
  if (most === 0) {
    const images = new Images({ pixels: new Uint8Array(0), height: 28, width: 28 });
    return new LabelledImages(images, new Int32Array(0), classNames);
  }
  const imageFile = requireFile(dataSet, `${part}-images-idx3-ubyte.gz`);
  const labelFile = requireFile(dataSet, `${part}-labels-idx1-ubyte.gz`);
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
