"""What can be declared, and about what."""

from app.courses.outline import Activity

LONGEST = 40 * 60  # minutes: a whole week on one activity is already a mistake


def is_remote_work(activity: Activity) -> bool:
    """Done at a distance, in one's own time: nobody was there to see how long it took."""
    return activity.place == "remote" and activity.timing == "asynchronous"


def minutes_of(typed: str) -> int | None:
    """« 45 », « 1 h 20 », « 1:20 » in minutes; None for anything else, or out of bounds."""
    words = typed.lower().replace("minutes", "").replace("min", "").replace("heures", "h").replace("heure", "h")
    hours, mark, rest = words.replace(":", "h").partition("h")
    parts = (hours.strip(), rest.strip() or "0") if mark else ("0", hours.strip())
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    minutes = int(parts[0]) * 60 + int(parts[1])
    return minutes if 1 <= minutes <= LONGEST else None
