/** The settings of each preset. */
import { armNames } from "./arms.ts";
import type { Settings } from "./settings.ts";

export const full: Settings = {
  seeds: 6,
  seconds: { node: 1000, browser: 5000 },
  steps: 1500,
  arms: armNames,
  depths: { shallow: 1, middle: 2, deep: 4 },
  digits: { learned: 10_000, tested: 2500 },
};

/** Without shallow nets of which only the norms are trained: here the middle ones are as shallow, and other starts of gains back no claim. */
export const quick: Settings = {
  seeds: 1,
  seconds: { node: 45, browser: 130 },
  steps: 300,
  arms: armNames.filter((name) => !name.startsWith("BatchNorm only, shallow")),
  depths: { shallow: 1, middle: 1, deep: 2 },
  digits: { learned: 10_000, tested: 1000 },
};

export const smoke: Settings = {
  seeds: 1,
  seconds: { node: 3, browser: 8 },
  steps: 2,
  arms: [
    "BatchNorm only",
    "BatchNorm only, deep",
    "BatchNorm only, wide",
    "random weights",
    "all weights, shallow, gains from 1",
    "all but BatchNorm, shallow, gains of 1",
  ],
  depths: { shallow: 1, middle: 1, deep: 2 },
  digits: { learned: 64, tested: 250 },
};
