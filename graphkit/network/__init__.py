"""A StanceGraph as a NetworkX graph, and as GraphML."""

from graphkit.network.converting import (
    Quote,
    actor_node,
    edge_id,
    ends,
    to_networkx,
    topic_node,
    write_graphml,
    write_whole,
)

__all__ = ["Quote", "actor_node", "edge_id", "ends", "to_networkx", "topic_node", "write_graphml", "write_whole"]
