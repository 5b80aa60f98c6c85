/** Words that say nothing about a paper's subject. */

/** Never indexed, never searched: pronouns, articles, prepositions, auxiliaries. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    "a about above after again against all along also although am among an and any are as at be because been before " +
    "being below between both but by can cannot could did do does doing don down during each etc few for from further " +
    "had has have having he hence her here hers herself him himself his how however i if in into is it its itself just " +
    "may me might more most must my myself no nor not now of off on once only onto or other our ours ourselves out over " +
    "own s same shall she should since so some such t than that the their theirs them themselves then there therefore " +
    "these they this those though through thus to too under until up upon us very via was we were what when where whether " +
    "which while who whom whose why will with within without would yet you your yours yourself yourselves"
  ).split(" "),
);

/** How people ask for papers, not what the papers are about; in a long query these count a fifth. */
export const askingWords: ReadonlySet<string> = new Set(
  (
    "anyone anything article articles concerned concerning deal dealing deals describe described describes describing " +
    "discuss discussed discusses discussing exist exists find found give given interest interested like paper papers " +
    "please something various want"
  ).split(" "),
);
