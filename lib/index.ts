/** The one door through which notebooks reach the library. */
import { installPrinting } from './display/prototypes';
import { seedLayers } from './layers/seeded-draws';

export { ArgumentError, LatentlabError } from './errors';

// backend
export { BackendError, type BackendName } from './backend/choice';
export { backendInfo, type BackendInfo } from './backend/register';
export * as tf from './backend/tf';

// random
export { Generator, manualSeed, rand, randint, randn, randperm } from './random/generator';
export { RandomState } from './random/random-state';

// corruption
export {
  randomRescaling,
  randomRotation,
  randomShift,
  type DrawingRange,
  type RescalingOptions,
  type RotationOptions,
  type ShiftOptions,
} from './corruption/geometry';
export {
  gaussianNoise,
  maskingNoise,
  saltAndPepperNoise,
  type CorruptionOptions,
  type GaussianNoiseOptions,
  type ProbabilityOptions,
} from './corruption/noise';

// compression
export { decodeJpeg, encodeJpeg, type JpegOptions } from './compression/jpeg';

// plot
export {
  plotAnimation,
  plotSlider,
  type AnimatedPicture,
  type AnimationOptions,
  type SliderOptions,
} from './plot/animation';
export { plotBars, plotHistogram } from './plot/bars';
export { Figure } from './plot/figure';
export { plotHeatmap } from './plot/heatmap';
export { plotImageRows, type ImageRowsOptions } from './plot/image-rows';
export { plotLearningCurves, plotLines } from './plot/lines';
export { Mosaic, MosaicRow, plotMosaic, plotMosaics } from './plot/mosaic';
export { plotScatter, plotScatter3d } from './plot/scatter';

// display
export { display, type DisplayOptions } from './display/display';
export { formatTensor } from './display/format-tensor';
export { type Displayable, type MimeBundle } from './display/mime';
export { Progress } from './display/progress';
export { Table, table, type TableOptions } from './display/table';

// data
export { DataError } from './data/files/data-error';
export type {
  DataSetInfo,
  DataSource,
  FaceImages,
  SourceOptions,
  SplitImages,
  SplitOptions,
} from './data/data-set';
export { Images, LabelledImages, type Factors } from './data/images';
export { loadLfwPeople, type LfwOptions } from './data/lfw';
export { loadFashionMnist, loadMnist } from './data/mnist';
export {
  ntuDenseModel,
  ntuPatterns,
  ntuSparseModel,
  type PrintedModel,
} from './data/ntu-tutorial-10';
export { loadOlivetti } from './data/olivetti';

// models
export {
  buildDenseAutoencoder,
  buildDenseNetwork,
  joinNetworks,
  type Activation,
  type DenseAutoencoder,
  type DenseAutoencoderOptions,
  type DenseLayer,
  type DenseNetwork,
  type DenseNetworkOptions,
} from './models/dense-network';
export { principalComponents, type PrincipalComponents } from './models/principal-components';
export {
  buildSigmoidAutoencoder,
  type SigmoidAutoencoder,
  type SigmoidAutoencoderOptions,
  type SigmoidAutoencoderWeights,
} from './models/sigmoid-autoencoder';
export { tsne, type TsneEmbedding, type TsneOptions } from './models/tsne';

// layers
export {
  activityRegularization,
  type ActivityRegularization,
  type ActivityRegularizationArgs,
} from './layers/activity-regularization';
export { trainableVariables } from './layers/custom-layer';
export {
  denseTranspose,
  tieWeights,
  type DenseTranspose,
  type DenseTransposeArgs,
} from './layers/dense-transpose';
export {
  klDivergenceRegularizer,
  type KLDivergenceRegularizer,
  type KLDivergenceRegularizerArgs,
} from './layers/kl-divergence-regularizer';
export { rounding, type Rounding } from './layers/rounding';
export { loadModel, saveModel } from './layers/saved-model';
export { sampling, type Sampling } from './layers/sampling';

// losses
export { accuracy, softmaxCrossEntropy } from './losses/classification';
export {
  binaryCrossEntropy,
  wrongBits,
  type BinaryCrossEntropyOptions,
} from './losses/cross-entropy';
export { roundedAccuracy } from './losses/rounded-accuracy';
export { klSparsity } from './losses/sparsity';

// training
export {
  earlyStopping,
  type EarlyStoppingOptions,
  type EpochLogs,
  type TrainingCallback,
} from './training/callbacks';
export { CompileError } from './training/choose-engine';
export { type EngineName } from './training/engine';
export { fit, type FitOptions } from './training/fit';
export { History, type TermsByName } from './training/history';
export {
  linearProbe,
  probeEncoder,
  type EncoderProbeOptions,
  type LabelledCodes,
  type LinearProbeOptions,
} from './training/linear-probe';
export { type TrainingOptions } from './training/options';
export { liveCurves, type LiveCurvesOptions } from './training/live-curves';
export { acrossSeeds, SeedRange } from './training/seeds';
export { TrainingError, type LossTerms, type UpdateRule } from './training/step';
export { train, type TrainOptions } from './training/train';

// exercise
export { check } from './exercise/check';
export { CheckResult, type CheckStatus } from './exercise/check-result';
export { earnedPoints } from './exercise/points';
export { comparePrinted, type PrintComparison } from './exercise/printed';
export {
  expectAnswered,
  expectClose,
  expectDigest,
  expectEqual,
  expectTrue,
} from './exercise/expect';
export { compareWithRerun, type RerunOptions, type RerunRow } from './exercise/rerun';

installPrinting();
seedLayers();
