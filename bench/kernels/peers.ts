/** What the peers are called: a report needs no peer to be installed. */
export const tensorFlow = "TensorFlow.js";
export const onnx = "ONNX Runtime";
