/** The papers that cannot be run yet: facts and claims only. When a paper has its experiment, its line moves to running.ts. At present there is none. */
export {};
