"""Problems as JSON answers, the same shape from wherever they come."""

from starlette.responses import JSONResponse

from edge.log import note
from edge.measures import PROBLEMS
from edge.problems import Problem, ProblemWords


def problem_answer(words: ProblemWords, problem: Problem) -> JSONResponse:
    """Return `{"error": {"code", "message"}}` with the problem's status."""
    note("problem", code=problem.code, status=problem.status)
    PROBLEMS.labels(problem.code).inc()
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        503: {"Retry-After": "30"},
        429: {"Retry-After": "5"},
    }
    return JSONResponse(
        {"error": {"code": problem.code, "message": words.say(problem)}},
        status_code=problem.status,
        headers=headers.get(problem.status),
    )
