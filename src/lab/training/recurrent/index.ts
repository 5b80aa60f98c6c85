/** Recurrent nets: a character model around one cell, its training and its evaluation. */
export { bias, fromInput, fromState, gru, orthogonalGates, type Cell } from "../../nn/recurrent/cells.ts";
export { recurrentModel, type RecurrentModel, type RecurrentOutput } from "../../nn/recurrent/model.ts";
export { openRecurrent, recurrentLoss, type RecurrentPlan, type RecurrentRun } from "./training.ts";
