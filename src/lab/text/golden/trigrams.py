"""Golden numbers of trigrams by TF-IDF: what scikit-learn's TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=m) computes, written
out in numpy from its documentation. Run: python3 trigrams.py > trigrams.json"""
import json
import numpy as np

texts = ["Brazil", "Bahrain", "Braille", "Central African Republic", "Republic of the Congo", "a", "Côte d’Ivoire", "ブラジル", "brazil nut"]
queries = ["Brasil", "REPUBLIC", "côte d’ivoire", "a a a", "ブラジ", "qqq", "Brazilian republics"]


def trigrams(text):
    grams = []
    for word in text.lower().split():
        padded = f" {word} "
        grams += [padded[at:at + 3] for at in range(len(padded) - 2)]
    return grams


def cosines(minimum):
    known = sorted({gram for text in texts for gram in trigrams(text)})
    count = lambda text: np.array([trigrams(text).count(gram) for gram in known], dtype=np.float64)
    matrix = np.stack([count(text) for text in texts])
    frequency = (matrix > 0).sum(axis=0)
    kept = frequency >= minimum
    idf = np.log((1 + len(texts)) / (1 + frequency)) + 1

    def rows(counts):
        weighed = counts[:, kept] * idf[kept]
        length = np.linalg.norm(weighed, axis=1, keepdims=True)
        return weighed / np.where(length == 0, 1, length)

    return rows(np.stack([count(query) for query in queries])) @ rows(matrix).T


round_ = lambda m: [[round(float(v), 10) for v in row] for row in m]
print(json.dumps({"texts": texts, "queries": queries, "cosines": {m: round_(cosines(m)) for m in (1, 2)}}, ensure_ascii=False))
