"""Whatever stands in a file, the reader answers with data or with faults, and never with an exception."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onward.kernel.definitions import check_all
from onward.kernel.definitions.reading import Document, read_text
from onward.kernel.definitions.tests.conftest import SOUP, Kitchen

PIECES = st.one_of(
    st.sampled_from(":,[]{}'\"|>#~%@`\n\t\x00\ufeff\u2028éa1"),
    st.sampled_from(
        [": ", "- ", "? ", "\n  ", "&x ", "*x", "!t ", "---", "...", "code", "1.5", "2021-02-30", "true"]
    ),
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_told_to_be_faulty(text: str) -> None:
    document = read_text(text, "x.yaml")
    assert isinstance(document, Document)
    assert document.node is not None or document.faults
    assert all(fault.line >= 1 and fault.column >= 1 and fault.wrong for fault in document.faults)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_spoilt_at_random_is_whole_or_told_to_be_faulty(kitchen: Kitchen, data: st.DataObject) -> None:
    lines = SOUP.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["drop", "twice", "indent", "cut", "swap"]))
        if what == "drop" and len(lines) > 1:
            del lines[number]
        elif what == "twice":
            lines.insert(number, lines[number])
        elif what == "indent":
            lines[number] = "  " + lines[number]
        elif what == "cut":
            lines[number] = lines[number][: data.draw(st.integers(0, len(lines[number])))]
        else:
            lines[number], lines[0] = lines[0], lines[number]
    kitchen.write("recipes/soup.yaml", "\n".join(lines))
    library, faults = check_all(kitchen.root)
    assert ("soup" in library.of("recipes")) or faults
    assert all(1 <= fault.line <= len(lines) + 1 for fault in faults if fault.file.endswith("soup.yaml"))
