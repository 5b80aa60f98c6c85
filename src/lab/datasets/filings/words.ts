/** Words of fund filings. In every list the first are common and the last are rare: they are drawn by Zipf's law. */

/** Kinds of instruments, each with the labels that filings give it. */
export const instruments = {
  Equity: ["Equity", "Common stock", "Ordinary shares", "ADR"],
  Bond: ["Bond", "Corporate bond", "Government bond", "Municipal bond"],
  Cash: ["Cash", "Money market"],
  Fund: ["Fund", "ETF", "Unit trust"],
  Future: ["Future", "Index future"],
  Forward: ["Forward", "FX forward"],
  Option: ["Option", "Call option", "Put option"],
  Deposit: ["Deposit", "Time deposit"],
  Swap: ["Swap", "Interest rate swap", "Credit default swap"],
  Repo: ["Repo", "Reverse repo"],
} as const;
export type Instrument = keyof typeof instruments;

export const headers = {
  name: ["Security", "Issuer", "Name of Issuer", "Description", "Holding", "Investment", "Company", "Counterpart"],
  type: ["Type", "Asset Class", "Instrument Type", "Category", "Kind", "Sector Group"],
  marketValue: ["Market Value", "Fair Value", "Value", "Valuation", "Mkt Val", "Carrying Amount", "Worth"],
  quantity: ["Shares", "Quantity", "Units", "Par Amount", "Principal"],
  price: ["Price", "Unit Price", "Closing Price", "Last", "Quote"],
  pctNetAssets: ["% of Net Assets", "% Net Assets", "Weight", "Portfolio %"],
  maturity: ["Maturity", "Maturity Date", "Expiry", "Due"],
  coupon: ["Coupon", "Interest Rate", "Rate"],
  currency: ["Currency", "CCY", "Denomination"],
  /** No field of anybody's schema: columns that look like one. */
  cost: ["Cost", "Acquisition Cost", "Book Cost"],
  country: ["Country", "Domicile"],
  ticker: ["Ticker", "Symbol"],
} as const;
export type Column = keyof typeof headers;

export const currencies = ["USD", "EUR", "GBP", "CHF", "JPY", "SEK"] as const;
export const countries = ["United States", "France", "Japan", "Brazil", "Kenya", "Norway", "India"];
export const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export const captions = ["Schedule of Investments", "Portfolio of Investments", "Statement of Holdings", "Annex B"];
export const syllables =
  "al bor cen dra el fos gan hol in jor kel lum mar nor os pel qui ros sil tor um val wex yor zan".split(" ");
export const firms = ["Corp", "Ltd", "plc", "AG", "Inc", "SA", "Group", "Holdings"];
export const sentences = [
  "The fund seeks long-term growth of capital and may invest in any market.",
  "Fees are charged monthly and are described in the prospectus.",
  "The board met four times during the year and reviewed the advisory agreement.",
  "Past performance is no guide to future results.",
  "Valuation follows the policy adopted by the trustees.",
  "Securities may be lent to qualified institutions against collateral.",
  "The auditor has issued an unqualified opinion on these statements.",
];
/** Lines of tables that are full of numbers and hold no holdings. */
export const accounts =
  "Receivables,Payables,Due to adviser,Accrued expenses,Dividend income,Interest income,Advisory fees,Audit fees,Net increase,Capital shares,Custody,Printing".split(
    ",",
  );
export const chapters =
  "Letter to shareholders,Performance,Expenses,Financial highlights,Notes,Report of the auditor,Trustees,Privacy notice".split(
    ",",
  );
