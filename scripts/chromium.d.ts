/** Types of chromium.js for the browser tests. */
export function findChromium(): string | null;
export function ensureChromium(): string;
export const quietFlags: readonly string[];
