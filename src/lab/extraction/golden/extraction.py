"""What scipy and Levenshtein say of distances and assignments: writes extraction.json beside itself."""

import json
import random

import Levenshtein
import scipy
from scipy.optimize import linear_sum_assignment

draw = random.Random(8)
distances = []
for _ in range(20):
    a = "".join(draw.choice("abcd 工资𝄞") for _ in range(draw.randint(0, 9)))
    b = "".join(draw.choice("abcd 工资𝄞") for _ in range(draw.randint(0, 9)))
    distances.append([a, b, Levenshtein.distance(a, b), Levenshtein.ratio(a, b)])
assignments = []
for rows, columns in [(1, 1), (3, 3), (2, 5), (5, 2), (7, 7), (9, 6)]:
    costs = [[draw.choice([0.0, 0.25, 0.5, round(draw.random(), 3), -1.0]) for _ in range(columns)] for _ in range(rows)]
    r, c = linear_sum_assignment(costs)
    assignments.append({"costs": costs, "total": sum(costs[i][j] for i, j in zip(r, c))})

with open("extraction.json", "w") as file:
    made = f"scipy {scipy.__version__}, Levenshtein {Levenshtein.__version__}"
    json.dump({"madeWith": made, "distances": distances, "assignments": assignments}, file, ensure_ascii=False)
