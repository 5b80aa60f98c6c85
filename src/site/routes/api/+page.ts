/** Nothing moves on this page, so it comes without a program. */
export const csr = false;
