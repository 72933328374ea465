"""Writes one picture in each format that is read, for tests/pictures.rs.

pip install pillow numpy; python pictures.py
"""

import pathlib

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "pictures"
FOLDER.mkdir(exist_ok=True)
y, x = np.mgrid[0:96, 0:120]
rgb = np.stack([x * 2, y * 2, 127 + 60 * np.sin(x / 5) + 60 * np.cos(y / 7)], axis=2).clip(0, 255).astype("uint8")
picture = Image.fromarray(rgb)
picture.save(FOLDER / "baseline.jpg", quality=85)
picture.save(FOLDER / "progressive.jpg", quality=85, progressive=True)
picture.convert("L").save(FOLDER / "gray.jpg", quality=85)
picture.convert("CMYK").save(FOLDER / "cmyk.jpg", quality=85)
picture.save(FOLDER / "restart-markers.jpg", quality=85, restart_marker_blocks=4)
picture.save(FOLDER / "picture.png")
picture.convert("P", palette=Image.Palette.ADAPTIVE).save(FOLDER / "picture.gif")
picture.save(FOLDER / "lossy.webp", quality=80)
picture.save(FOLDER / "lossless.webp", lossless=True)
