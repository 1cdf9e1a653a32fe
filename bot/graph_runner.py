"""Runs a trained model's graph in one pass, in an order that is found once.

Rasa's runner builds the part of the graph that is wanted, as a dask graph, anew for each message
and each prediction, and hands it to a scheduler with queues and callbacks, to call a dozen
functions one after the other in one thread.
"""

from graphlib import TopologicalSorter
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

Step = Tuple[Text, GraphNode, Tuple[Text, ...]]


class InOrderRunner(DaskGraphRunner):
    """Rasa's runner, its nodes and hooks, without the scheduler."""

    _steps: Dict[Tuple[Text, ...], List[Step]]

    def run(
        self,
        inputs: Optional[Dict[Text, Any]] = None,
        targets: Optional[List[Text]] = None,
    ) -> Dict[Text, Any]:
        """Run what the targets need; return each target's output by its name.

        Raises GraphRunError as Rasa's own does.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        # What a node needs and nobody gave stays a bare name: the node says what is missing.
        done: Dict[Text, Any] = {name: (name, given) for name, given in (inputs or {}).items()}
        try:
            for name, node, needs in self._steps_to(wanted):
                done[name] = node(*(done.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(done[name] for name in wanted)

    def _steps_to(self, wanted: Tuple[Text, ...]) -> List[Step]:
        found: Dict[Tuple[Text, ...], List[Step]] = self.__dict__.setdefault("_steps", {})
        if wanted not in found:
            nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
            needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
            order = TopologicalSorter(needs).static_order()
            found[wanted] = [
                (name, self._instantiated_nodes[name], needs[name])
                for name in order
                if name in nodes
            ]
        return found[wanted]
