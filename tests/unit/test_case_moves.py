"""What a case and a referral may do next, who may do it, and the drawing of it."""

import pytest

from casedesk.domain.case import CASE, REFERRAL, UNANSWERED, is_live
from casedesk.domain.errors import NotPermitted, NotPossible
from casedesk.domain.machine import Machine, Move

# State -> move -> state after it. What is not written here is not possible.
CASE_MOVES = {
    "received": {"assign": "assigned"},
    "assigned": {"reassign": "assigned", "hand_back": "received", "start": "active"},
    "active": {
        "reassign": "active",
        "hand_back": "received",
        "wait": "waiting",
        "ask_closure": "closing",
    },
    "waiting": {
        "reassign": "waiting",
        "hand_back": "received",
        "resume": "active",
        "ask_closure": "closing",
    },
    "closing": {
        "reassign": "closing",
        "send_back": "active",
        "close": "closed",
        "reporter_adds": "active",
    },
    "closed": {"reopen": "received"},
}
REFERRAL_MOVES = {
    "sent": {
        "acknowledge": "acknowledged",
        "accept": "accepted",
        "decline": "declined",
        "withdraw": "withdrawn",
    },
    "acknowledged": {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"},
    "accepted": {"withdraw": "withdrawn", "finish": "finished"},
    "declined": {},
    "withdrawn": {},
    "finished": {},
}


@pytest.mark.parametrize(
    ("machine", "table"), [(CASE, CASE_MOVES), (REFERRAL, REFERRAL_MOVES)], ids=["case", "referral"]
)
def test_every_pair_of_state_and_move_is_as_the_table_says(machine, table):
    names = {move.name for move in machine.moves}
    assert set(machine.states) == set(table)
    for state, moves in table.items():
        for name in names:
            if name in moves:
                after = machine.after(state, name, supervisor=True, reason="Because.")
                assert after == moves[name]
            else:
                with pytest.raises(NotPossible, match=f"{state}: {name} is not possible"):
                    machine.after(state, name, supervisor=True, reason="Because.")


@pytest.mark.parametrize("machine", [CASE, REFERRAL], ids=["case", "referral"])
def test_every_state_can_be_reached_and_only_final_ones_end(machine):
    reached, frontier = {machine.first}, [machine.first]
    while frontier:
        state = frontier.pop()
        onward = {move.to or state for move in machine.possible(state)} - reached
        reached |= onward
        frontier += onward

    assert reached == set(machine.states)
    assert all(machine.possible(state) for state in set(machine.states) - set(machine.final))


@pytest.mark.parametrize("name", ["close", "send_back"])
def test_a_closure_is_decided_by_a_supervisor(name):
    with pytest.raises(NotPermitted, match="supervisor"):
        CASE.after("closing", name, reason="Because.")


REASONED = [
    (CASE, "active", "wait"),
    (CASE, "closing", "send_back"),
    (CASE, "closed", "reopen"),
    (REFERRAL, "sent", "decline"),
    (REFERRAL, "sent", "withdraw"),
    (REFERRAL, "accepted", "finish"),
]


@pytest.mark.parametrize(("machine", "state", "name"), REASONED)
def test_a_move_that_slows_or_undoes_needs_a_reason(machine, state, name):
    with pytest.raises(NotPossible, match="written reason"):
        machine.after(state, name, supervisor=True, reason="  ")


def test_an_impossible_move_says_what_is_possible():
    with pytest.raises(NotPossible, match="the case is received: close is not possible, only assi"):
        CASE.after("received", "close", supervisor=True)
    with pytest.raises(NotPossible, match="only nothing"):
        REFERRAL.after("finished", "accept")


def test_the_diagram_shows_every_move_with_its_conditions():
    toy = Machine(
        what="the toy",
        first="new",
        final=("broken",),
        moves=(
            Move("play_with", ("new", "used"), "used"),
            Move("drop", ("used",), "broken", supervisor=True, reason=True),
            Move("clean", ("used",), None),
        ),
    )

    assert toy.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> new\n"
        "    new --> used: play with\n"
        "    used --> used: play with\n"
        "    used --> broken: drop (supervisor, reason)\n"
        "    used --> used: clean\n"
        "    broken --> [*]\n"
    )


def test_the_case_draws_itself():
    drawn = CASE.diagram()

    assert "closing --> closed: close (supervisor)" in drawn
    assert "closed --> received: reopen (reason)" in drawn


def test_every_case_that_is_not_closed_is_live():
    assert {state for state in CASE.states if not is_live(state)} == {"closed"}


def test_the_referral_clock_runs_until_the_agency_answers():
    answers = {move.name for state in UNANSWERED for move in REFERRAL.possible(state)}

    assert {REFERRAL.first} == UNANSWERED
    assert "acknowledge" in answers
