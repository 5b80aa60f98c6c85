/** Where a unit stands on the page of its run: "train/small/rms/2" as an id. */
export const anchorOf = (key: string): string => `unit-${key.replaceAll(/[^\w-]+/g, "-")}`;
