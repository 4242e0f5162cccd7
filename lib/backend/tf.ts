/** The one `tf` of this project: TensorFlow.js with the best backend that this machine offers. */
import './register';

export * from '@tensorflow/tfjs';
