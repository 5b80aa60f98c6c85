/** Types of audit.js for its test. */
export function readAudit(output: string): { readonly passed: boolean; readonly lines: readonly string[] };
