"""Every address of the console: who may use it, what it is checked against, what it records.

The test matrix is generated from this table, and a route that is not in it cannot be served.
"""

from casedesk.services.case_access import ACTING
from console import case_acts
from console.pages import (
    account,
    audit,
    calls,
    case,
    exports,
    inspection,
    provider,
    queue,
    queue_bulk,
    search,
    sign_in,
    staff,
    supervision,
)
from console.table import ANYBODY, Route

PASSWORD, ENROL, CODE = frozenset({"password"}), frozenset({"enrol"}), frozenset({"code"})

SIGN_IN = (
    Route("sign_in", "GET", "/sign-in", sign_in.show, stages=ANYBODY),
    Route(
        "sign_in.send", "POST", "/sign-in", sign_in.send, stages=ANYBODY, records="password_tried"
    ),
    Route("provider", "GET", "/sign-in/provider", provider.leave, stages=ANYBODY),
    Route("provider.back", "GET", provider.BACK, provider.come_back, stages=ANYBODY),
    Route("new_password", "GET", "/new-password", sign_in.show_new_password, stages=PASSWORD),
    Route(
        "new_password.send",
        "POST",
        "/new-password",
        sign_in.send_new_password,
        stages=PASSWORD,
        records="password_changed",
    ),
    Route("enrol", "GET", "/enrol", sign_in.show_enrol, stages=ENROL),
    Route("enrol.picture", "GET", "/enrol/picture.svg", sign_in.enrol_picture, stages=ENROL),
    Route(
        "enrol.send",
        "POST",
        "/enrol",
        sign_in.send_enrol,
        stages=ENROL,
        records="authenticator_enrolled",
    ),
    Route("code", "GET", "/code", sign_in.show_code, stages=CODE),
    Route("code.send", "POST", "/code", sign_in.send_code, stages=CODE, records="signed_in"),
    Route("sign_out", "POST", "/sign-out", sign_in.sign_out, stages=ANYBODY, records="signed_out"),
)

ADMIN = frozenset({"admin"})

ACCOUNTS = (
    Route("home", "GET", "/", account.home),
    Route("account", "GET", "/account", account.show),
    Route(
        "account.end_others",
        "POST",
        "/account/end-others",
        account.end_others,
        records="other_sessions_ended",
    ),
    Route(
        "account.codes",
        "POST",
        "/account/recovery-codes",
        account.new_codes,
        records="recovery_codes_renewed",
    ),
    Route("staff", "GET", "/staff", staff.show, ADMIN),
    Route("staff.add", "POST", "/staff/add", staff.add, ADMIN, records="staff_added"),
    Route("staff.close", "POST", "/staff/close", staff.close, ADMIN, records="staff_disabled"),
    Route("staff.reset", "POST", "/staff/reset", staff.reset, ADMIN, records="staff_reset"),
    Route("staff.role", "POST", "/staff/role", staff.change_role, ADMIN, records="staff_made"),
)

READERS = frozenset({"call_handler", "caseworker", "supervisor", "auditor"})

CASES = (
    Route("queue", "GET", "/queue", queue.show, READERS),
    Route("queue.assign", "POST", "/queue/assign", queue_bulk.assign, ACTING, records="reassign"),
    Route("queue.label", "POST", "/queue/label", queue_bulk.label, ACTING, records="labelled"),
    Route("queue.save", "POST", "/queue/save", queue_bulk.save, READERS, records="view_saved"),
    Route(
        "queue.forget", "POST", "/queue/forget", queue_bulk.forget, READERS, records="view_saved"
    ),
    Route("search", "GET", "/search", search.show, READERS),
    Route("search.send", "POST", "/search", search.search, READERS, records="searched"),
    Route("queue.next", "GET", "/queue/next", queue.following, READERS),
    Route("queue.fresh", "GET", "/queue/fresh", queue.fresh, READERS, background=True),
    Route(
        "case", "GET", "/cases/{reference}", case.show, READERS, sees="case", records="case_opened"
    ),
    Route(
        "case.here",
        "GET",
        "/cases/{reference}/here",
        case.here,
        READERS,
        sees="case",
        background=True,
    ),
    Route(
        "case.words",
        "POST",
        "/cases/{reference}/open-words",
        case.open_words,
        READERS,
        sees="case",
        records="words_opened",
    ),
)

ACTS = tuple(
    Route(
        f"case.{act.form.name}",
        "POST",
        f"/cases/{{reference}}/{act.form.name}",
        case.performing(act),
        act.roles,
        sees=act.sees,
        records=act.records,
    )
    for act in case_acts.ACTS
)

CALLERS = frozenset({"call_handler", "caseworker", "supervisor"})
CALL = "/calls/{conversation}"

CALLS = (
    Route("calls", "GET", "/calls", calls.show, CALLERS),
    Route("calls.start", "POST", "/calls/start", calls.start, CALLERS, records="call_started"),
    Route("call", "GET", CALL, calls.script, CALLERS, sees="own_call"),
    Route(
        "call.turn",
        "POST",
        f"{CALL}/turn",
        calls.turn,
        CALLERS,
        sees="own_call",
        records="the draft itself",
    ),
    Route(
        "call.present",
        "POST",
        f"{CALL}/present",
        calls.present,
        CALLERS,
        sees="own_call",
        records="call_presence_noted",
    ),
    Route(
        "call.end",
        "POST",
        f"{CALL}/end",
        calls.end,
        CALLERS,
        sees="own_call",
        records="call_ended",
    ),
)

OVERSEERS = frozenset({"supervisor", "auditor"})
SUPERVISORS = frozenset({"supervisor"})

SUPERVISION = (
    Route("supervision", "GET", "/supervision", supervision.show, OVERSEERS),
    Route("supervision.seen", "GET", "/supervision/seen", supervision.seen, OVERSEERS),
    Route(
        "supervision.referrals", "GET", "/supervision/referrals", supervision.referrals, OVERSEERS
    ),
    Route(
        "supervision.duty",
        "POST",
        "/supervision/duty",
        supervision.add_duty,
        SUPERVISORS,
        records="duty_added",
    ),
    Route(
        "supervision.duty_remove",
        "POST",
        "/supervision/duty-remove",
        supervision.remove_duty,
        SUPERVISORS,
        records="duty_removed",
    ),
)

INSPECTION_PATH = "/inspection/{inspection}"

INSPECTION = (
    Route("inspection", "GET", "/inspection", inspection.show, OVERSEERS),
    Route(
        "inspection.draw",
        "POST",
        "/inspection/draw",
        inspection.draw,
        OVERSEERS,
        records="inspection_drawn",
    ),
    Route("inspection.one", "GET", INSPECTION_PATH, inspection.one, OVERSEERS),
    Route("inspection.pdf", "GET", f"{INSPECTION_PATH}/report.pdf", inspection.as_pdf, OVERSEERS),
    Route("inspection.csv", "GET", f"{INSPECTION_PATH}/grades.csv", inspection.as_csv, OVERSEERS),
    Route(
        "inspection.case",
        "GET",
        f"{INSPECTION_PATH}/cases/{{reference}}",
        inspection.read,
        OVERSEERS,
        sees="case",
        records="case_opened",
    ),
    Route(
        "inspection.grade",
        "POST",
        f"{INSPECTION_PATH}/cases/{{reference}}",
        inspection.grade,
        OVERSEERS,
        sees="case",
        records="case_graded",
    ),
)

PACK = "/cases/{reference}/export"
WORKERS = frozenset({"caseworker", "supervisor"})

RECORDS = (
    Route("case.pack", "GET", PACK, exports.pack_form, WORKERS, sees="own_case"),
    Route(
        "case.export",
        "POST",
        PACK,
        exports.pack,
        WORKERS,
        sees="own_case",
        records="exported",
    ),
    Route("exports", "GET", "/exports", exports.show, SUPERVISORS),
    Route(
        "exports.ask", "POST", "/exports/ask", exports.request, SUPERVISORS, records="export_asked"
    ),
    Route(
        "exports.agree",
        "POST",
        "/exports/agree",
        exports.agree,
        SUPERVISORS,
        records="export_agreed",
    ),
    Route(
        "exports.take", "POST", "/exports/take", exports.take, SUPERVISORS, records="export_taken"
    ),
    Route("audit", "GET", "/audit", audit.show, OVERSEERS),
    Route("health", "GET", "/health", audit.health, OVERSEERS | ADMIN),
)

ROUTES: tuple[Route, ...] = (
    *SIGN_IN,
    *ACCOUNTS,
    *CASES,
    *ACTS,
    *CALLS,
    *SUPERVISION,
    *INSPECTION,
    *RECORDS,
)
