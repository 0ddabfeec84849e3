"""What a browser would send of a form as it stands."""

from html.parser import HTMLParser


def filled(html: str, form_id: str) -> dict[str, list[str]]:
    """Field → values of the form that has this id, its token left out."""
    reader = _Reader(form_id)
    reader.feed(html)
    return {name: values for name, values in reader.sent.items() if name != "csrf"}


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.sent: dict[str, list[str]] = {}
        self.area: str | None = None
        self.choice: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.multiple = False

    def _keep(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("id") == self.form_id
        if not self.inside or (tag != "option" and not found.get("name")):
            return
        name = found.get("name") or ""
        if tag == "input" and found.get("type") not in ("submit", "button", "file"):
            if found.get("type") not in ("radio", "checkbox") or "checked" in found:
                self._keep(name, found.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self._keep(name, "")
        elif tag == "select":
            self.choice, self.options, self.multiple = name, [], "multiple" in found
        elif tag == "option":
            self.options.append((found.get("value") or "", "selected" in found))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area is not None:
            self.sent[self.area][-1] = self.sent[self.area][-1].removeprefix("\n")
            self.area = None
        elif tag == "select" and self.choice is not None:
            chosen = [value for value, selected in self.options if selected]
            for value in chosen or ([] if self.multiple or not self.options else [self.options[0][0]]):
                self._keep(self.choice, value)
            self.choice = None
