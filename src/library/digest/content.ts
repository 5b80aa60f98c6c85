/** What a digest says, before it becomes a mail: which papers, in which order, and why each is there. */
import type { Mark } from "../words/verdict.ts";

/** Why a paper is in somebody's digest; the first that holds, in this order. */
export type Why =
  | { readonly kind: "author"; readonly name: string }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "topic"; readonly name: string }
  /** Of a paper that the reader likes. */
  | { readonly kind: "like"; readonly title: string }
  | { readonly kind: "trending"; readonly votes: number; readonly comments: number }
  | { readonly kind: "new" };

/** As it lies in the outbox: small, because there is one per reader and day. The papers are looked up when the mail is made. */
export interface DeliveryContent {
  /** The reader's own day on which it was made, YYYY-MM-DD. */
  readonly day: string;
  readonly papers: readonly { readonly paper: number; readonly why: Why }[];
  /** How many more papers fitted, but not into the length that the reader chose. */
  readonly more: number;
}

/** Everything a mail shows; plain text, nothing escaped. */
export interface Digest {
  readonly frequency: "daily" | "weekly";
  /** YYYY-MM-DD */
  readonly day: string;
  readonly papers: readonly DigestPaper[];
  readonly more: number;
}

export interface DigestPaper {
  readonly slug: string;
  readonly title: string;
  readonly summary: string | null;
  /** "Trending: 12 votes" */
  readonly why: string;
  /** One per claim; empty for a paper without claims. */
  readonly marks: readonly Mark[];
  /** "3 of 5 claims hold" */
  readonly reproduced: string;
  /** "25 November 2026 · J. Smith, A. Jones, B. Brown and 28 more · Normalization · 12 votes" */
  readonly facts: readonly string[];
  /** "runs in a browser, about 40 s"; null for one without an experiment. */
  readonly runs: string | null;
  readonly source: { readonly name: string; readonly url: string } | null;
}
