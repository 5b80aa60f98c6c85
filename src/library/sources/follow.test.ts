import { describe, expect, test } from "vitest";
import { joinFollow, readFollow, withoutFollow, writeFollow } from "./follow.ts";

describe("a source in one word", () => {
  test.each([
    ["hf-daily", "hf-daily", {}],
    ["arxiv:cs.LG", "arxiv-search", { query: "cat:cs.LG" }],
    ["arxiv:cs.LG+stat.ML", "arxiv-search", { query: "cat:cs.LG OR cat:stat.ML" }],
    ["arxiv-rss:cs.LG+cond-mat.dis-nn", "arxiv-feed", { categories: "cs.LG cond-mat.dis-nn" }],
    ["semantic-scholar:layer normalization", "semantic-scholar", { search: "layer normalization" }],
    ["arxiv-search:ti:normalization", "arxiv-search", { query: "ti:normalization" }],
    ["arxiv-oai:cs:cs:LG", "arxiv-oai", { set: "cs:cs:LG" }],
  ])("%s asks %s, and is written the same way again", (text, source, words) => {
    expect(readFollow(text)).toEqual({ source, words });
    expect(writeFollow(readFollow(text))).toBe(text);
  });

  test.each([
    ["", "there is no source"],
    ["hugging-face", "hf-daily"],
    ["hf-daily:cs.LG", "takes no words"],
    ["arxiv", "arxiv:cs.LG"],
    ["arxiv:machine learning!", "no arXiv category"],
    ["semantic-scholar: ", "needs to know what to look for"],
  ])("%j is refused, with what to write instead", (text, says) => {
    expect(() => readFollow(text)).toThrow(says);
  });

  test("categories add up, each once, and go one by one; another search takes the place of the one before", () => {
    const both = joinFollow(readFollow("arxiv:cs.LG"), readFollow("arxiv:cs.CL+cs.LG"));
    expect(writeFollow(both)).toBe("arxiv:cs.LG+cs.CL");
    expect(writeFollow(joinFollow(readFollow("arxiv-rss:cs.LG"), readFollow("arxiv-rss:cs.CL")))).toBe(
      "arxiv-rss:cs.LG+cs.CL",
    );
    expect(writeFollow(withoutFollow(both, readFollow("arxiv:cs.LG"))!)).toBe("arxiv:cs.CL");
    expect(withoutFollow(both, readFollow("arxiv:cs.LG+cs.CL"))).toBeNull();
    expect(withoutFollow(readFollow("hf-daily"), readFollow("hf-daily"))).toBeNull();
    expect(joinFollow(readFollow("openalex:depth"), readFollow("openalex:width")).words).toEqual({ search: "width" });
  });

  test("categories and a query of one's own are asked for together", () => {
    expect(joinFollow(readFollow("arxiv-search:ti:norm"), readFollow("arxiv:cs.LG")).words).toEqual({
      query: "ti:norm OR cat:cs.LG",
    });
  });
});
