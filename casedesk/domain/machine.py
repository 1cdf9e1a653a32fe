"""States and moves as a table, which answers what may happen next and draws itself."""

from dataclasses import dataclass

from casedesk.domain.errors import NotPermitted, NotPossible


@dataclass(frozen=True)
class Move:
    """One move: its name, the states it starts from, the state it leads to, and its conditions.

    With `to` None the state stays. `supervisor` moves are for supervisors; `reason` ones need a
    written reason.
    """

    name: str
    start: tuple[str, ...]
    to: str | None
    supervisor: bool = False
    reason: bool = False


@dataclass(frozen=True)
class Machine:
    """A thing's states: the first state, the final ones, and every move there is."""

    what: str
    first: str
    final: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Return every state, in the order in which the table mentions them."""
        mentioned = [self.first]
        for move in self.moves:
            mentioned += [*move.start, *([move.to] if move.to else [])]
        return tuple(dict.fromkeys(mentioned))

    def possible(self, state: str) -> tuple[Move, ...]:
        """Return the moves that start from this state."""
        return tuple(move for move in self.moves if state in move.start)

    def after(self, state: str, name: str, *, supervisor: bool = False, reason: str = "") -> str:
        """Return the state after a move.

        Raises NotPossible when the move does not start here or lacks its reason, NotPermitted when
        it is for a supervisor only.
        """
        moves = {move.name: move for move in self.possible(state)}
        if name not in moves:
            others = ", ".join(moves) or "nothing"
            raise NotPossible(f"{self.what} is {state}: {name} is not possible, only {others}")
        move = moves[name]
        if move.supervisor and not supervisor:
            raise NotPermitted(f"{name} is for a supervisor")
        if move.reason and not reason.strip():
            raise NotPossible(f"{name} needs a written reason")
        return move.to or state

    def diagram(self) -> str:
        """Return the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        lines += [
            f"    {start} --> {move.to or start}: {_label(move)}"
            for move in self.moves
            for start in move.start
        ]
        lines += [f"    {state} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"


def _label(move: Move) -> str:
    marks = [word for word, on in (("supervisor", move.supervisor), ("reason", move.reason)) if on]
    name = move.name.replace("_", " ")
    return f"{name} ({', '.join(marks)})" if marks else name
