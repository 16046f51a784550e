"""Prints every figure beside what the drawn stories give for it: `python -m sample.draw [seed]`."""

from __future__ import annotations

import sys

from sample.draw.check import check
from sample.draw.draw import digest, draw_office
from sample.draw.sources import published


def main() -> int:
    """Draw, check, print; returns 1 when a figure does not come out."""
    office = draw_office(sys.argv[1] if len(sys.argv) > 1 else None)
    findings = check(office.stories, published().figures)
    out = sys.stdout.write
    for finding in findings:
        mark = "ok  " if finding.holds else "FAIL"
        out(f"{mark} {finding.figure.id}: {finding.figure.value} -> {finding.counted}\n")
    people = {person.reference for story in office.stories for person in story.household}
    steps = sum(len(story.steps) for story in office.stories)
    out(f"{len(office.stories)} cases, {len(people)} persons, {steps} steps, {digest(office)}\n")
    return 0 if all(finding.holds for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
