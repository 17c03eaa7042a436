"""How long a reviewer waits: a protocol of 400 questions against the 154 shipped criteria.

    python -m bench.benchmark.speed [--words-alone]

The questions are those of the fictional protocol in `examples/`, the first hundred once more in other words. "cold" reads every text with
the sentence models, "cached" finds their vectors on file, "decision" is from one decision to the next question: the log, the
proposals weighed anew, the forecast. Seconds of wall and of processor: on a busy machine only the second can be compared.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from comity.benchmark import (
    Judgement,
    Log,
    Party,
    Protocol,
    Rule,
    Strength,
    load_criteria,
    next_questions,
    read_protocol,
)
from comity.benchmark.proposals import Proposer, proposer
from comity.benchmark.suggest.encoder import Encoder, Remembering, VectorFile, load_encoder
from examples import make_protocol

_QUESTIONS = 400
_CRITERIA = "smeta-4p-6.0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--words-alone", action="store_true")
    given = parser.parse_args()
    criteria, protocol = load_criteria(_CRITERIA), long_protocol()
    print(f"{len(protocol.questions)} questions, {len(criteria)} criteria")
    with tempfile.TemporaryDirectory() as folder:
        model: Encoder | None = None if given.words_alone else load_encoder(print)
        for way in ("cold", "cached"):
            kept = Remembering(model, VectorFile(Path(folder) / "vectors.sqlite")) if model else None
            with timed(way):
                engine = proposer(criteria, protocol, model=kept)
                log = engine.renewed(Log())
        for _ in range(5):
            log = decided(engine, log)


def long_protocol() -> Protocol:
    questions = read_protocol(make_protocol.workbook(make_protocol.alder()), name="Alder Foods").questions
    again = [
        replace(one, id=f"{one.id}, again", text=f"{one.text} Show the records of the last year.")
        for one in questions
    ]
    return Protocol(name="Alder Foods", version="", questions=(*questions, *again)[:_QUESTIONS])


def decided(engine: Proposer, log: Log) -> Log:
    question = next_questions(engine.criteria, log.standing, Rule(), most=1)[0]
    best = log.standing.open_proposals()[question.criterion][0]
    with timed("decision"):
        log = log.with_decisions(
            [Judgement(link=best.link, confirmed=True, strength=Strength.FULL)],
            party=Party.REVIEWER,
            by="bench",
        )
        log = engine.renewed(log)
        next_questions(engine.criteria, log.standing, Rule(), most=1)
    return log


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), _processor()
    yield
    print(
        f"{what:<9} {time.perf_counter() - wall:7.2f} s wall  {_processor() - processor:7.2f} s processor",
        flush=True,
    )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
