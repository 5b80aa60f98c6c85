/** A list comes without a program: what can be done on it are forms, and static/marks.js saves the way there and back. */
export const csr = false;
