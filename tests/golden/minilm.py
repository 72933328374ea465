"""Reference embeddings of all-MiniLM-L6-v2: writes minilm.json.

    pip install numpy scipy && tools/minilm.sh
    python minilm.py FOLDER_WITH_MODEL > minilm.json

Plain numpy in float64, with a WordPiece tokenizer of its own; neither candle nor the tokenizers library.
BERT: Devlin et al. 2018. WordPiece: greedy, longest piece first. Pooling: mean over all tokens, then length 1;
a text of more than 128 tokens is the mean of equal parts.
"""

import json
import re
import struct
import sys
import unicodedata

import numpy as np
import scipy.special

HEADS, LAYERS, MOST = 12, 6, 128

TEXTS = [
    "This is an example sentence",
    "a marriage proposal is refused",
    "Elizabeth visits a grand estate in Derbyshire",
    "",
    "Naïve CAFÉ—déjà-vu, 1813: £50 & $3.14!",
    "베넷 씨는 다섯 딸이 있다",
    "antidisestablishmentarianism unphotographable",
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of "
    "a wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood, "
    "this truth is so well fixed in the minds of the surrounding families, that he is considered the rightful "
    "property of some one or other of their daughters. My dear Mr. Bennet, said his lady to him one day, have you "
    "heard that Netherfield Park is let at last? Mr. Bennet replied that he had not. But it is, returned she; for "
    "Mrs. Long has just been here, and she told me all about it. Mr. Bennet made no answer. Do you not want to know "
    "who has taken it? cried his wife impatiently.",
]


class MiniLm:
    def __init__(self, folder):
        data = open(f"{folder}/model.safetensors", "rb").read()
        size = struct.unpack("<Q", data[:8])[0]
        self.weights = {}
        for name, entry in json.loads(data[8 : 8 + size]).items():
            if entry.get("dtype") == "F32":
                start, end = (8 + size + offset for offset in entry["data_offsets"])
                values = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
                self.weights[name] = values.astype(np.float64)
        self.vocabulary = json.load(open(f"{folder}/tokenizer.json"))["model"]["vocab"]

    def tokens(self, text):
        cleaned = []
        for char in text:
            # Ideographs stand alone; Hangul and the rest do not.
            if 0x4E00 <= ord(char) <= 0x9FFF:
                char = f" {char} "
            cleaned.append(char)
        text = unicodedata.normalize("NFD", "".join(cleaned).lower())
        text = "".join(char for char in text if unicodedata.category(char) != "Mn")
        words = []
        for part in text.split():
            word = ""
            for char in part:
                ascii_sign = char.isascii() and not char.isalnum()
                if ascii_sign or unicodedata.category(char).startswith("P"):
                    words += [word, char]
                    word = ""
                else:
                    word += char
            words.append(word)
        pieces = [piece for word in words if word for piece in self.pieces(word)]
        return pieces

    def parts(self, text):
        """Equal parts, so that none is a mere rest."""
        tokens = self.tokens(text)
        count = max(1, -(-len(tokens) // (MOST - 2)))
        places = [len(tokens) * part // count for part in range(count + 1)]
        first, last = self.vocabulary["[CLS]"], self.vocabulary["[SEP]"]
        return [[first, *tokens[start:end], last] for start, end in zip(places, places[1:])]

    def pieces(self, word):
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.vocabulary:
                    found.append(self.vocabulary[piece])
                    start = end
                    break
            else:
                return [self.vocabulary["[UNK]"]]
        return found

    def linear(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-12)
        return x * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def attention(self, x, name):
        split = lambda y: y.reshape(len(x), HEADS, -1).transpose(1, 0, 2)
        query, key, value = (split(self.linear(x, f"{name}.self.{part}")) for part in ["query", "key", "value"])
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        mixed = scipy.special.softmax(scores, -1) @ value
        mixed = mixed.transpose(1, 0, 2).reshape(x.shape)
        return self.norm(self.linear(mixed, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")

    def embed(self, tokens):
        part = lambda name: self.weights[f"embeddings.{name}_embeddings.weight"]
        x = part("word")[tokens] + part("position")[: len(tokens)] + part("token_type")[0]
        x = self.norm(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            x = self.attention(x, f"{name}.attention")
            inner = self.linear(x, f"{name}.intermediate.dense")
            inner = inner * (1 + scipy.special.erf(inner / np.sqrt(2))) / 2
            x = self.norm(self.linear(inner, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)

    def embed_parts(self, parts):
        mean = np.mean([self.embed(part) for part in parts], 0)
        return mean / np.linalg.norm(mean)


def main():
    model = MiniLm(sys.argv[1])
    rows = []
    for text in TEXTS:
        parts = model.parts(text)
        vector = [round(float(value), 6) for value in model.embed_parts(parts)]
        rows.append({"text": text, "parts": parts, "embedding": vector})
    print(json.dumps(rows, separators=(",", ":")).replace("},{", "},\n{"))


if __name__ == "__main__":
    main()
