import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { sampleCharts } from "./experiment/corpus.ts";
import { render } from "./experiment/render.ts";
import {
  scoreChart,
  scoreText,
  similarityOfTriples,
  thresholds,
  tolerances,
  type Options,
  type Score,
} from "./method.ts";
import { formats, readChart, type Format, type Kind } from "./reading/index.ts";
import { normalizedKey, triplesOf } from "./reading/triples.ts";

const numbers = ({ em, map }: Score) => [em, ...tolerances.map((name) => map[name])];
const scored = (prediction: string, format: Format, reference: string, options: Options = { mode: "compat" }) =>
  numbers(scoreText(prediction, format, reference, options));

describe("the released scorer", () => {
  // Texts of golden/official.py, scored by the released code itself.
  const { cases } = JSON.parse(readFileSync(new URL("golden/official.json", import.meta.url), "utf8")) as {
    cases: { view: Kind; format: Format; reference: string; prediction: string; score: number[]; pie?: boolean }[];
  };
  test.each([...Object.keys(formats)] as Kind[])("gives every %s what we give", (kind) => {
    const some = cases.filter(({ view }) => view === kind);
    expect(some.length).toBeGreaterThan(50);
    const wrong = some.filter(({ format, reference, prediction, score, pie }) => {
      // It leaves XML's entities in SVG as they are, and so they are written twice here.
      const text = format === "svg" ? prediction.replaceAll("&", "&amp;") : prediction;
      return scored(text, format, reference, { mode: "compat", pie }).some(
        (one, at) => Math.abs(one - score[at]) > 1e-9,
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe("the table of the card", () => {
  const table = "| | A | B |\n|---|---|---|\n| 2001 | 10 | 20 |\n| 2002 | 30 | 40 |";
  const one = "| | A |\n|---|---|\n| x | 1200 |\n| y | 7 |";
  test.each([
    ["itself", "markdown", table, [1, 1, 1, 1]],
    ["transposed", "markdown", "| | 2001 | 2002 |\n|---|---|---|\n| A | 10 | 30 |\n| B | 20 | 40 |", [1, 1, 1, 1]],
    ["JSON", "json", '{"A":{"2001":10,"2002":30},"B":{"2001":20,"2002":40}}', [1, 1, 1, 1]],
    ["CSV", "csv", "Year,A,B\n2001,10,20\n2002,30,40", [1, 1, 1, 1]],
    ["4 % off", "markdown", table.replace("40", "41.6"), [0, 0.2, 1, 1]],
    ["8 % off", "markdown", table.replace("40", "43.2"), [0, 0.2, 0.2, 1]],
    ["20 % off", "markdown", table.replace("40", "48"), [0, 0.2, 0.2, 0.2]],
    ["a row missing", "markdown", table.replace(/\n\| 2002.*/, ""), [0, 0.1, 0.1, 0.1]],
    ["a letter more", "markdown", table.replace("A", "AA"), [0, 0, 1, 1]],
  ] as const)("%s", (_, format, text, expected) => expect(scored(text, format, table)).toEqual(expected));

  test("has commas for thousands as texts, unless they are mended", () => {
    const commas = one.replace("1200", "1,200");
    expect(scored(commas, "markdown", one)).toEqual([0, 0, 0, 1]);
    expect(scored(commas, "markdown", one, {})).toEqual([1, 1, 1, 1]);
  });

  test("takes any number for a negative one, unless the sign is mended", () => {
    const loss = one.replace("7", "-5");
    expect(scored(loss.replace("-5", "999"), "markdown", loss)).toEqual([1, 1, 1, 1]);
    expect(scored(loss.replace("-5", "999"), "markdown", loss, {})).toEqual([0, 0, 0, 0]);
    expect(scored(loss.replace("-5", "-5.2"), "markdown", loss, {})).toEqual([0, 0, 1, 1]);
  });

  test("asks of a similarity a little more than six tenths", () => {
    expect(thresholds.filter((threshold) => 0.6 >= threshold)).toHaveLength(2);
    expect(thresholds).toHaveLength(10);
  });

  test("lets several answers match one, so that a similarity can exceed 1", () => {
    const [found, expected] = [
      [
        ["a", "b", 10],
        ["a", "c", 10.1],
      ],
      [["a", "b", 10]],
    ] as const;
    expect(similarityOfTriples(found, expected, "high", "fixed")).toBe(2);
  });
});

describe("a flow chart", () => {
  const flow = "flowchart TD\nA[Start] --> B{OK?}\nB -->|yes| C[End]\nB -- no --> A";
  test.each([
    ["mermaid", "graph LR\nq([Start]) ==> r((OK?))\nr -->|yes| s>End]\nr -.->|no| q"],
    ["dot", 'digraph {s [label="Start"]; s -> "OK?"; "OK?" -> End [label="yes"]; "OK?" -> s [label=no]}'],
    ["d2", 'a: Start\nb: "OK?"\na -> b\nb -> c.x: yes\nc.label: End\nb -> a: no'],
    [
      "plantuml",
      "@startuml\n:Start;\nif (OK?) then (yes)\n  :End;\n  stop\nelse (no)\n  back to :Start;\nendif\n@enduml",
    ],
    [
      "cytoscape",
      '{"elements":[{"data":{"id":"1","label":"Start"}},{"data":{"id":2,"name":"OK?"}},{"data":{"id":3,"label":"End"}},{"data":{"source":1,"target":2}},{"data":{"source":2,"target":3,"label":"yes"}},{"data":{"source":2,"target":1,"label":"no"}}]}',
    ],
    [
      "diagrams",
      'with Diagram("t", show=False):\n  a = Rack("Start")\n  b = Rack("OK?")\n  a >> b\n  b >> Edge(label="yes") >> Rack("End")\n  a << Edge(label="no") << b',
    ],
  ] as const)("is the same in %s", (format, text) => expect(scored(text, format, flow)).toEqual([1, 1, 1, 1]));

  test("loses by an edge that is missing, and more by all that are reversed", () => {
    const missing = scoreText(flow.replace(/\nB -- no.*/, ""), "mermaid", flow);
    for (const name of tolerances) expect(missing.similarity[name]).toBeCloseTo(0.8, 9);
    expect(numbers(missing)).toEqual([0, 0.6, 0.6, 0.6]);
    const reversed = scoreText("graph TD\nB{OK?} --> A[Start]\nC[End] -->|yes| B\nA -->|no| B", "mermaid", flow);
    expect(reversed.similarity.high).toBeCloseTo(0.666667, 6);
    expect([reversed.similarity.slight, reversed.similarity.strict, reversed.map.high]).toEqual([0.4, 0.4, 0.4]);
  });
});

describe("a mind map", () => {
  const map = "- root\n  - a\n    - b\n    - c\n  - d";
  test.each([
    ["itself", map, [1, 1, 1, 1]],
    ["tabs", map.replaceAll("  ", "\t"), [1, 1, 1, 1]],
    ["four spaces a level", map.replaceAll("  ", "    "), [1, 1, 1, 1]],
    ["no dashes", map.replaceAll("- ", ""), [1, 1, 1, 1]],
    // The root has one child then, and is merged with it into root——a.
    ["a leaf missing", map.replace("\n  - d", ""), [0, 0, 0, 0]],
  ] as const)("%s", (_, text, expected) => expect(scored(text, "markdown", map)).toEqual(expected));

  test("says in one line what another says in two", () =>
    expect(scored("- x: y\n  - b\n  - c", "markdown", "- x\n  - y\n    - b\n    - c")).toEqual([1, 1, 1, 1]));
});

describe("keys", () => {
  test.each([
    ["len (Min)", "len-最小值"],
    ["第一四分位数-X", "X-Q1"],
    ["Median price", "price-中位数"],
    ["Maximum", "Maximum"],
    ["工资下四分位数（Q1）", "工资-Q1"],
    ["$ m^{2} $", "m²"],
    ["\u00b5m", "\u03bcm"],
    ["a：b", "a:b"],
  ])("%s is %s", (key, expected) => expect(normalizedKey(key)).toBe(expected));

  test("of rows and columns are exchangeable", () =>
    expect(
      triplesOf(
        [
          ["", "b"],
          ["a", "1"],
        ],
        "fixed",
      ),
    ).toEqual(
      triplesOf(
        [
          ["", "a"],
          ["b", "1"],
        ],
        "fixed",
      ),
    ));
});

describe("charts that nobody has seen", () => {
  const samples = sampleCharts(new Draw(random(12).stream("charts")), 18);

  test("score fully against themselves, in all formats that their kind has", () => {
    for (const { chart, pie } of samples) {
      expect(numbers(scoreChart(chart, chart))).toEqual([1, 1, 1, 1]);
      for (const format of formats[chart.kind]) {
        const text = render(chart, format);
        expect(scored(text, format, render(chart, formats[chart.kind][0]), { pie }), `${format}\n${text}`).toEqual([
          1, 1, 1, 1,
        ]);
      }
    }
  });

  test("never score higher at a stricter tolerance", () => {
    for (const [at, { chart }] of samples.entries()) {
      const other = samples.slice(at + 1).find((one) => one.chart.kind === chart.kind);
      if (!other) continue;
      const { map } = scoreChart(other.chart, chart);
      expect(map.strict).toBeLessThanOrEqual(map.slight);
      expect(map.slight).toBeLessThanOrEqual(map.high);
    }
  });
});

test("whatever a model writes is read without an error, and nonsense scores nothing", () => {
  const deep = 3_000;
  const hostile = [
    "",
    "```",
    "|||\n|-|",
    "{".repeat(deep),
    "[".repeat(deep),
    `${"- x\n".repeat(3)}${Array.from({ length: deep }, (_, at) => `${" ".repeat(2 * at)}- n${at}`)
      .slice(0, 60)
      .join("\n")}`,
    "id,parent_id,name\n1,2,a\n2,1,b",
    "a -> a -> a",
    "digraph { a -> b -> a }",
    "nodes = [\nedges = [('a', 'b'), ('b', 'a')]",
    "<svg><text>1</text><text x='1' y='2'>2</text>",
    '{"values": null}',
    '{"elements": {"nodes": 3}}',
    "x = ".repeat(deep),
  ];
  const references = ["| | A |\n|---|---|\n| x | 1 |", "- a\n  - b\n  - c", "graph TD\na[One] --> b[Two]"];
  for (const text of hostile)
    for (const [at, kind] of (["table", "tree", "graph"] as const).entries())
      for (const format of formats[kind]) {
        expect(readChart(text, format, kind).kind).toBe(kind);
        expect(scoreText(text, format, references[at]).em).toBe(0);
      }
});
