"""What the pages and the operations of hours are asked about."""

from tests.access.stage import Bodies, Piece, Stage


def options(stage: Stage) -> Bodies:
    person = {"params": {"scope": "person", "id": stage.path}}
    reports = ("hours", "hours.csv", "hours/rows", "hours/rows.csv")
    return {f"GET /api/v1/reports/{report}": person for report in reports} | {
        "GET /heures/semaines.pdf": {"params": {"pour": f"person:{stage.path}"}}
    }


PIECE = Piece(options=options)
