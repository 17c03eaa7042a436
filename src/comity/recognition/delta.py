"""What an audit by another protocol leaves to ask of one's own: exactly these questions, and no new audit for the rest.

In: one's own protocol with its benchmark, and the coverage of the report's protocol. Out: `Delta`: the open questions, the
share that the two percentages alone would guarantee, and the true share. Laws: what is open is worked out criterion by
criterion; what is not known is open; the true share is never below the guaranteed one.
"""

from dataclasses import dataclass

from comity.benchmark import Coverage, Protocol, Share, Standing, coverage_of
from comity.benchmark.compare import OpenRequirement, Overlap, Residue, open_requirements, overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    protocol: Protocol  # one's own
    benchmark: str  # the criteria both were compared with
    benchmark_digest: str
    residue: Residue
    overlap: Overlap  # left: one's own; right: the report's

    @property
    def asked(self) -> int:
        return self.residue.asked

    @property
    def answered(self) -> int:
        return self.residue.asked - len(self.residue.open)

    @property
    def open(self) -> tuple[OpenRequirement, ...]:
        return self.residue.open

    @property
    def guaranteed(self) -> Share:
        """What the two percentages alone promise of one's own requirements within the common criteria."""
        met = self.overlap.guaranteed.met
        return Share(met=met, of=int(self.overlap.left.met))

    @property
    def pairwise(self) -> Share:
        """The same, as it is in truth."""
        return self.overlap.right_answers_of_left

    @property
    def sentence(self) -> str:
        if not self.open:
            return f"All {self.asked} of your questions are answered."
        remain = "this 1 remains" if len(self.open) == 1 else f"these {len(self.open)} remain"
        return f"{self.answered} of your {self.asked} questions are answered; {remain}."

    @property
    def promise(self) -> str:
        return (
            f"Of the {self.overlap.left.met} common criteria that your protocol meets, the two benchmarks alone would promise "
            f"{self.guaranteed.met} ({self.guaranteed.percent}); in truth the report's protocol meets {self.pairwise.met} "
            f"({self.pairwise.percent})."
        )


def delta(own: Protocol, standing: Standing, report: Coverage) -> Delta:
    """`standing`: of one's own benchmark. Raises CriteriaProblem where the two were compared with other criteria."""
    found = overlap(coverage_of(report.criteria, standing), report)
    return Delta(
        protocol=own,
        benchmark=report.criteria.name,
        benchmark_digest=report.criteria.digest,
        residue=open_requirements(own, standing, report),
        overlap=found,
    )
