# SPDX-License-Identifier: Apache-2.0
"""Writes the Parquet files beside it, with datasets 5.2.0, pyarrow 26.0.1 and pillow: python write.py

expected.csv holds what they hold, for tests that must not trust the reader under test.
"""

import hashlib
import io
import random

import datasets
import pyarrow.parquet
from PIL import Image

FEATURES = datasets.Features(
    {
        "image": datasets.Image(),
        "label": datasets.ClassLabel(names=["cat", "dog"]),
        "subject_id": datasets.Value("string"),
    }
)
FILES = {
    "data/train-00000-of-00002.parquet": [(0, "alice@example.org"), (1, "bob@example.org"), (1, "alice@example.org")],
    "data/train-00001-of-00002.parquet": [(0, "bob@example.org")],
    "data/test-00000-of-00001.parquet": [(1, None), (0, None)],
}


def png(generator):
    image = Image.new("RGB", (7, 5))
    image.putdata([tuple(generator.randrange(256) for _ in range(3)) for _ in range(35)])
    encoded = io.BytesIO()
    image.save(encoded, "PNG")
    return encoded.getvalue()


def main():
    generator = random.Random(1)
    expected = ["file,label,class_name,subject_id,image_sha256"]
    for file, rows in FILES.items():
        records = []
        for number, (label, subject) in enumerate(rows):
            image = png(generator)
            records.append({"image": {"bytes": image, "path": f"{number}.png"}, "label": label, "subject_id": subject})
            digest = hashlib.sha256(image).hexdigest()
            expected.append(f"{file},{label},{FEATURES['label'].names[label]},{subject or ''},{digest}")
        datasets.Dataset.from_list(records, features=FEATURES).to_parquet(file)
    with open("expected.csv", "w", encoding="utf-8") as out:
        out.write("\n".join(expected) + "\n")
    table = pyarrow.parquet.read_table("data/train-00000-of-00002.parquet")
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        pyarrow.parquet.write_table(table, f"codecs/{codec}.parquet", compression=codec)
    pyarrow.parquet.write_table(
        table, "codecs/pages-v2.parquet", compression="zstd", data_page_version="2.0", write_page_checksum=True,
        row_group_size=2)


if __name__ == "__main__":
    main()
