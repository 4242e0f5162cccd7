/** The one door through which notebooks reach the library. */
export { ArgumentError, LatentlabError } from './errors';

// backend
export { BackendError, type BackendName } from './backend/choice';
export { backendInfo, type BackendInfo } from './backend/register';
export * as tf from './backend/tf';

// random
export { Generator, manualSeed, rand, randint, randn, randperm } from './random/generator';
export { RandomState } from './random/random-state';

// plot
export { plotBars, plotHistogram } from './plot/bars';
export { Figure } from './plot/figure';
export { plotHeatmap } from './plot/heatmap';
export { plotLearningCurves, plotLines } from './plot/lines';
export { Mosaic, MosaicRow, plotMosaic, plotMosaics } from './plot/mosaic';
export { plotScatter, plotScatter3d } from './plot/scatter';
