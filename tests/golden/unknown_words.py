"""What pandas reads as not known unless it is told otherwise: writes unknown_words.json.

    pip install pandas==3.1.1
    python unknown_words.py > unknown_words.json
"""

import io
import json

import pandas
from pandas._libs.parsers import STR_NA_VALUES

words = sorted(STR_NA_VALUES)
table = pandas.read_csv(io.StringIO("word,kept\n" + "".join(f"{word},x\n" for word in words)))
assert table["word"].isna().all() and len(table) == len(words)
print(json.dumps(words))
