"""Answers by e-mail as the programs of people write them: each with its own way of quoting, and its own parts."""

from email.message import EmailMessage
from email.utils import make_msgid

OURS = "Bonjour Nadia,\n\nOù en êtes-vous de vos prix ?\n\nLes Chemins d'Argent"
HOUSE = "Les Chemins d'Argent"


def _quoted(level: int = 1) -> str:
    return "\n".join(">" * level + " " + line for line in OURS.split("\n"))


def answer(to: str, said: str, sender: str = "learner@demo.example", **headers: str) -> EmailMessage:
    """One line of text, and nothing that is quoted."""
    message = EmailMessage()
    message["From"] = f"Nadia Test <{sender}>"
    message["To"] = f"{HOUSE} <{to}>"
    message["Subject"] = "Re: Inès vous a écrit"
    message["Date"] = "Thu, 03 Dec 2026 10:20:00 +0100"
    message["Message-ID"] = make_msgid(domain="courriel.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(said)
    return message


def _both(to: str, text: str, html: str) -> EmailMessage:
    message = answer(to, text)
    message.add_alternative(html, subtype="html")
    return message


def _only_html(to: str, html: str) -> EmailMessage:
    message = answer(to, "")
    message.set_content(html, subtype="html", cte="quoted-printable")
    return message


def formats(to: str, said: str) -> dict[str, EmailMessage]:
    """The same answer of one line, from fifteen programs."""
    headers_fr = (
        f"De : {HOUSE} <{to}>\nEnvoyé : jeudi 3 décembre 2026 10:12\nÀ : Nadia Test <learner@demo.example>\n"
        f"Objet : Inès vous a écrit\n\n{OURS}"
    )
    headers_en = (
        f"From: {HOUSE} <{to}>\nSent: Thursday, December 3, 2026 10:12 AM\nTo: Nadia Test <learner@demo.example>\n"
        f"Subject: Inès vous a écrit\n\n{OURS}"
    )
    page = "".join(f"<p>{line}</p>" for line in OURS.split("\n"))
    return {
        "gmail fr": _both(
            to,
            f"{said}\n\nLe jeu. 3 déc. 2026 à 10:12, {HOUSE} <\n{to}> a écrit :\n\n{_quoted()}\n",
            f'<div dir="ltr">{said}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le jeu. 3 déc.'
            f" 2026 à 10:12, a écrit :<br></div><blockquote>{page}</blockquote></div>",
        ),
        "gmail en": _both(
            to,
            f"{said}\n\nOn Thu, Dec 3, 2026 at 10:12 AM {HOUSE} <{to}>\nwrote:\n\n{_quoted()}\n",
            f"<div>{said}</div>",
        ),
        "outlook fr": answer(to, f"{said}\n\n{headers_fr}"),
        "outlook en": answer(to, f"{said}\r\n\r\n{headers_en}"),
        "outlook web": _only_html(
            to,
            f'<html><head><style>p {{margin:0}}</style></head><body><div class="elementToProof">{said}</div>'
            f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De :</b> {HOUSE}<br></div><div>{page}</div></body></html>',
        ),
        "outlook desktop": _only_html(
            to,
            f'<html><body><div class="WordSection1"><p class="MsoNormal">{said}<o:p></o:p></p><p>&nbsp;</p>'
            f'<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>De :</b> {HOUSE}</p>'
            f"</div></div>{page}</div></body></html>",
        ),
        "apple mail": answer(to, f"{said}\n\n> Le 3 déc. 2026 à 10:12, {HOUSE} <{to}> a écrit :\n> \n{_quoted()}\n"),
        "iphone": answer(
            to, f"{said}\n\nEnvoyé de mon iPhone\n\n> Le 3 déc. 2026 à 10:12, {HOUSE} <{to}> a écrit :\n> \n{_quoted()}\n"
        ),
        "android": answer(
            to, f"{said}\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\n{headers_fr}"
        ),
        "thunderbird, below": answer(
            to, f"Le 03/12/2026 à 10:12, {HOUSE} a écrit :\n{_quoted()}\n\n{said}\n\n-- \nNadia Test\nBoulangerie ambulante\n"
        ),
        "thunderbird, html": _only_html(
            to,
            f'<html><body><div class="moz-cite-prefix">Le 03/12/2026 à 10:12, {HOUSE} a écrit :<br></div>'
            f'<blockquote type="cite" cite="mid:x">{page}</blockquote><p>{said}</p></body></html>',
        ),
        "orange": answer(
            to, f'{said}\n\n> Message du 03/12/26 10:12\n> De : "{HOUSE}" <{to}>\n> A : learner@demo.example\n>\n{_quoted()}\n'
        ),
        "free (zimbra)": answer(to, f'{said}\n\n----- Mail original -----\nDe: "{HOUSE}" <{to}>\nObjet: Inès\n\n{OURS}'),
        "roundcube": answer(to, f"Le 2026-12-03 10:12, {HOUSE} a écrit :\n{_quoted()}\n\n{said}\n"),
        "yahoo": answer(
            to, f"{said}\n\n    Le jeudi 3 décembre 2026 à 10:12:00 UTC+1, {HOUSE} <{to}> a écrit :  \n \n {OURS}\n"
        ),
        "thirty levels": answer(
            to, f"{said}\n\nLe 3 déc. 2026 à 10:12, {HOUSE} a écrit :\n" + "\n".join(_quoted(n) for n in range(1, 31))
        ),
    }  # fmt: skip


def report(about: str, address: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report (RFC 3464) about the message of this Message-ID."""
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: accueil@demo.example\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: <report-{status}-{action}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such box\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{about}@demo.example>\r\nSubject: x\r\n\r\nBonjour\r\n"
        "--b--\r\n"
    ).encode()
