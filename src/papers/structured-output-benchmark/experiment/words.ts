/** Whole numbers in words, as a meeting speaks them, and back. */
const small = [
  ..."zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split(" "),
  ..."fifteen sixteen seventeen eighteen nineteen".split(" "),
];
const tens = ["", "", ..."twenty thirty forty fifty sixty seventy eighty ninety".split(" ")];

/** 0 .. 999,999: "two thousand three hundred forty-five". */
export function inWords(value: number): string {
  if (value < 20) return small[value];
  if (value < 100) return tens[Math.floor(value / 10)] + (value % 10 ? `-${small[value % 10]}` : "");
  const [unit, name] = value < 1000 ? [100, "hundred"] : [1000, "thousand"];
  const rest = value % unit;
  return `${inWords(Math.floor(value / unit))} ${name}${rest ? ` ${inWords(rest)}` : ""}`;
}

/** The first run of number words in a text; null where there is none. */
export function fromWords(text: string): number | null {
  let [total, current, found] = [0, 0, false];
  for (const word of text.toLowerCase().split(/[^a-z]+/)) {
    const [unit, ten] = [small.indexOf(word), tens.indexOf(word)];
    if (word !== "" && unit >= 0) current += unit;
    else if (word !== "" && ten >= 0) current += 10 * ten;
    else if (found && word === "hundred") current *= 100;
    else if (found && word === "thousand") [total, current] = [total + 1000 * current, 0];
    else if (found) break;
    else continue;
    found = true;
  }
  return found ? total + current : null;
}
