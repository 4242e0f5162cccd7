/**
 * Answers to notebooks/lfw/autoencoder.ipynb, right and wrong, with what a teacher would give for
 * them. The wrong ones are those that students write.
 */

/** The answer cells of the exercise by their grade_id. */
export type AnswerCell = 'objective-terms' | 'plot-sparsity' | 'view-decoder';

/** One answer, and what it deserves. */
export interface Answer {
  name: string;
  cell: AnswerCell;
  /** What stands where the solution stood. */
  body: string;
  /** The test cells of this answer that do not earn all of their points. */
  points: Readonly<Record<string, number>>;
  /** The points of all test cells of this answer. */
  total: number;
  /** What the student must be told. */
  says?: RegExp;
}

/** The test cells of each answer, with their points. */
export const TESTS: Readonly<Record<AnswerCell, Readonly<Record<string, number>>>> = {
  'objective-terms': {
    'test-rec': 3,
    'test-rec-gradient': 3,
    'test-spa': 2,
    'test-spa-gradient': 2,
    'test-ent': 3,
    'test-ent-gradient': 3,
    'test-reg': 2,
    'test-reg-gradient': 1,
    'test-inputs': 1,
  },
  'plot-sparsity': { 'test-plot-sparsity': 6 },
  'view-decoder': { 'test-view-decoder': 6 },
};

const TERMS = {
  z: 'tf.relu(tf.add(tf.matMul(x, V), b))',
  xHat: 'tf.add(tf.matMul(z, W), a)',
  rec: 'tf.mean(tf.sum(tf.square(tf.sub(x, xHat)), 1))',
  spa: 'tf.mean(tf.sum(tf.abs(z), 1))',
  ent: 'tf.sum(tf.div(1, tf.mean(z, 0)))',
  reg: 'tf.sum(tf.square(W))',
};

function terms(changes: Partial<typeof TERMS>, end = 'return { rec, spa, ent, reg };'): string {
  const lines = Object.entries({ ...TERMS, ...changes }).map(
    ([name, code]) => `const ${name} = ${code};`,
  );
  return [...lines, end].join('\n');
}

function wrongTerm(name: string, changes: Partial<typeof TERMS>, says: RegExp): Answer {
  const [term] = Object.keys(changes) as ['rec' | 'ent'];
  return {
    name,
    cell: 'objective-terms',
    body: terms(changes),
    points: { [`test-${term}`]: 0, [`test-${term}-gradient`]: 0 },
    total: 14,
    says,
  };
}

const DETACHED = `const fixed = (t: tf.Tensor) => tf.tensor(t.dataSync(), t.shape);
return { rec: fixed(rec), spa: fixed(spa), ent: fixed(ent), reg: fixed(reg) };`;

const objectiveTerms: readonly Answer[] = [
  { name: 'right', cell: 'objective-terms', body: terms({}), points: {}, total: 20 },
  {
    name: 'no absolute value, which codes that are not negative do not need',
    cell: 'objective-terms',
    body: terms({ spa: 'tf.mean(tf.sum(z, 1))' }),
    points: {},
    total: 20,
  },
  wrongTerm(
    'no mean over the batch',
    { rec: 'tf.sum(tf.square(tf.sub(x, xHat)), 1)' },
    /a number for each image: take their mean/,
  ),
  wrongTerm(
    'the sum over the batch instead of the mean',
    { rec: 'tf.sum(tf.square(tf.sub(x, xHat)))' },
    /sum over the images: take their mean/,
  ),
  wrongTerm(
    'the mean over the pixels instead of the sum',
    { rec: 'tf.mean(tf.square(tf.sub(x, xHat)))' },
    /mean over the pixels too/,
  ),
  wrongTerm(
    'a batch size that is written down',
    { rec: 'tf.div(tf.sum(tf.square(tf.sub(x, xHat))), 100)' },
    /need not have 100 images/,
  ),
  wrongTerm('ent is not inverted', { ent: 'tf.sum(tf.mean(z, 0))' }, /invert each mean/),
  wrongTerm(
    'ent inverts before it averages',
    { ent: 'tf.sum(tf.mean(tf.div(1, z), 0))' },
    /first average, then invert/,
  ),
  wrongTerm(
    'ent averages over the wrong axis',
    { ent: 'tf.sum(tf.div(1, tf.mean(z, 1)))' },
    /averages over the units/,
  ),
  wrongTerm('ent has its weight already', { ent: `tf.mul(0.01, ${TERMS.ent})` }, /ε comes later/),
  wrongTerm(
    'ent is NaN',
    { ent: 'tf.sum(tf.exp(tf.neg(tf.log(tf.mean(tf.matMul(x, V), 0)))))' },
    /yours is nan/i,
  ),
  {
    name: 'reg without the square',
    cell: 'objective-terms',
    body: terms({ reg: 'tf.norm(W)' }),
    points: { 'test-reg': 0, 'test-reg-gradient': 0 },
    total: 17,
    says: /This is the norm: square it/,
  },
  {
    name: 'reg as the square of a root, whose gradient at 0 is NaN',
    cell: 'objective-terms',
    body: terms({ reg: 'tf.square(tf.norm(W))' }),
    points: { 'test-reg-gradient': 0 },
    total: 19,
    says: /derivative of reg by W at W = 0 to be 0.*yours is nan/i,
  },
  {
    name: 'negative codes',
    cell: 'objective-terms',
    body: terms({ z: 'tf.add(tf.matMul(x, V), b)' }),
    points: {
      ...{ 'test-rec': 0, 'test-rec-gradient': 0, 'test-spa': 0, 'test-spa-gradient': 0 },
      ...{ 'test-ent': 0, 'test-ent-gradient': 0 },
    },
    total: 4,
    says: /A code cannot be negative/,
  },
  {
    name: 'values that were taken out of the graph',
    cell: 'objective-terms',
    body: terms({}, DETACHED),
    points: {
      ...{ 'test-rec-gradient': 0, 'test-spa-gradient': 0, 'test-ent-gradient': 0 },
      'test-reg-gradient': 0,
    },
    total: 11,
    says: /only tf operations lead to it/,
  },
  {
    name: 'inputs that are disposed of',
    cell: 'objective-terms',
    body: terms({}, 'tf.dispose([x, V, W, b, a]);\nreturn { rec, spa, ent, reg };'),
    points: { 'test-inputs': 0 },
    total: 19,
    says: /neither dispose of x/,
  },
  {
    name: 'nothing is returned',
    cell: 'objective-terms',
    body: terms({}, ''),
    points: Object.fromEntries(Object.keys(TESTS['objective-terms']).map((test) => [test, 0])),
    total: 0,
    says: /is a `return` missing/,
  },
];

const LINES = (sort: string, second = 'sorted(V2, b2)') => `
const sorted = (V: tf.Tensor, b: tf.Tensor) => {
  const z = tf.relu(tf.add(tf.matMul(x, V), b));
  return ${sort};
};
return plotLines({ series: { standard: sorted(V1, b1), sparse: ${second} } });`;

const plotSparsity: readonly Answer[] = [
  {
    name: 'right',
    cell: 'plot-sparsity',
    body: LINES('z.dataSync().slice().sort().reverse()'),
    points: {},
    total: 6,
  },
  {
    name: 'from the smallest to the largest',
    cell: 'plot-sparsity',
    body: LINES('z.dataSync().slice().sort()'),
    points: { 'test-plot-sparsity': 2 },
    total: 2,
    says: /from the smallest up/,
  },
  {
    name: 'not sorted',
    cell: 'plot-sparsity',
    body: LINES('z.dataSync()'),
    points: { 'test-plot-sparsity': 2 },
    total: 2,
    says: /sort all activations of a model together/,
  },
  {
    name: 'the same model twice',
    cell: 'plot-sparsity',
    body: LINES('z.dataSync().slice().sort().reverse()', 'sorted(V1, b1)'),
    points: { 'test-plot-sparsity': 2 },
    total: 2,
  },
  {
    name: 'one line of means',
    cell: 'plot-sparsity',
    body: 'return plotLines({ series: { mean: tf.relu(tf.matMul(x, V1)).mean(0) } });',
    points: { 'test-plot-sparsity': 0 },
    total: 0,
    says: /eight points for each of the two models/,
  },
];

const MOSAICS = (tiles: string) => `
const mosaic = (W: tf.Tensor) => ({ tiles: ${tiles} });
return plotMosaics([mosaic(W1), mosaic(W2)]);`;

const viewDecoder: readonly Answer[] = [
  {
    name: 'right',
    cell: 'view-decoder',
    body: MOSAICS('W.slice(0, 64).reshape([64, height, width])'),
    points: {},
    total: 6,
  },
  {
    name: 'all units',
    cell: 'view-decoder',
    body: MOSAICS('W.reshape([-1, height, width])'),
    points: { 'test-view-decoder': 2 },
    total: 2,
    says: /the first 64 rows/,
  },
  {
    name: 'height and width exchanged',
    cell: 'view-decoder',
    body: MOSAICS('W.slice(0, 64).reshape([64, width, height])'),
    points: { 'test-view-decoder': 4 },
    total: 4,
    says: /height × width/,
  },
  {
    name: 'columns instead of rows',
    cell: 'view-decoder',
    body: MOSAICS('W.transpose().reshape([-1, height, width]).slice(0, 64)'),
    points: { 'test-view-decoder': 2 },
    total: 2,
    says: /tile j is row j of W/,
  },
];

/** All of them. */
export const ANSWERS: readonly Answer[] = [...objectiveTerms, ...plotSparsity, ...viewDecoder];
