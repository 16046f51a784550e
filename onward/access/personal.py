"""What the tables of this room hold of persons whom the office assists."""

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from onward.access.holdings import register_holding, register_nobodys, register_repeating
from onward.access.models import AuditEntry, GlassBreak, Office, Restriction, SubjectKey, User
from onward.kernel.models import Counter, Event, Sending


def register() -> None:
    """Declare the tables of this room, and those of the kernel and of Django, which know no persons."""
    register_nobodys(Office, "an office and how it is reached")
    register_nobodys(User, "somebody of the staff or of a partner")
    register_nobodys(Counter, "how many references a year has")
    register_nobodys(Sending, "a token, and a keyed digest of what was sent that nobody can read back")
    register_repeating(
        AuditEntry, "a line says what changed in a row: what goes from the row goes from its lines"
    )
    register_repeating(
        Event,
        "codes, dates and counts under random keys: figures count them, and no row names whose they are",
    )
    register_repeating(SubjectKey, "a wrapped key, destroyed with whom it is of (`secrecy.destroy`)")
    register_nobodys(ContentType, "names of tables")
    register_nobodys(Session, "a session of the staff; forms that came too late go with it within days")
    register_holding(
        Restriction,
        whose=("person_key",),
        coded={
            "person_key": "protection",
            "category": "protection",
            "marked_at": "protection",
            "lifted_at": "protection",
        },
        plain=("marked_by", "lifted_by"),
    )
    register_holding(
        GlassBreak,
        whose=("person_key",),
        told={"reason": "protection"},
        coded={"person_key": "protection", "opened_at": "protection", "until": "protection"},
        plain=("actor", "seen_at", "seen_by"),
    )
