/** papertape's engine: build a tensor program, differentiate it, compile it to ONNX, and run it. */
export type { Axes, DType, Shape, TensorType } from "./shape.ts";
export { Tensor, type Operand } from "./tensor.ts";
export type { TypedArray, Value } from "./values.ts";
export { constant, fill, input, iota, type Nested } from "./ops/leaf.ts";
export { where } from "./ops/binary.ts";
export { concat, pad, slice, split, stack, unstack, type PadMode } from "./ops/movement.ts";
export { gather, gatherElements, oneHot, scatterElements, sort, topK, type Ranked } from "./ops/indexing.ts";
export { crossEntropies, crossEntropy, layerNormalization, type LayerNormalized } from "./ops/normal.ts";
export { gatherNd, scatterNdAdd } from "./ops/nd.ts";
export {
  averagePool2d,
  conv,
  conv2d,
  convTranspose,
  maxPool2d,
  type ConvOptions,
  type PoolOptions,
} from "./ops/window.ts";
export { dequantize, dynamicQuantize, fakeQuantize, matmulInteger, quantize } from "./ops/quantize.ts";
export { customGradient, detach, straightThrough, type CustomVjp } from "./ops/special.ts";
export {
  attention,
  attentionMask,
  joinHeads,
  multiHeadAttention,
  rotary,
  splitHeads,
  type AttentionOptions,
  type MaskOptions,
  type MultiHeadOptions,
} from "./nn/attention.ts";
export { einsum } from "./nn/einsum.ts";
export { convolution, dropout, embedding, linear, type LinearOptions } from "./nn/layers.ts";
export {
  binaryCrossEntropy,
  cosineSimilarity,
  huber,
  klDivergence,
  meanAbsoluteError,
  meanSquaredError,
} from "./nn/losses.ts";
export { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm, rmsScale, type BatchNormOptions } from "./nn/norms.ts";
export { gru, gruCell, lstm, lstmCell, type LstmState } from "./nn/recurrent.ts";
export { TaskWorker, type RunOptions, type WorkerLike } from "./worker/client.ts";
export { startWorker, type StartOptions } from "./worker/start.ts";
export { transfer, serveTasks, type Task, type TaskContext } from "./worker/serve.ts";
export { gradient } from "./gradient.ts";
export {
  Scope,
  initialize,
  type Mode,
  type NextState,
  type NoiseSpec,
  type Parameters,
  type ParameterSpec,
  type State,
  type StateSpec,
} from "./scope.ts";
export {
  filled,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  normal,
  ones,
  orthogonal,
  uniform,
  xavierUniform,
  zeros,
  type Initializer,
} from "./initializers.ts";
export { random, Stream, type Random } from "./random.ts";
export {
  compile,
  Program,
  toDynamicOnnx,
  type CompileOptions,
  type Device,
  type OnnxOptions,
  type ValueSpec,
} from "./program.ts";
export { evaluate, open, Session, type OpenOptions, type Values } from "./run/session.ts";
export { createTrainer, DivergedError, Trainer, type StepResult, type TrainerOptions } from "./training/trainer.ts";
export { clipByGlobalNorm, globalNorm } from "./training/step.ts";
export { estimateMemory, type MemoryEstimate } from "./training/memory.ts";
export { inspectOnnx, type OnnxInfo, type OnnxPort } from "./onnx/inspect.ts";
export { loadSafetensors, saveSafetensors, type NamedTensor, type Safetensors } from "./safetensors.ts";
export { adam, adamW, type AdamOptions, type AdamWOptions } from "./optimizers/adam.ts";
export { sgd, type SgdOptions } from "./optimizers/sgd.ts";
export { groupOf, perGroup } from "./optimizers/groups.ts";
export { muon, orthogonalized, type MuonOptions } from "./optimizers/muon.ts";
export { whitened } from "./optimizers/whiten.ts";
export { optimizerBytes, type Optimizer, type Slot, type Updated, type UpdateInput } from "./optimizers/optimizer.ts";
export {
  constantRate,
  inverseSquareRoot,
  stepDecay,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
  type Schedule,
} from "./schedules.ts";
