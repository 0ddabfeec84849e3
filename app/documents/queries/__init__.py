"""What documents there are: of a person, of a period, to be signed, to be acknowledged.

For the rooms above: documents_of_enrolments, documents_in_period, house_documents, signatures_of, acknowledgements_of,
counts_by_kind. One statement each, whatever is asked.
"""

from app.documents.queries.papers import (
    by_code,
    counts_by_kind,
    document_for,
    document_to_change,
    documents_in_period,
    documents_of_enrolments,
    frozen,
    has_hours,
    house_documents,
    kept_files,
    made,
    next_serial,
    outdated,
    own_documents,
    paths_of_papers,
    recent,
    replaced_by,
    standing,
    touched,
    with_hours,
)
from app.documents.queries.people import (
    have,
    paths,
    person_of,
)
from app.documents.queries.readers import (
    acknowledged_by,
    acknowledgement,
    acknowledgements_of,
    not_acknowledged,
    silence,
    to_acknowledge,
    who_acknowledged,
)
from app.documents.queries.results import accepted_works, best_scores
from app.documents.queries.signatures import (
    signatures_of,
    signer_by_link,
    signers,
    signers_to_change,
    waiting_signatures,
)
from app.documents.queries.texts import (
    automatic,
    edition_of_course,
    published_courses,
    settings_of,
    sheet_of,
    template,
    template_dates,
    template_versions,
    terms,
)

__all__ = ["accepted_works", "acknowledged_by", "acknowledgement", "acknowledgements_of", "automatic", "best_scores", "by_code", "counts_by_kind", "document_for", "document_to_change", "documents_in_period", "documents_of_enrolments", "edition_of_course", "frozen", "has_hours", "have", "house_documents", "kept_files", "made", "next_serial", "not_acknowledged", "outdated", "own_documents", "paths", "paths_of_papers", "person_of", "published_courses", "recent", "replaced_by", "settings_of", "sheet_of", "signatures_of", "signer_by_link", "signers", "signers_to_change", "silence", "standing", "template", "template_dates", "template_versions", "terms", "to_acknowledge", "touched", "waiting_signatures", "who_acknowledged", "with_hours"]  # fmt: skip
