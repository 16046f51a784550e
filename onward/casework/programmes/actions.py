"""Keeping a version of a programme when somebody first opens a case under it."""

import json

from django.db import transaction
from django.db.models import Max

from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.programmes.queries import forget_versions
from onward.casework.programmes.versions import current_version


def keep_version_in_force(code: str) -> ProgrammeVersion:
    """Return the row of the version in force, made now if this text of the file is new.

    The file itself was changed outside the house, so there is nobody to ask for a permit; the row only keeps
    what the case about to be opened will be held to.

    Raises:
        UnknownDefinition: no programme has this code.
    """
    rules = current_version(code)
    found = ProgrammeVersion.objects.filter(code=code, hash=rules.hash).first()
    if found:
        return found
    with transaction.atomic():
        last = ProgrammeVersion.objects.filter(code=code).aggregate(last=Max("number"))["last"] or 0
        version, _made = ProgrammeVersion.objects.get_or_create(
            code=code, hash=rules.hash, defaults={"number": last + 1, "body": json.loads(rules.snapshot)}
        )
    forget_versions()
    return version
