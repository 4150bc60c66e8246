"""What redaction finds: in strangers' code, where there is nothing, and among made-up secrets."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = (
    "Django==5.2",
    "celery==5.7.0",
    "Flask==3.1.3",
    "httpx==0.28.1",
    "requests==2.34.2",
    "Scrapy==2.19.0",
    "tornado==6.6.1",
)
GOAL = 1.0
"""False alarms in 10,000 lines, less than."""
N_DRAWN = 1_000
REAL = {
    "192b9bdd22ab9ed4": "a SECRET_KEY in Flask's documentation",
    "5f352379324c2246": "a SECRET_KEY in Flask's documentation",
    "ZYXK7NiynGlTogH8": "an AWS secret key in a broker's URL in Celery's documentation",
    "0PN5J17HBGZHT7JJ": "an S3 access key in Scrapy's tests",
    "uV3F3YluFJax1ckn": "an S3 secret key in Scrapy's tests",
    "16f92501e8a59326": "a console password in Scrapy's documentation",
    "xa9zZXJuYW1lOnRl": "a user's credentials in requests' tests",
    "0LjQvNGPOtC/0LDR": "a user's credentials in requests' tests",
    "QWxhZGRpbjpvcGVu": "a user's credentials in Tornado's tests",
}
"""First characters of findings that were looked at and are keys, though of examples; what is not
here, nor a private key, counts as a false alarm."""


@dataclass(slots=True, kw_only=True)
class Count:
    """What was found in one package."""

    n_lines: int = 0
    n_bytes: int = 0
    n_keys: int = 0
    """Private keys, which tests of TLS have: each counts once."""
    n_real: int = 0
    false: list[str]
    seconds: float = 0.0


def count_package(folder: Path) -> Count:
    """Search every text file of a package."""
    from patchcritic.redact.find import PRIVATE_KEY, find_secrets
    from patchcritic.snapshot.text import MAX_TEXT_BYTES, decode_text

    count = Count(false=[])
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_TEXT_BYTES:
            continue
        text = decode_text(path.read_bytes())
        if text is None:
            continue
        started = time.perf_counter()
        found = find_secrets(text)
        count.seconds += time.perf_counter() - started
        count.n_lines += text.count("\n")
        count.n_bytes += len(text)
        count.n_keys += text.count("-----END") if any(s.kind == PRIVATE_KEY for s in found) else 0
        for one in found:
            value = text[one.start : one.end]
            if one.kind == PRIVATE_KEY:
                continue
            if value[:16] in REAL:
                count.n_real += 1
            else:
                line = text.count("\n", 0, one.start) + 1
                count.false.append(f"{path.relative_to(folder)}:{line} {one.kind}")
    return count


def unpack(packages: tuple[str, ...], folder: Path) -> Iterator[tuple[str, Path]]:
    """The source distributions, unpacked and never run."""
    for package in packages:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run(
            [*command, "--no-binary", ":all:", "--dest", str(folder), package], check=True
        )
    for archive in sorted(folder.glob("*.tar.gz")):
        target = folder / archive.name.removesuffix(".tar.gz")
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter="data")
        yield target.name, target


def measure_recall() -> Counter[str]:
    """How many of ``N_DRAWN`` made-up secrets of each kind are found whole."""
    from patchcritic.redact.find import find_secrets
    from tests.redact.conftest import EMBEDDED, SHAPES, Forge

    n_found: Counter[str] = Counter()
    for seed in range(N_DRAWN):
        for name, draw in SHAPES.items():
            secret = draw(Forge(seed))
            text = f'value = "{secret}"\n'
            n_found[name] += [text[s.start : s.end] for s in find_secrets(text)] == [secret]
        for name, (template, draw) in EMBEDDED.items():
            secret = draw(Forge(seed))
            text = template.format(secret)
            n_found[name] += any(secret in text[s.start : s.end] for s in find_secrets(text))
    return n_found


def main() -> None:
    """Print false alarms by package, and what is found of each kind."""
    print(f"goal: less than {GOAL:g} false alarms in 10,000 lines\n")
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        for name, path in unpack(PACKAGES, Path(folder)):
            count = count_package(path)
            rate = len(count.false) / count.n_lines * 10_000
            print(
                f"{name:<18} {count.n_lines:>9,} lines  {len(count.false)} false alarms "
                f"({rate:.2f} in 10,000 lines), {count.n_real} keys of examples, "
                f"{count.n_keys} private keys; {count.n_bytes / 1e6 / count.seconds:.0f} MB/s"
            )
            for place in count.false:
                print(f"    {place}")
    found = measure_recall()
    whole = [name for name, n in found.items() if n == N_DRAWN]
    print(f"\n{N_DRAWN:,} made-up secrets of each of {len(found)} kinds: {len(whole)} kinds whole")
    for name, n in sorted(found.items(), key=lambda item: item[1]):
        if n < N_DRAWN:
            print(f"  {name:<18} {n / N_DRAWN:.1%}")
