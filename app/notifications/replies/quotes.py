"""The words that somebody wrote, out of a message that also holds what they answer.

mail-parser-reply knows how programs announce a quote, in French and in English. It gives what stands before the first of
them; answers written below or between quoted lines, and the formats that it does not know, are seen to here. Nothing is
taken away for being polite: « Cordialement » may be followed by what matters.
"""

import re

from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]

LONGEST = 200_000  # characters looked at: beyond, it is no answer
_FOR_THE_LIBRARY = 20_000

_parser = EmailReplyParser(languages=["fr", "en"])

_QUOTED = re.compile(r"\s{0,3}(?:>|&gt;)")
_SEPARATOR = re.compile(
    r"""^\s*(?:
        -{2,}\s*(?:Message\s(?:d'origine|original|transféré|initial)|Mail\soriginal|E-?mail\sd'origine|
                   Original\s(?:Message|Appointment)|Forwarded\smessage|Courriel\soriginal)\b.*
      | _{20,}\s*
      | \*?(?:De|From|Expéditeur)\s?:\*?\s?(?=\S)
      | >?\s*Message\sdu\s\d{1,2}/\d{1,2}/\d{2,4}.*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_FOLLOWS = re.compile(r"^\s*\*?(?:Envoyé|Date|Sent|À|A|To|Objet|Subject|Cc|Pour)\s?:", re.IGNORECASE)
_NEEDS_MORE = re.compile(r"^\s*(?:_{20,}|\*?(?:De|From|Expéditeur)\s?:)", re.IGNORECASE)
_WROTE = re.compile(
    r"^\s*(?:Le|On)\s.{5,300}?(?:a\sécrit|wrote)\s?:\s*$"
    r"|^\s*.{3,200}<[^<>\s]+@[^<>\s]+>\s(?:a\sécrit|wrote)\s?:\s*$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"^\s*(?:(?:Envoyé|Provenance)\s(?:de(?:puis)?|à\spartir\sde)\b|Sent\s(?:from|with)\b|Get\sOutlook\sfor\b|"
    r"(?:Téléchargez|Télécharger|Obtenir|Obtenez)\sOutlook\b|Outlook\spour\b|Yahoo\sMail\s:|"
    r"(?:Envoyé|Transmis)\s(?:avec|par)\s(?:la\smessagerie|Proton|Orange|mon)).{0,120}$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")


def words_of(text: str) -> str:
    """What was written in a message, above, below or between what it quotes. Empty when nothing was."""
    lines = _plain_lines(text[:LONGEST])
    mine, quoted_before = _unquoted(lines)
    if quoted_before:
        kept = "\n".join(mine)
    else:
        kept = "\n".join(mine)
        if len(kept) <= _FOR_THE_LIBRARY:
            kept = _parser.parse_reply(kept) or ""
    return _without_signature(kept)


def _plain_lines(text: str) -> list[str]:
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u202f", " ").replace("\u200b", "")
    )
    return text.split("\n")


def _unquoted(lines: list[str]) -> tuple[list[str], bool]:
    """The lines that are not quoted, up to where an old message begins; whether some of them stand below a quote."""
    kept: list[str] = []
    quoted = below = False
    at = 0
    while at < len(lines):
        line = lines[at]
        if _begins_old_message(lines, at):
            break
        if length := _announces(lines, at):
            at += length
            continue
        if _QUOTED.match(line):
            quoted = True
        else:
            below = below or (quoted and bool(line.strip()) and not _PHONE.match(line))
            kept.append(line)
        at += 1
    return kept, below


def _begins_old_message(lines: list[str], at: int) -> bool:
    """« -----Message d'origine----- », or the headers of an old message one under the other."""
    if not _SEPARATOR.match(lines[at]):
        return False
    if not _NEEDS_MORE.match(lines[at]):
        return not _QUOTED.match(lines[at])
    return any(_FOLLOWS.match(line) for line in lines[at + 1 : at + 4])


def _announces(lines: list[str], at: int) -> int:
    """How many lines « Le … a écrit : » takes when a quote follows it, with or without its marks; 0 when it is not that."""
    if not re.match(r"\s*(?:Le|On)\s|.*<[^<>\s]+@", lines[at]):
        return 0
    for length in (1, 2, 3, 4):
        said = " ".join(line.strip() for line in lines[at : at + length])
        if _WROTE.match(said[:600]):
            after = next((line for line in lines[at + length :] if line.strip()), "")
            return length if _QUOTED.match(after) else 0
    return 0


def _without_signature(text: str) -> str:
    """Without what a phone adds at the end, and what stands under « -- »."""
    lines = text.strip().split("\n")
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line):
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or _PHONE.match(lines[-1]) or re.fullmatch(r"\s*[_*-]{3,}\s*", lines[-1])):
        lines.pop()
    return "\n".join(line.rstrip() for line in lines).strip()
