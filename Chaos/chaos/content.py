"""The files that are served. Each one's bytes follow from its name, so that every process knows them."""

import hashlib
import pathlib
import random

SIZES = {"small": (0, 1, 200, 1400, 4096), "medium": (20_000, 65_536, 200_000), "large": (3_000_000, 8_388_608)}


def contents():
    """Each file's path and bytes."""
    files = {}
    for kind, sizes in SIZES.items():
        for size in sizes:
            target = f"/{kind}-{size}.bin"
            seed = hashlib.sha256(target.encode()).digest()
            files[target] = random.Random(seed).randbytes(size)
    return files


def write(root: pathlib.Path):
    """Makes the files below `root`."""
    root.mkdir(parents=True, exist_ok=True)
    # The list of what is in here takes tens of milliseconds to make, and not a byte of it leaves before it is made.
    (root / "many").mkdir(exist_ok=True)
    for number in range(4000):
        (root / "many" / f"entry-{number:05}.txt").touch()
    for target, content in contents().items():
        (root / target[1:]).write_bytes(content)
