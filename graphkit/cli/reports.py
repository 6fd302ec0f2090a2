"""What `graphkit explain` and `graphkit evaluate` say, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from graphkit.cli.app import PROBLEMS
from graphkit.cli.printing import count, print_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphkit.evaluation import Agreement, Gold, Score
    from graphkit.extraction.rules import Explanation
    from graphkit.model import Claim, StanceGraph
    from graphkit.ontology import Relation


def explanation(explained: Iterable[Explanation]) -> Iterator[str]:
    """Each sentence with its claims, and the cues that came to nothing."""
    for sentence in explained:
        yield " ".join(sentence.sentence.split())
        for claim in sentence.claims:
            yield f"  + {_claim(claim)}"
            yield f"      {'; '.join(_reasons(claim))}"
        told = {(claim.cue, claim.rule) for claim in sentence.claims}
        for attempt in sentence.attempts:
            if attempt.blocked:
                yield f"  - '{attempt.cue}' ({attempt.rule}): {attempt.blocked}"
            elif (attempt.cue, attempt.rule) not in told:
                yield f"  - '{attempt.cue}' ({attempt.rule}): said more closely by another cue"
        if not sentence.claims and not sentence.attempts:
            yield "  - no cue"


def _claim(claim: Claim) -> str:
    return f"{claim.actor.name} {claim.relation} {claim.object.label}"


def _reasons(claim: Claim) -> Iterator[str]:
    yield f"'{claim.cue}' ({claim.rule})"
    if claim.actor.text != claim.actor.name:
        yield f"actor '{claim.actor.text}'"
    yield f"object '{claim.object.text}'"
    if claim.object.referent:
        yield f"which is {claim.object.referent.name}"
    if claim.speaker:
        yield f"said by {claim.speaker.name}"
    if claim.negated:
        yield "negation resolved"
    yield f"{claim.modality}, confidence {claim.confidence:.2f}"


def evaluated(gold: Gold, graph: StanceGraph, relations: Mapping[str, Relation], *, errors: bool) -> Iterator[str]:
    """The figures of a graph against a gold."""
    from graphkit.evaluation import Evaluation

    found = Evaluation(gold, graph)
    if errors:
        for missed in found.missed:
            said = f"{'|'.join(missed.actors)} {'|'.join(missed.relations)} {' || '.join(missed.objects)}"
            yield f"missed  {missed.article}: {said} <- {missed.sentence}"
        for false in found.false:
            statement = false.statement
            sentence = " ".join(statement.evidence.exact.split())[:60]
            yield f"false   {false.file}: {false.actor} {statement.relation} {statement.object_text} <- {sentence}"
    low, high = found.interval()
    alike = Evaluation(gold, graph, lambda name: str(relations[name].polarity) if name in relations else name)
    yield f"statements      {_figures(found.score)}  (95 % of resamples {low:.3f} to {high:.3f})"
    yield f"polarity alone  {_figures(alike.score)}"
    for name, score in found.by_relation().items():
        yield f"{name:<15} {_figures(score)}"
    yield f"merging         {_figures(found.merging())}"
    yield f"of {len(found.required)} asked for {len(found.hits)} were found; {len(found.false)} are false"
    for confidence, right, number in found.reliability():
        yield f"confidence {confidence:.2f}: {right:.2f} right of {number}"
    yield f"actors under their very name: {found.actor_naming():.3f}; overlap of objects: {found.object_overlap():.3f}"


def _figures(score: Score) -> str:
    return f"precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}"


def agreed(agreement: Agreement) -> Iterator[str]:
    """The figures of two codings."""
    yield f"{agreement.units} statements that either coding has; the same relation in {agreement.observed:.3f} of them"
    yield f"Cohen's kappa {agreement.kappa:.3f}  Krippendorff's alpha {agreement.alpha:.3f}"


def tell_problems(problems: Sequence[str]) -> None:
    """Prints what a check found. Leaves by typer.Exit with PROBLEMS where it found any."""
    if problems:
        print_lines((*problems, f"{count(len(problems), 'problem')} found"))
        raise typer.Exit(PROBLEMS)
    typer.echo("the shapes hold")
