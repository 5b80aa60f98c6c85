/** Feed-forward nets of any depth, with the hidden layers that papers compare. */
export { feedForward, feedForwardStates, type FeedForward, type HiddenLayer } from "./net.ts";
export { heLayer, highwayLayer, layerThenNorm, normedLayer, residualBlock, weightNormLayer } from "./layers.ts";
