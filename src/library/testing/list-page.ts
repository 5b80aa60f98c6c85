/** A list page in the layout of the real one; every paper and every word on it is made up. */

const filler =
  "We made this up so that the page has something of the right length to read, and nobody should look for more in it. " +
  "It goes on for a while, as abstracts do, and ends without a result.";

export const savedPage = `new

Get papers in your inbox!

Subscribe

Daily Papers

byus and nobody else

Jun 17

Paper A: on made-up things

Things can be made up. ${filler}

  • 3 authors
·
Jun 24, 2024 1

Counting Sheep: Do Bigger Flocks Help?

They do not. ${filler}

  • 12 authors
·
Apr 6 12

On Bylines

A byline names people. ${filler}

It may also follow a second paragraph, which is part of the same abstract. ${filler}

  • 1 authors
·
Dec 26, 2025

Nobody Signed This

Here 224{times}224 pixels, O~W_V !cdot! W_O and 80.22% are what is left of formulas. ${filler}

A Laboratory Writes, with $O(n)$ Bounds and a Half

Laboratories write too. ${filler}

Invented Lab Invented Lab
·
Jun 18

Leap Days

There is one every four years. ${filler}

  • 4 authors
·
Feb 29
`;
