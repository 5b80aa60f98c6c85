"""What the released normalizers make of badly typed words: python make.py words.json > released.json

pip install bnunicodenormalizer==0.1.7; pip install --no-deps indic-nlp-library==0.92
words.json: {"Bengali": ["...", ...], ...}; released.json: the same with [word, bnUnicodeNormalizer, IndicNLP] in the place of each word.
Cutting conjuncts by a list is switched off in the first one, as we leave it out.
"""

import json
import sys

from bnunicodenormalizer import IndicNormalizer, Normalizer
from indicnlp.normalize.indic_normalize import IndicNormalizerFactory

SCRIPTS = {
    "Bengali": (None, "bn"),
    "Devanagari": ("devanagari", "hi"),
    "Gujarati": ("gujarati", "gu"),
    "Gurmukhi": ("panjabi", "pa"),
    "Odia": ("odiya", "or"),
    "Tamil": ("tamil", "ta"),
    "Malayalam": ("malayalam", "ml"),
    "Telugu": (None, "te"),
}


def authors(script):
    if script == "Telugu":
        return lambda word: None
    normalizer = Normalizer() if script == "Bengali" else IndicNormalizer(SCRIPTS[script][0])
    normalizer.decomp_level_ops.pop("ComplexRootNormalization", None)
    return lambda word: normalizer(word)["normalized"]


def main(path):
    words = json.load(open(path, encoding="utf-8"))
    factory = IndicNormalizerFactory()
    released = {}
    for script, some in words.items():
        ours, other = authors(script), factory.get_normalizer(SCRIPTS[script][1])
        released[script] = [[word, ours(word), other.normalize(word)] for word in some]
    lines = [
        f'  "{script}": [\n' + ",\n".join("    " + json.dumps(row) for row in rows) + "\n  ]"
        for script, rows in released.items()
    ]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main(sys.argv[1])
