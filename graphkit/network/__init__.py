"""A StanceGraph as a network: for NetworkX and GraphML, and as the discourse network that it makes up.

`converting` makes the NetworkX graph of everything. `occurrences` picks what counts, `projections`
makes affiliation, congruence, conflict and subtract networks of it, `timeline` cuts it into windows of time;
`communities`, `balance`, `brokerage` and `controversy` measure; `analysis` does all of it, `figures` draws and `report`
writes it.
"""

from graphkit.network.analysis import Analysis, Moment, analyse, camps_of, conflict_share, polarisation
from graphkit.network.balance import Frustration, Triads, frustration, triads
from graphkit.network.brokerage import Broker, backbone, brokers
from graphkit.network.communities import camps, modularity
from graphkit.network.controversy import Controversy, controversies
from graphkit.network.converting import (
    Quote,
    actor_node,
    edge_id,
    ends,
    flattened,
    graphml,
    legible,
    name_token,
    to_networkx,
    topic_node,
    without_control_characters,
    write_graphml,
)
from graphkit.network.occurrences import Discourse, Occurrence, discourse
from graphkit.network.projections import actor_network, affiliation_network, object_network
from graphkit.network.timeline import Window, natural_window, windows

__all__ = [
    "Analysis",
    "Broker",
    "Controversy",
    "Discourse",
    "Frustration",
    "Moment",
    "Occurrence",
    "Quote",
    "Triads",
    "Window",
    "actor_network",
    "actor_node",
    "affiliation_network",
    "analyse",
    "backbone",
    "brokers",
    "camps",
    "camps_of",
    "conflict_share",
    "controversies",
    "discourse",
    "edge_id",
    "ends",
    "flattened",
    "frustration",
    "graphml",
    "legible",
    "modularity",
    "name_token",
    "natural_window",
    "object_network",
    "polarisation",
    "to_networkx",
    "topic_node",
    "triads",
    "windows",
    "without_control_characters",
    "write_graphml",
]
