"""Golden cases, by Python's own regular expressions and calendar: writes numbers.json beside this file.

Layers: random alternatives over four letters, and random texts. A layer is one regular expression, its alternatives sorted by
length, then by tree; re.sub rewrites the text from left to right.
Times: what a query of a day means, by datetime and calendar.
"""
import calendar
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

draw = random.Random(2412)


def layer_case():
    trees = {s: sorted({"".join(draw.choices("abcd", k=draw.randint(1, 4))) for _ in range(3)}) for s in "XYZ"}
    text = "".join(draw.choices("abcd", k=24))
    order = [(leaf, at, s) for at, (s, leaves) in enumerate(trees.items()) for leaf in leaves]
    order.sort(key=lambda entry: (-len(entry[0]), entry[1]))
    roots = {}
    for leaf, _, s in order:
        roots.setdefault(leaf, s)
    pattern = "|".join(leaf for leaf, _, _ in order)
    return {"trees": trees, "text": text, "digested": re.sub(pattern, lambda m: roots[m.group()], text)}


def months_back(day, count):
    total = day.year * 12 + day.month - 1 - count
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(year, month):
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def time_case():
    today = date(2020, 1, 1) + timedelta(days=draw.randrange(2500))
    monday = today - timedelta(days=today.weekday())
    last_month = months_back(today.replace(day=1), 1)
    n = draw.randint(2, 14)
    spans = {
        "this week": (monday, monday + timedelta(days=6)),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": month_of(today.year, today.month),
        "last month": month_of(last_month.year, last_month.month),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        f"past {n} days": (today - timedelta(days=n), today),
        f"last {n} weeks": (today - timedelta(weeks=n), today),
        f"past {n} months": (months_back(today, n), today),
        f"last {n} years": (months_back(today, 12 * n), today),
        today.strftime("%B %Y"): month_of(today.year, today.month),
    }
    words = draw.choice(list(spans))
    first, last = spans[words]
    return {"today": str(today), "words": words, "from": str(first), "to": str(last)}


cases = {"layers": [layer_case() for _ in range(40)], "times": [time_case() for _ in range(60)]}
lines = [f'  "{name}": [\n    ' + ",\n    ".join(json.dumps(case) for case in rows) + "\n  ]" for name, rows in cases.items()]
Path(__file__).with_name("numbers.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
