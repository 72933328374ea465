"""Reference BM25 scores: writes keywords.json, for each question the first ten passages and their scores.

    pip install bm25s==0.3.16
    python keywords.py pride.txt > keywords.json

The scores are those of bm25s with its "lucene" method, k1 = 1.2 and b = 0.75; passages and words are found anew here.
"""

import json
import re
import sys

import bm25s

QUESTIONS = [
    "a marriage proposal is refused",
    "Elizabeth visits a grand estate",
    "a visitor falls ill with a cold after riding in the rain",
    "Pemberley",
    "the the THE entail?",
    "Mr. Collins's cousin, zugzwang, and Lady Catherine de Bourgh",
    "ten thousand pounds a year",
]


def passages(novel):
    paragraphs = (re.sub(r"\s+", " ", paragraph).strip() for paragraph in re.split(r"\n[ \t]*\n", novel))
    return [paragraph.replace("_", "") for paragraph in paragraphs if len(paragraph) > 250]


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def main():
    texts = [words(passage) for passage in passages(open(sys.argv[1]).read())]
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, dtype="float64")
    index.index(texts, show_progress=False)
    rows = []
    for question in QUESTIONS:
        known = [word for word in words(question) if word in index.vocab_dict]
        scores = index.get_scores(known)
        first = sorted(range(len(texts)), key=lambda passage: (-scores[passage], passage))[:10]
        found = [[passage, round(float(scores[passage]), 6)] for passage in first if scores[passage] > 0]
        rows.append({"question": question, "found": found})
    print(json.dumps(rows, separators=(",", ":")).replace("},{", "},\n{"))


main()
