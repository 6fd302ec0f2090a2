"""The verbs that read articles: build, explain, evaluate."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, Engine, ModelName, OntologyDir, Verbose, built, examples, on_cluster
from graphkit.cli.printing import print_lines, summary
from graphkit.cli.progressing import cores, progress
from graphkit.cli.reports import agreed, evaluated, explanation, tell_problems


@app.command(
    epilog=examples(
        "graphkit build seeds",
        "graphkit build seeds/000_2e55a6774b8fa7fd.txt seeds/001_20dd8a90c4f4b131.txt --output week --check",
        "graphkit build seeds/004_6130a6734b00995e.txt",
        "graphkit build seeds --no-cache --verbose",
        "graphkit build news.jsonl --map text=body,date=meta.published",
        "graphkit build seeds --parts parts",
    )
)
def build(
    # Not as Path: Path("") is the current folder.
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files and folders with articles; - for standard input."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")
    ] = GRAPH.parent,
    model: ModelName = None,
    ontology: OntologyDir = None,
    ledger: Annotated[
        str | None, typer.Option(metavar="FILE", help="What people judged to be the same, different, wrong.")
    ] = None,
    codebook: Annotated[str | None, typer.Option(metavar="FILE.ttl", help="Topics of your own, in SKOS.")] = None,
    links: Annotated[
        str | None, typer.Option(metavar="FILE.csv", help="What actors and topics are called elsewhere: name,iri.")
    ] = None,
    base: Annotated[str | None, typer.Option(metavar="IRI", help="What the graph's own IRIs begin with.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check the graph against the SHACL shapes.")] = False,
    fields: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="text=FIELD,…", help="Which fields of JSON, tables, Parquet hold what."),
    ] = None,
    extractor: Annotated[str, typer.Option(metavar="NAME", help="What reads the articles: rules, llm, a plug-in.")] = (
        "rules"
    ),
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-j", metavar="N", min=1, help="Processes that read; by default the cores."),
    ] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Where articles are read: by processes here, or by Spark on a cluster.")
    ] = Engine.PROCESSES,
    master: Annotated[
        str | None, typer.Option(metavar="URL", help="Spark's master; by default as Spark is set up, or this machine.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder that all machines of the cluster see; it is kept.")
    ] = None,
    parts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write Parquet and N-Quads in parts, to load in bulk.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Extract all claims anew and keep none.")] = False,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only tell about what asking a language model would cost.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Read articles, from text to web archives, into the graph of a folder: graph.ttl, graph.html, graph.graphml.

    Articles that the folder holds already stay; a file that was edited replaces what it said before.
    """
    from graphkit import upkeep
    from graphkit.reading import read_mapping

    if estimate:
        with progress() as bar:
            lines = upkeep.estimate(
                output,
                *(paths or ()),
                ontology=ontology,
                model=model,
                extractor=extractor,
                mapping=read_mapping(fields or ()),
                cached=not no_cache,
                on_skip=bar.skip,
            )
        print_lines(lines)
        return
    cluster = on_cluster(engine, output, master, work, anew=no_cache)
    if parts is not None:
        from graphkit.export.parts import ready_for_parts, write_parts

        ready_for_parts(parts)
    with progress() as bar:
        done = upkeep.build(
            output,
            *(paths or ()),
            ontology=ontology,
            model=model,
            base=base,
            ledger=ledger,
            codebook=codebook,
            links=links,
            cached=not no_cache,
            progress=bar.tell,
            on_skip=bar.skip,
            extractor=extractor,
            workers=workers or cores(),
            mapping=read_mapping(fields or ()),
            cluster=cluster,
        )
    if parts is not None:
        write_parts(done.graph.stances, done.graph.ontology, parts, done.graph.base)
    print_lines(summary(done))
    if check:
        tell_problems(done.graph.check())


@app.command(
    epilog=examples(
        'graphkit explain "Germany did not support the proposal."', "graphkit explain seeds/004_6130a6734b00995e.txt"
    )
)
def explain(
    source: Annotated[str, typer.Argument(metavar="SENTENCE|PATH", help="A text, or a file or folder with articles.")],
    model: ModelName = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Show for each sentence what it says, by which frame, actor and speaker, or what blocked it."""
    from graphkit import pipeline

    print_lines(explanation(pipeline.explain(source, ontology=ontology, model=model)))


@app.command(
    epilog=examples(
        "graphkit evaluate tests/gold/seeds.yaml output/graph.ttl",
        "graphkit evaluate tests/gold/seeds.yaml seeds --errors",
    )
)
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Coded statements, in YAML.")],
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[GRAPH.ttl|PATH]...", help="A graph, or articles to read.")
    ] = None,
    aliases: Annotated[Path | None, typer.Option(metavar="FILE", help="Other labels that are right.")] = None,
    coding: Annotated[Path | None, typer.Option(metavar="FILE", help="A second coding, to compare with.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and what is false.")] = False,
    model: ModelName = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Measure a graph against coded statements, or two codings against each other."""
    from graphkit import evaluation, pipeline
    from graphkit.cli.configuring import graph_file
    from graphkit.graph import load

    coded = evaluation.read_gold(gold, aliases)
    if coding is not None:
        other = evaluation.read_gold(coding, aliases)
        evaluation.refuse_strangers(coded, (statement.article for statement in other.statements), (gold, coding))
        print_lines(agreed(evaluation.agreement(coded, other)))
        return
    named = paths or [str(built(graph_file()))]
    is_graph = len(named) == 1 and named[0].endswith(".ttl")
    graph = load(named[0], ontology) if is_graph else pipeline.build(*named, ontology=ontology, model=model)
    evaluation.refuse_strangers(coded, (source.file for source in graph.articles), (gold, " ".join(named)))
    print_lines(evaluated(coded, graph.stances, graph.ontology.relations, errors=errors))
