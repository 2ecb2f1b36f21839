/** Files of weights: safetensors and PyTorch's, read by ranges; names that libraries give to the parts of encoders. */
export { type EncoderConfig, encoderConfig } from "./encoder-config.js";
export { checkVocabulary, type EncoderShape, encoderShape } from "./encoder-shape.js";
export { type EncoderNames, encoderNames } from "./naming.js";
export { encodeSafetensors, type TensorToWrite, writeSafetensors } from "./safetensors-writer.js";
export { openWeights, readWeights, type Weights } from "./weights.js";
