/** Tables: any net of rows, its training and its test. */
export { openTabular, type TabularModel, type TabularPlan, type TabularRun, type TabularScore } from "./training.ts";
