"""What the released scorer gives for charts made here: `python official.py <checkout of pspdada/ChartArena>` writes official.json.

Needs numpy, scipy and Levenshtein. The charts, their damage and their texts are this script's own, made without any of papertape.
"""

import csv
import io
import json
import random
import sys

sys.path.insert(0, sys.argv[1])
import logging

logging.disable(logging.CRITICAL)
from methods.context import set_judge_context
from methods.scoring import _judge_by_task

draw = random.Random(20260601)
EN = "Apples|Pears|Rent|Wages|Night buses|Ferries (all)|Coal, hard|North & South|R 2 D|Snow/rain|Tea|Oslo".split("|")
ZH = "苹果|梨|房租|工资|夜班车|渡轮(全部)|煤炭|南北|雪和雨|茶叶|北京|上海市".split("|")
TASKS = {"markdown": "SE_MD", "html": "SE_MD", "csv": "SE_CSV", "json": "SE_JSON", "code": "SE_CODE", "svg": "SE_SVG",
         "mermaid": "SE_MERMAID", "dot": "SE_GRAPHVIZ", "plantuml": "SE_PLANTUML", "d2": "SE_D2", "cytoscape": "SE_CYTOSCAPE", "diagrams": "SE_DIAGRAMS"}


def typo(word):
    at = draw.randrange(len(word))
    return word[:at] + draw.choice("xyz") + word[at + 1:]


def markdown(grid):
    rows = ["| " + " | ".join(row) + " |" for row in grid]
    return "\n".join([rows[0], "|" + " --- |" * len(grid[0])] + rows[1:])


def html(grid):
    esc = lambda c: c.replace("&", "&amp;").replace("<", "&lt;")
    return "<table>" + "".join("<tr>" + "".join(f"<td>{esc(c)}</td>" for c in row) + "</tr>" for row in grid) + "</table>"


def csv_text(grid):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(grid)
    return out.getvalue()


def json_text(grid):
    number = lambda c: json.loads(c) if c.replace(".", "", 1).lstrip("-").isdigit() else c
    return json.dumps({"title": "t", "values": {name: {row[0]: number(row[at + 1]) for row in grid[1:]} for at, name in enumerate(grid[0][1:])}}, ensure_ascii=False)


def grid_of(words):
    rows, columns = draw.randint(2, 5), draw.randint(1, 4)
    names = draw.sample(words, rows + columns)
    box = draw.random() < 0.2
    kind = draw.choice(["plain", "plain", "negative", "comma", "percent", "suffix", "prefix"])
    header = names[rows:]
    if box:
        header = [f"{header[0]} ({one})" if draw.random() < 0.5 else f"{header[0]}-{one}" for one in ["Min", "Q1", "Median", "Q3", "Max"]]
    if kind == "suffix":
        header, names = [n + "-total" for n in header], [n + "-total" for n in names]
    if kind == "prefix":
        header, names = ["net-" + n for n in header], ["net-" + n for n in names]
    def value():
        if kind == "negative":
            return str(draw.randint(-90, 90))
        if kind == "comma":
            return f"{draw.randint(900, 99999):,}"
        if kind == "percent":
            return f"{draw.randint(1, 99)}%"
        return draw.choice([str(draw.randint(1, 300)), f"{draw.uniform(0, 50):.1f}"])
    corner = draw.choice(["", "", "Year", "年份"])
    grid = [[corner] + header] + [[name] + [value() for _ in header] for name in names[:rows]]
    if draw.random() < 0.12:
        grid[0] = [""] * len(grid[0])
    return grid


def hurt_grid(grid):
    grid = [list(row) for row in grid]
    for _ in range(draw.choice([0, 1, 2, 2, 3])):
        what = draw.choice(["noise", "noise", "drop", "typo", "transpose", "header", "index", "shuffle", "bare", "corner", "outlier", "stem", "case", "swap", "width"])
        row = draw.randrange(1, len(grid))
        if what == "noise" and len(grid[row]) > 1:
            at = draw.randrange(1, len(grid[row]))
            text = grid[row][at].replace(",", "").replace("%", "")
            try:
                grid[row][at] = f"{float(text) * (1 + draw.choice([0.02, -0.04, 0.08, 0.2, -3])):.2f}"
            except ValueError:
                grid[row][at] = draw.choice(["n/a", "nan", "1_000", ".5", "1e3", "12 t"])
        elif what == "drop" and len(grid) > 2:
            del grid[row]
        elif what == "typo" and grid[row][0]:
            grid[row][0] = typo(grid[row][0])
        elif what == "transpose" and all(len(r) == len(grid[0]) for r in grid) and len(grid[0]) > 1:
            grid = [list(r) for r in zip(*grid)]
        elif what == "header" and len(grid[0]) > 1:
            grid[0][-1] = draw.choice(["Value", "数值", typo(grid[0][-1] or "aa")])
        elif what == "index":
            grid = [["" if at == 0 else str(at)] + r for at, r in enumerate(grid)]
        elif what == "shuffle":
            body = grid[1:]
            draw.shuffle(body)
            grid = [grid[0]] + body
        elif what == "bare":
            grid[0] = [""] * len(grid[0])
        elif what == "corner":
            grid[0][0] = draw.choice(["", "Category"])
        elif what == "outlier":
            grid = [r + [("Outlier 1" if at == 0 else "7")] for at, r in enumerate(grid)]
        elif what == "stem":
            cut = lambda c: c.replace("-total", "").replace("net-", "")
            grid = [[cut(c) for c in r] for r in grid]
        elif what == "case":
            grid = [[c.upper() for c in r] for r in grid]
        elif what == "swap" and len(grid[row]) > 2:
            grid[row][1], grid[row][2] = grid[row][2], grid[row][1]
        elif what == "width":
            wide = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "："})
            grid = [[c.translate(wide) for c in r] for r in grid]
    return grid


def tree_of(words):
    names = draw.sample(words, draw.randint(4, 10))
    return [(names[0], None)] + [(name, draw.randrange(at + 1)) for at, name in enumerate(names[1:])]


def tree_list(tree, space="  "):
    lines = []
    def walk(at, level):
        lines.append(space * level + "- " + tree[at][0])
        for child, (_, parent) in enumerate(tree):
            if parent == at:
                walk(child, level + 1)
    for at, (_, parent) in enumerate(tree):
        if parent is None:
            walk(at, 0)
    return "\n".join(lines)


def tree_json(tree):
    node = lambda at: {"name": tree[at][0], "children": [node(c) for c, (_, p) in enumerate(tree) if p == at]}
    return json.dumps(node(0), ensure_ascii=False)


def tree_text(tree, form):
    if form == "markdown":
        return tree_list(tree, draw.choice(["  ", "\t", "    "]))
    if form == "json":
        return tree_json(tree)
    if form == "csv":
        return csv_text([["id", "parent_id", "name"]] + [[str(at + 1), str(0 if p is None else p + 1), n] for at, (n, p) in enumerate(tree)])
    if form == "code":
        return "nodes = " + repr([n for n, _ in tree]) + "\nedges = " + repr([(tree[p][0], n) for n, p in tree if p is not None])
    return "<svg>" + "".join(f'<g data-parent="{"" if p is None else tree[p][0].replace("&", "&amp;")}"><rect/><text x="5" y="5">{n.replace("&", "&amp;")}</text></g>' for n, p in tree) + "</svg>"


def hurt_tree(tree):
    tree = list(tree)
    for _ in range(draw.choice([0, 1, 2, 3])):
        what, at = draw.choice(["typo", "leaf", "move", "chain"]), draw.randrange(1, len(tree))
        if what == "typo":
            tree[at] = (typo(tree[at][0]), tree[at][1])
        elif what == "leaf" and len(tree) > 3:
            tree = tree[:-1]
        elif what == "move":
            tree[at] = (tree[at][0], draw.randrange(at))
        elif what == "chain":
            tree[at] = (tree[at][0] + ": " + draw.choice(["one", "二"]), tree[at][1])
    return tree


def graph_of(words):
    names = draw.sample(words, draw.randint(3, 7))
    edges = [(draw.randrange(at), at, draw.choice(["", "", "yes", "no", "否"])) for at in range(1, len(names))]
    while draw.random() < 0.5:
        a, b = draw.sample(range(len(names)), 2)
        if not any(e[:2] == (a, b) for e in edges):
            edges.append((a, b, draw.choice(["", "again"])))
    return names, edges


def hurt_graph(graph):
    names, edges = list(graph[0]), list(graph[1])
    for _ in range(draw.choice([0, 1, 2, 3])):
        what = draw.choice(["typo", "edge", "reverse", "label", "rewire"])
        at = draw.randrange(len(edges))
        a, b, label = edges[at]
        if what == "typo":
            one = draw.randrange(len(names))
            names[one] = typo(names[one])
        elif what == "edge" and len(edges) > 1:
            del edges[at]
        elif what == "reverse":
            edges = [(b, a, l) for a, b, l in edges]
        elif what == "label":
            edges[at] = (a, b, draw.choice(["maybe", ""]))
        elif what == "rewire":
            edges[at] = (a, draw.choice([n for n in range(len(names)) if n != a]), label)
    return names, edges


def graph_text(graph, form):
    names, edges = graph
    used = [at for at in range(len(names)) if any(at in e[:2] for e in edges)]
    if form == "mermaid":
        shape = ["[{}]", "(({}))", "{{{}}}", "([{}])"]
        nodes = [f'  N{at}' + draw.choice(shape).format('"' + names[at] + '"') for at in used]
        return "\n".join(["flowchart TD"] + nodes + [f"  N{a} " + (f"-->|{l}|" if l else draw.choice(["-->", "==>", "-.->"])) + f" N{b}" for a, b, l in edges])
    if form == "dot":
        return "digraph G {\n  rankdir=LR;\n" + "".join(f'  n{at} [label="{names[at]}", shape=box];\n' for at in used) + "".join(f"  n{a} -> n{b}" + (f' [label="{l}"]' if l else "") + ";\n" for a, b, l in edges) + "}"
    if form == "plantuml":
        return "@startuml\n" + "".join(f"[{names[a]}] --> [{names[b]}]" + (f" : {l}" if l else "") + "\n" for a, b, l in edges) + "@enduml"
    if form == "d2":
        return "".join(f'n{at}: "{names[at]}"\n' for at in used) + "".join(f"n{a} -> n{b}" + (f": {l}" if l else "") + "\n" for a, b, l in edges)
    if form == "cytoscape":
        return json.dumps({"elements": {"nodes": [{"data": {"id": str(at), "label": names[at]}} for at in used], "edges": [{"data": {"source": str(a), "target": str(b), "label": l}} for a, b, l in edges]}}, ensure_ascii=False)
    lines = ["from diagrams import Diagram, Edge", "from diagrams.generic.blank import Blank", 'with Diagram("t"):']
    lines += [f"    n{at} = Blank({names[at]!r})" for at in used]
    return "\n".join(lines + [f"    n{a} >> " + (f"Edge(label={l!r}) >> " if l else "") + f"n{b}" for a, b, l in edges])


def code_text(grid):
    lines = ["import matplotlib.pyplot as plt", "fig, ax = plt.subplots(figsize=(6, 4))", "x = " + repr([row[0] for row in grid[1:]])]
    for at, name in enumerate(grid[0][1:], 1):
        lines += [f"y{at} = [" + ", ".join(row[at] for row in grid[1:]) + "]", f"ax.plot(x, y{at}, label={name!r})"]
    return "\n".join(lines)


cases = []


def case(view, form, reference, prediction, chart_type=""):
    set_judge_context(chart_type=chart_type)
    got = _judge_by_task(prediction, reference, task=TASKS[form])
    one = {"view": view, "format": form, "reference": reference, "prediction": prediction, "score": [got["em"]] + [round(got["map_" + t], 10) for t in ("strict", "slight", "high")]}
    cases.append({**one, "pie": True} if chart_type else one)


for at in range(130):
    words = EN if at % 2 else ZH
    grid = grid_of(words)
    form = ["markdown", "html", "csv", "json"][at % 4]
    case("table", form, markdown(grid), {"markdown": markdown, "html": html, "csv": csv_text, "json": json_text}[form](hurt_grid(grid)))
for at in range(60):
    tree = tree_of(EN if at % 2 else ZH)
    form = ["markdown", "json", "csv", "code", "svg"][at % 5]
    case("tree", form, tree_list(tree), tree_text(hurt_tree(tree), form))
for at in range(72):
    graph = graph_of(EN if at % 2 else ZH)
    form = ["mermaid", "dot", "plantuml", "d2", "cytoscape", "diagrams"][at % 6]
    case("graph", form, graph_text(graph, "mermaid"), graph_text(hurt_graph(graph), form))
for at in range(12):
    grid = grid_of(EN if at % 2 else ZH)
    if any(not c for row in grid for c in row[1:]) or any("," in c or "%" in c for row in grid[1:] for c in row[1:]):
        continue
    case("table", "code", markdown(grid), code_text(grid))
slices = [["", ""], ["Rent", "27%"], ["Food", "33%"], ["Other", "40%"]]
for text in ['pie title t\n"Rent" : 27\n"Food, 33%" : 33\n"Other" : 40', "| Rent 27% | Food 33% |\n|---|---|\n| Other 40% | Rent 27% |", "| a |\n|---|\n| Rent, 27% |\n| Food, 33% |\n| Other, 44% |", "| | |\n|---|---|\n| Rent (27%) | |\n| Food (33%) | |\n| Other (40%) | |"]:
    case("table", "markdown", markdown(slices), text, "饼图")

with open("official.json", "w") as file:
    file.write('{"madeWith": "pspdada/ChartArena 472c39b", "cases": [\n' + ",\n".join(json.dumps(one, ensure_ascii=False) for one in cases) + "\n]}\n")
