"""What a browser says of itself, in words that its owner recognises."""

from app.core.i18n import _

# the first that is found wins: Edge and Opera also say Chrome, Chrome also says Safari
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(agent: str) -> str:
    return next((name for sign, name in _BROWSERS if sign in agent), "")


def system_of(agent: str) -> str:
    return next((name for sign, name in _SYSTEMS if sign in agent), "")


def device_words(agent: str) -> str:
    """« Chrome sur Android »; what is not known is said as it came, a little of it."""
    browser, system = browser_of(agent), system_of(agent)
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or agent[:60] or _("Appareil inconnu")


def is_another(agent: str, before: str) -> bool:
    """Whether two browsers cannot be the same one: both its name and its system differ.

    A version that changes, or « version pour ordinateur » chosen on a telephone, is no other browser.
    """
    browsers, systems = (browser_of(agent), browser_of(before)), (system_of(agent), system_of(before))
    return all((*browsers, *systems)) and browsers[0] != browsers[1] and systems[0] != systems[1]
