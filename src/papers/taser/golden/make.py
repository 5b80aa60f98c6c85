"""Reads a few filings by other means than ours: columns are where a matrix of characters has blank columns, numbers are read by
regular expressions, names are compared by difflib-free equality. Writes rows.json, which method.test.ts holds the extractor against.

    python3 make.py < filings.json > rows.json

filings.json is written by the test when it is run with PAPERTAPE_GOLDEN=1.
"""

import json
import re
import sys

given = json.load(sys.stdin)
aliases = {field["name"]: field["aliases"] for field in given["fields"]}
kinds = next(field["values"] for field in given["fields"] if field["name"] == "type")


def normal(text):
    return " ".join(re.findall(r"[a-z0-9%]+", text.lower()))


def blocks(page):
    """Runs of lines between blank ones, cut where a caption stands above."""
    for block in re.split(r"\n\s*\n", "\n".join(page)):
        lines = block.split("\n")
        while lines and not re.search(r"\S {2,}\S", lines[0]):
            lines.pop(0)
        if len(lines) >= 3:
            yield [line for line in lines if not re.fullmatch(r"[-+| ]+", line)]


def cells(lines):
    lines = [line.replace("|", " ") for line in lines]
    width = max(map(len, lines))
    blank = [all(sign == " " for sign in column) for column in zip(*(line.ljust(width) for line in lines))]
    # A blank between two words of one cell is no gap: gaps are two wide in every line.
    gap = [blank[at] and (blank[at - 1 : at] + blank[at + 1 : at + 2]).count(True) > 0 for at in range(width)]
    edges = [0] + [at for at in range(1, width) if gap[at - 1] and not gap[at]] + [width]
    return [[line.ljust(width)[a:b].strip() for a, b in zip(edges, edges[1:])] for line in lines]


def money(text):
    found = re.fullmatch(r"(\()?\$?([\d,]+)\)?", text)
    return None if not found else int(found[2].replace(",", "")) * (-1 if found[1] else 1)


rows = []
for filing in given["filings"]:
    columns = None
    for page in filing["pages"]:
        for lines in blocks(page):
            grid = cells(lines)
            header = [normal(cell) for cell in grid[0]]
            named = {field: header.index(alias) for field in ("name", "type", "marketValue") for alias in aliases[field] if alias in header}
            if len(named) == 3:
                columns, width, grid = named, len(header), grid[1:]
            elif columns is None or len(header) != width or money(grid[0][columns["marketValue"]]) is None:
                continue
            for row in grid:
                name, kind, value = (row[columns[field]] for field in ("name", "type", "marketValue"))
                if normal(kind) in kinds and money(value) is not None:
                    rows.append([filing["id"], name.rstrip("*"), normal(kind), money(value)])
json.dump(rows, sys.stdout, ensure_ascii=False)
