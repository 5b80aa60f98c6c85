/** One half of the smoke runs; the other one runs beside it. */
import { smokeTests } from "./testing/smoke.ts";

smokeTests(0);
