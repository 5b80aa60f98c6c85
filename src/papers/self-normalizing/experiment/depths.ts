/** Hidden layers of the nets that are trained, on digits and on the synthetic tasks. */
export const depths = { digits: [2, 8, 16, 32], suites: [2, 8] } as const;
