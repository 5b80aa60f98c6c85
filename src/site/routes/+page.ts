/** The first page comes without a program: votes and the subscription are forms that work by themselves. */
export const csr = false;
