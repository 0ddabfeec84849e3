"""What gathers the folders of an audit file: tables, what is missing, registers, the index, the note to read first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import at, local
from app.core.i18n import N_, _, speaking
from app.quality import exports, services
from app.quality.audit import queries
from app.quality.audit.asking import outcome_words
from app.quality.audit.content import contents
from app.quality.audit.lacks import Missing
from app.quality.audit.making import PAGES, for_csv, shown
from app.quality.audit.pieces import HOUSE, REGISTERS, Cell, Document, Person, Scope, Table
from app.quality.audit.sampling import Drawn
from app.quality.audit.workshop import Done, Workshop, titles
from app.quality.grid import Grid, grid_on, grids
from app.quality.measures.rules import Figure
from app.quality.measures.words import plain, unit_words, value_words
from app.quality.services import Board
from app.web import formats, spreadsheets
from app.web.templating import environment
from app.web.workbooks import Sheet, pieces, workbook_file

Entry = tuple[str, Iterable[bytes]]
House = dict[str, list[Table]]  # code of a chapter of the organisation → its tables
_PERSON_HEADS = (N_("Dossier"), N_("Personne"), N_("Parcours"))


@dataclass(frozen=True, slots=True)
class Whole:
    """The organisation in the period, beside the folders."""

    grid: Grid
    board: Board
    figures: tuple[Figure, ...]


def look(session: Session, scope: Scope) -> Whole:
    """The board and the results, seen from the moment of the file."""
    with at(scope.seen_at), speaking("fr"):
        board = services.read_board(session, scope.actor, scope.period)
        return Whole(grid_on(scope.period.end), board, services.read_figures(session, scope.actor, scope.period))


def gather(session: Session, scope: Scope, gaps: Sequence[Missing], drawn: Drawn, workshop: Workshop) -> list[Entry]:
    """Every entry that comes after the folders. What a table holds is read from the workshop as it leaves."""
    entries: list[Entry] = []
    whole = look(session, scope)
    done = {person.position: workshop.done(person.position) for person in scope.people}
    tables = titles([done[person.position] for person in scope.people])
    counts: Counter[str] = Counter()
    for one in done.values():
        for code, (_title, _columns, n) in one.tables.items():
            counts[code] += n
    with at(scope.seen_at), speaking("fr"):
        heads = {code: [_(word) for word in _PERSON_HEADS] + columns for code, (_title, columns) in tables.items()}
        sheets = _own_sheets(whole)
        missing = _missing_rows(whole, gaps)
        registers = [one for register in REGISTERS for one in register(session, scope)]
        house = {code: list(HOUSE[code](session, scope)) for code in contents().house}
        sheets |= {one.code: (one.title, list(one.columns), list(one.rows)) for some in house.values() for one in some}
        pages = [
            ("manquants.csv", _csv(missing_heads(), [line for _title, _code, lines in missing for line in lines])),
            ("manquants.html", _missing_page(scope, missing)),
            ("organisation.html", _house_page(scope, house)),
            ("index.html", _index(session, scope, whole, gaps, drawn, done, tables, counts, registers, house)),
            ("lisez-moi.txt", _note(scope, whole, drawn)),
        ]
        title = _("Dossier d'audit")
    for code in tables:
        entries.append((f"tables/{code}.csv", _table_csv(heads[code], scope, workshop, code)))
    for code, (_title, columns, rows) in sheets.items():
        entries.append((f"tables/{code}.csv", [_csv(columns, rows)]))
    with at(scope.seen_at), speaking("fr"):
        book = workbook_file(
            [
                *(Sheet(words, rows, heads=columns, widths=(14, 30)) for words, columns, rows in sheets.values()),
                *(
                    Sheet(tables[code][0], _rows(scope, workshop, code), heads=heads[code], widths=(12, 24, 24, 20))
                    for code in tables
                ),
            ],
            title=title,
            author=scope.actor.organisation_name,
        )
    entries.append(("tables/tableaux.xlsx", pieces(book)))
    for document in registers:
        if document.content is not None:
            held = document.content
            entries.append((f"registres/{document.path}", [held] if isinstance(held, bytes) else workshop.stored(held)))
    return [*entries, *((path, [text]) for path, text in pages)]


def _rows(scope: Scope, workshop: Workshop, code: str) -> Iterator[tuple[Cell, ...]]:
    for person in scope.people:
        first = (person.position, person.enrolment.learner_name, person.course)
        for row in workshop.rows(person.position, code):
            yield (*first, *row)


def _table_csv(heads: Sequence[str], scope: Scope, workshop: Workshop, code: str) -> Iterator[bytes]:
    yield (spreadsheets.MARK + spreadsheets.line(heads)).encode()
    for row in _rows(scope, workshop, code):
        yield spreadsheets.line([for_csv(cell) for cell in row]).encode()


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return spreadsheets.sheet([heads, *([for_csv(cell) for cell in row] for row in rows)])


def _own_sheets(whole: Whole) -> dict[str, tuple[str, list[str], list[tuple[Cell, ...]]]]:
    """Tables of the whole organisation: each result with what it is made of, each indicator with what is counted."""
    results: list[tuple[Cell, ...]] = [
        (
            one.title, one.value, unit_words(one.unit), one.numerator, one.denominator, one.formula, one.start,
            one.end, one.note, ", ".join(map(str, one.indicators)),
        )
        for one in whole.figures
    ]  # fmt: skip
    counted: list[tuple[Cell, ...]] = [
        (card.indicator.criterion, card.indicator.number, card.indicator.title, source.says, source.n)
        for card in whole.board.cards
        for source in card.sources
    ]
    return {
        "resultats": (
            _("Résultats"),
            [
                _("Résultat"), _("Valeur"), _("Unité"), _("Numérateur"), _("Dénominateur"), _("Formule"), _("Du"), _("Au"),
                _("Remarque"), _("Indicateurs"),
            ],
            results,
        ),
        "indicateurs": (
            _("Indicateurs"),
            [_("Critère"), _("Indicateur"), _("Intitulé"), _("Preuve"), _("Nombre")],
            counted,
        ),
    }  # fmt: skip


# --- What is missing -------------------------------------------------------------------------------------------------

Group = tuple[str, str, list[tuple[str, ...]]]  # title, code, lines


def missing_heads() -> list[str]:
    return [_("Qui ou quoi"), _("Ce qui manque"), _("Précision"), _("Indicateurs")]


def _missing_rows(whole: Whole, gaps: Sequence[Missing]) -> list[Group]:
    """First the people of the file, then the whole organisation."""
    people: list[tuple[str, ...]] = [
        (one.name, one.sentence, one.about, ", ".join(map(str, one.indicators))) for one in gaps
    ]
    house: list[tuple[str, ...]] = [
        (_("Toute l'organisation"), gap.sentence, gap.remedy, str(card.indicator.number))
        for card in whole.board.concerned
        for gap in card.gaps
    ]
    beyond: list[tuple[str, ...]] = [
        (_("Hors de Bidaide"), card.beyond, "", str(card.indicator.number))
        for card in whole.board.concerned
        if card.beyond
    ]
    return [
        (_("Dans les dossiers des personnes"), "personnes", people),
        (_("Dans toute l'organisation"), "organisation", house),
        (_("À réunir en dehors de Bidaide"), "dehors", beyond),
    ]


def _missing_page(scope: Scope, groups: Sequence[Group]) -> bytes:
    page = environment("fr").get_template(PAGES["missing"])
    return page.render(
        organisation=scope.actor.organisation_name, groups=groups, heads=missing_heads(),
        statement=exports.never_a_verdict(),
    ).encode()  # fmt: skip


def _house_page(scope: Scope, house: House) -> bytes:
    """What is told of the whole organisation, to be read without a spreadsheet."""
    page = environment("fr").get_template(PAGES["house"])
    chapters = [
        {
            "code": code, "title": _(head.title), "says": _(head.says),
            "tables": [(one, [[shown(cell) for cell in row] for row in one.rows]) for one in house[code]],
        }
        for code, head in contents().house.items()
    ]  # fmt: skip
    return page.render(organisation=scope.actor.organisation_name, period=scope.period, chapters=chapters).encode()


# --- The index -------------------------------------------------------------------------------------------------------


def _index(
    session: Session,
    scope: Scope,
    whole: Whole,
    gaps: Sequence[Missing],
    drawn: Drawn,
    done: dict[int, Done],
    tables: dict[str, tuple[str, list[str]]],
    counts: Counter[str],
    registers: Sequence[Document],
    house: House,
) -> bytes:
    of_person = Counter(one.enrolment_id for one in gaps)
    by_number = {card.indicator.number: card for card in whole.board.cards}
    criteria = [
        {
            "number": criterion.number,
            "title": criterion.title,
            "indicators": [
                _indicator(scope, whole, by_number[one.number], done, house, registers, gaps)
                for one in criterion.indicators
            ],
        }
        for criterion in whole.grid.criteria
        if criterion.indicators
    ]
    people = [
        {
            "position": one.position, "folder": one.folder, "name": one.enrolment.learner_name, "course": one.course,
            "starts_on": one.enrolment.starts_on, "outcome": outcome_words(one.enrolment.status, one.enrolment.exit_reason),
            "gaps": of_person[one.enrolment.id],
        }
        for one in scope.people
    ]  # fmt: skip
    last = queries.last_trace(session, [one.enrolment.id for one in scope.people], scope.period.until)
    page = environment("fr").get_template(PAGES["index"])
    return page.render(
        organisation=scope.actor.organisation_name, period=scope.period, grid=whole.grid, seen_at=scope.seen_at,
        other_grids=[one for one in grids() if one is not whole.grid and _touches(one, scope)], criteria=criteria,
        people=people, lacks_of_people=_gathered((one.sentence, one.indicators) for one in gaps),
        lacks_of_house=_gathered((gap.sentence, (card.indicator.number,)) for card in whole.board.concerned for gap in card.gaps),
        statement=exports.never_a_verdict(), value=value_words, count=plain, last=last, seed=drawn.seed,
        drawn_by=[_(contents().strata[code]) for code in drawn.by],
        tables=[(f"tables/{code}.csv", title, counts[code]) for code, (title, _columns) in tables.items()]
        + [("tables/resultats.csv", _("Résultats"), len(whole.figures)),
           ("tables/indicateurs.csv", _("Indicateurs"), sum(len(card.sources) for card in whole.board.cards))]
        + [(f"tables/{one.code}.csv", one.title, len(one.rows)) for some in house.values() for one in some],
        registers=[(f"registres/{one.path}", one.title) for one in registers],
    ).encode()  # fmt: skip


def _gathered(lacks: Iterable[tuple[str, tuple[int, ...]]]) -> list[tuple[str, int, list[int]]]:
    """(sentence, how often, indicators): the same words are said once, in the order in which they come."""
    times: Counter[str] = Counter()
    numbers: dict[str, set[int]] = {}
    for sentence, indicators in lacks:
        times[sentence] += 1
        numbers.setdefault(sentence, set()).update(indicators)
    return [(sentence, n, sorted(numbers[sentence])) for sentence, n in times.items()]


def _touches(grid: Grid, scope: Scope) -> bool:
    """Whether another version of the grid was in force on a day of the period."""
    return grid.applies_from <= scope.period.end and (
        grid.applies_until is None or grid.applies_until >= scope.period.start
    )


def _indicator(
    scope: Scope,
    whole: Whole,
    card: services.Card,
    done: dict[int, Done],
    house: House,
    registers: Sequence[Document],
    gaps: Sequence[Missing],
) -> dict[str, Any]:
    number = card.indicator.number
    own = Counter(one.sentence for one in gaps if number in one.indicators)
    return {
        "number": number,
        "title": card.indicator.title,
        "requirement": card.indicator.requirement,
        "change": card.indicator.change,
        "concerned": _concerned(card),
        "expected": [*card.indicator.expected, *card.indicator.points],
        "gaps": [
            *(f"{sentence} ({n})" if n > 1 else sentence for sentence, n in own.items()),
            *(gap.sentence for gap in card.gaps),
        ],
        "beyond": card.beyond,
        "sources": [(one.says, one.n) for one in card.sources if one.n],
        "figures": [one for one in whole.figures if number in one.indicators],
        "house": [
            (one.title, f"organisation.html#table-{one.code}", len(one.rows))
            for head in contents().house.values()
            for one in house[head.code]
            if number in head.of(one.code) and one.rows
        ],
        "papers": [(f"registres/{one.path}", one.title) for one in registers if number in one.indicators],
        "chapters": [
            found
            for head in contents().chapters.values()
            if number in head.indicators and (found := _chapter(scope.people, head.code, _(head.title), done))["people"]
        ],
    }


def _concerned(card: services.Card) -> str:
    """Said to whoever reads: not « vous », which is the organisation. With the reason that it gave, when it gave one."""
    said = card.application
    if said.status == "conditional":
        return _("S'applique si : %(when)s") % {"when": card.indicator.when}
    applicable = said.status == "applicable"
    if said.by_hand:
        words = (
            _("S'applique : l'organisation l'a décidé. Sa raison : %(why)s")
            if applicable
            else _("Ne s'applique pas : l'organisation l'a décidé. Sa raison : %(why)s")
        )
        return words % {"why": said.reason}
    if applicable:
        return _("S'applique à cette organisation.")
    return _("Ne s'applique pas en général à une organisation comme celle-ci.")


def _chapter(people: Sequence[Person], code: str, title: str, done: dict[int, Done]) -> dict[str, Any]:
    """Who of the sample has something in a chapter, with the way to it."""
    held = [(one, *done[one.position].chapters.get(code, (0, []))) for one in people]
    return {
        "title": title,
        "rows": sum(n for _one, n, _links in held),
        "people": [
            (f"{one.folder}/index.html#{code}", one.enrolment.learner_name) for one, n, links in held if n or links
        ],
    }


# --- The note to read first ------------------------------------------------------------------------------------------


def _note(scope: Scope, whole: Whole, drawn: Drawn) -> bytes:
    lines = [
        _("Dossier d'audit : %(name)s") % {"name": scope.actor.organisation_name},
        _("Période : du %(first)s au %(last)s") % {
            "first": formats.full_day(scope.period.start), "last": formats.full_day(scope.period.end),
        },
        _("Grille : %(grid)s (%(text)s)") % {"grid": whole.grid.id, "text": whole.grid.legal_text},
        _("Guide de lecture : %(guide)s") % {"guide": whole.grid.reading_guide},
        _("Situation regardée le %(day)s à %(hour)s") % {
            "day": formats.full_day(scope.seen_at), "hour": local(scope.seen_at).strftime("%H:%M"),
        },
        _("Établi par : %(name)s, avec Bidaide") % {"name": scope.actor.organisation_name},
        _("Parcours : %(n)s") % {"n": len(scope.people)},
    ]  # fmt: skip
    if drawn.seed:
        by = ", ".join(_(contents().strata[code]) for code in drawn.by) or _("rien")
        lines.append(_("Tirage au hasard, clé « %(seed)s », équilibré sur : %(by)s") % {"seed": drawn.seed, "by": by})
    lines += [
        "",
        _("Commencez par index.html : il s'ouvre dans un navigateur, sans connexion."),
        _("manquants.html dit ce qui manque. personnes/ a un dossier par parcours. emargements/ a les feuilles d'émargement."),
        _("tables/ a les mêmes lignes pour un tableur. sha256sums.txt permet de vérifier que rien n'a changé."),
        _("Les feuilles d'émargement ne nomment que les personnes de ce dossier."),
        _("La même demande donne les mêmes octets tant que les données n'ont pas changé. Qui l'a faite et quand est gardé dans Bidaide."),
        "",
        exports.never_a_verdict(),
        "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()
