"""Killing the library at random instants: ``python -m tests.benchmarks.kill --kills 200``.

A process publishes, replaces, withdraws, restores, takes in folders, catches up and compacts, and says before and
after each step what it does. It is killed (SIGKILL) at a random instant; then every acknowledged step must hold, no
document may answer by halves, and the derived indexes must equal what the library says. The same home is used
throughout, so damage adds up.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from index.derived import sync
from index.derived.sync import Indexes
from index.ingestion.ingest import ingest
from index.library.library import Library
from index.upkeep.verify import snapshot_differences, verify
from tests.support.library_samples import SmallEncoder, make_document, read_lines

NUMBERS = 12
FILES = 40
ENCODER = SmallEncoder()
#: What a number's document may answer with: the texts' stem, or None for nothing.
Allowed = dict[int, set[str | None]]


def work(home: Path, seed: int, out: Connection) -> None:
    """Publish and withdraw documents for ever, with catching up and compaction in between."""
    sync.COMPACT_ROWS = 6
    chance = random.Random(seed)
    with Library.open(home) as library:
        library.use_model(ENCODER.name, ENCODER.dimension)
        indexes = Indexes.open(home, library)
        ids: dict[int, str] = {}
        for serial in range(100_000):
            number = chance.randrange(1, NUMBERS + 1)
            step = chance.choice(("publish", "publish", "withdraw", "restore"))
            stem = f"{seed}-{serial}" if step == "publish" else None
            if step != "publish" and number not in ids:
                continue
            out.send(("begin", step, number, stem))
            if step == "publish":
                document = make_document(*[f"{number} {stem} {part}" for part in "abc"], number=number)
                vectors = ENCODER.embed_passages([passage.text for passage in document.passages])
                ids[number] = library.publish(document, vectors).document_id
            elif step == "withdraw":
                library.withdraw(ids[number], "thử")
            else:
                library.restore(ids[number])
            out.send(("done", step, number, stem))
            if chance.random() < 0.7:
                indexes.catch_up()


def take_in(home: Path, seed: int, out: Connection) -> None:
    """Take in a folder whose files all change."""
    folder = home.parent / "inbox"
    folder.mkdir(exist_ok=True)
    for i in range(FILES):
        (folder / f"{i:02}.txt").write_text(f"tệp {i} {seed} a\ntệp {i} {seed} b", encoding="utf-8")
    with Library.open(home) as library:
        out.send(("folder", "", seed, None))
        ingest(
            library, ENCODER, [folder], lambda one: out.send(("file", one.last.result, seed, Path(one.last.path).stem)),
            workers=1, reader=read_lines,
        )  # fmt: skip
        Indexes.open(home, library)
        time.sleep(10)


def said(out: Connection) -> list[tuple[str, str, int, str | None]]:
    messages = []
    try:
        while out.poll():
            messages.append(out.recv())
    except EOFError:
        pass
    return messages


def killed(
    target: Callable[[Path, int, Connection], None], home: Path, seed: int, after: float
) -> list[tuple[str, str, int, str | None]]:
    """Run a process for a while from its first word on, kill it, and return what it said."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(home, seed, theirs))
    process.start()
    theirs.close()
    messages = []
    if ours.poll(60):
        end = time.monotonic() + after
        while time.monotonic() < end:
            time.sleep(min(0.005, max(0.0, end - time.monotonic())))
            messages += said(ours)
    if process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return messages + said(ours)


def update(allowed: Allowed, texts: dict[int, str], messages: list[tuple[str, str, int, str | None]]) -> None:
    """What may answer after these steps: each acknowledged, the last perhaps only begun."""
    for word, step, number, stem in messages:
        after = {"publish": stem, "withdraw": None, "restore": texts.get(number)}.get(step)
        if word == "begin":
            allowed[number] = {*allowed.get(number, {None}), after}
            if stem is not None:
                texts[number] = stem if step == "publish" else texts[number]
        elif word == "done":
            allowed[number] = {after}


def check(home: Path, allowed: Allowed) -> dict[int, str | None]:
    """Raise when anything is wrong; returns what each number answers with."""
    with Library.open(home) as library:
        library.use_model(ENCODER.name, ENCODER.dimension)
        problems = verify(library)
        indexes = Indexes.open(home, library)
        wanted = {row.passage_id: row.vector for rows in library.index_rows() for row in rows}
        bodies = [row.body for rows in library.index_rows() for row in rows]
        problems += [*indexes.notices, *snapshot_differences(indexes.snapshot(), wanted)]
    found: dict[int, str | None] = dict.fromkeys(range(1, NUMBERS + 1))
    parts: dict[tuple[str, str], str] = {}
    for body in bodies:
        first, second, part = body.rsplit(" ", 2)
        parts[first, second] = parts.get((first, second), "") + part
    for (first, second), letters in parts.items():
        whole = "ab" if first.startswith("tệp") else "abc"
        if letters != whole:
            problems.append(f"{first} {second} answers by halves: {letters}")
        if not first.startswith("tệp"):
            if found[int(first)] is not None:
                problems.append(f"{first} answers twice")
            found[int(first)] = second
    for number, may in allowed.items():
        if found[number] not in may:
            problems.append(f"number {number} answers with {found[number]}, not one of {may}")
    if problems:
        raise AssertionError("\n".join(problems))
    return found


def check_files(home: Path, messages: list[tuple[str, str, int, str | None]]) -> None:
    """Every file that was acknowledged answers with its new text."""
    with Library.open(home) as library:
        bodies = {row.body for rows in library.index_rows() for row in rows}
    for word, result, seed, name in messages:
        if word == "file" and result == "indexed" and name is not None:
            text = f"tệp {int(name)} {seed} a"
            if text not in bodies:
                raise AssertionError(f"{text} was acknowledged and does not answer")


def run(kills: int, seed: int, longest: float = 1.0) -> dict[str, int]:
    """Kill ``kills`` processes; returns how many steps were acknowledged before, and what was lost (nothing)."""
    chance = random.Random(seed)
    steps = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        allowed: Allowed = {}
        texts: dict[int, str] = {}
        for kill in range(kills):
            if kill % 5 == 4:
                messages = killed(take_in, home, kill, chance.random() * 3 * longest)
                check_files(home, messages)
            else:
                messages = killed(work, home, kill, chance.random() * longest)
                update(allowed, texts, messages)
            steps += sum(word in ("done", "file") for word, *_ in messages)
            now = check(home, allowed)
            allowed = {number: {stem} for number, stem in now.items()}
            texts |= {number: stem for number, stem in now.items() if stem is not None}
    return {"kills": kills, "acknowledged": steps, "lost": 0}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    started = time.monotonic()
    print(run(asked.kills, asked.seed), f"{time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
