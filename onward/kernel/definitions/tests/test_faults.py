"""Every fault names its file and line, says what is wrong, and what would be right."""

from __future__ import annotations

import pytest

from onward.kernel.definitions import DefinitionFaults, check_all, load_all, register_kind
from onward.kernel.definitions.reading import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_text
from onward.kernel.definitions.tests.conftest import Kitchen, Spice


def faults(kitchen: Kitchen) -> list[str]:
    return [str(fault) for fault in check_all(kitchen.root)[1]]


def spoilt(kitchen: Kitchen, before: str, after: str) -> list[str]:
    kitchen.soup(lambda text: text.replace(before, after))
    return faults(kitchen)


def test_a_whole_folder_has_no_faults(kitchen: Kitchen) -> None:
    kitchen.soup()
    assert faults(kitchen) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "course: starter",
            "cuorse: starter",
            [
                "1: “course” is missing. Add “course:”.",
                "3: unknown key “cuorse”. Did you mean “course”?",
            ],
        ),
        (
            "    lasts: 72h",
            "    last: 72h",
            ["9: unknown key “last”. Did you mean “lasts”?"],
        ),
        (
            "course: starter",
            "course: desert",
            ["3: “desert” is not one of the values. Did you mean “dessert”?"],
        ),
        (
            "course: starter",
            "course: 7",
            ["3: “7” is not one of the values. Known are: dessert, main, starter."],
        ),
        (
            "{en: Boil, fr: Cuire, nl: Koken}",
            "{en: Boil, fr: Cuire}",
            ["8: the translation into “nl” is missing. Give the text in en, fr and nl."],
        ),
        (
            "nl: Soep",
            "nl: ''",
            ["2: “” does not fit here. Write at least one character."],
        ),
        (
            "lasts: 72h",
            "lasts: 72 hours",
            ["9: “72 hours” is not a length of time. Write hours, days or weeks, as in 72h, 14d or 3w."],
        ),
        (
            "2021-05-31",
            "2021-02-30",
            [
                "4: “2021-02-30” is no day of the calendar. Write a date as 2021-05-31.",
                "4: “2021-02-30” is not a date. Write a date as 2021-05-31.",
            ],
        ),
        (
            "2021-05-31",
            "last week",
            ["4: “last week” is not a date. Write a date as 2021-05-31."],
        ),
        (
            "4.50",
            "four",
            ["5: “four” is not a number. Write digits, as in 1250.00."],
        ),
        (
            "code: boil",
            "code: Boil It",
            [
                "7: “Boil It” is not written as a code here. "
                "Write small letters, digits and hyphens, as in red-cross."
            ],
        ),
        (
            "needs:\n  salt: 2",
            "needs: salt",
            ["10: “salt” does not fit here. Write keys and values here."],
        ),
        (
            "salt: 2",
            "sallt: 2",
            ["11: unknown spice “sallt”. Did you mean “salt”?"],
        ),
        (
            "course: starter",
            "course: starter\ncourse: main",
            ["4: the key “course” stands twice. Keep one; the first is in line 3."],
        ),
        (
            "code: soup",
            "code: soop",
            ["1: the code “soop” is not the name of the file. Write “soup”, or rename the file."],
        ),
        (
            "course: starter",
            "course: &c starter",
            ["3: anchors and aliases are not read. Write the value out."],
        ),
        (
            "course: starter",
            "course: !!python/name:os.system starter",
            ["3: the tag “tag:yaml.org,2002:python/name:os.system” is not read. Leave it out."],
        ),
    ],
)
def test_a_fault_names_line_error_and_remedy(
    kitchen: Kitchen, before: str, after: str, said: list[str]
) -> None:
    file = "definitions/recipes/soup.yaml"
    assert spoilt(kitchen, before, after) == [f"{file}:{one}" for one in said]


def test_all_faults_of_all_files_come_at_once(kitchen: Kitchen) -> None:
    kitchen.soup(
        lambda text: text.replace("starter", "stater").replace("72h", "long").replace("salt: 2", "pepper: 2")
    )
    kitchen.write("recipes/cake.yaml", "code: cake\n")
    kitchen.write("spices.yaml", "salt: 3\n")
    with pytest.raises(DefinitionFaults) as caught:
        load_all(kitchen.root)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("definitions/recipes/cake.yaml", 1),
        ("definitions/recipes/cake.yaml", 1),
        ("definitions/recipes/cake.yaml", 1),
        ("definitions/recipes/soup.yaml", 3),
        ("definitions/recipes/soup.yaml", 9),
        ("definitions/recipes/soup.yaml", 11),
        ("definitions/spices.yaml", 1),
    ]
    assert "Faults in the definitions of the office: 7;" in caught.value.say()
    assert caught.value.code == "kernel.definitions-faulty"


def test_a_neighbour_with_faults_of_its_own_still_counts_as_declared(kitchen: Kitchen) -> None:
    kitchen.soup()
    kitchen.write("spices.yaml", "salt:\n  name: {en: Salt}\n")
    assert [fault for fault in faults(kitchen) if "unknown" in fault] == []


def test_what_is_no_yaml_is_shown_where_it_breaks(kitchen: Kitchen) -> None:
    kitchen.soup(lambda text: text + "  bad: [1, 2\n")
    (fault,) = check_all(kitchen.root)[1]
    assert (fault.file, fault.line) == ("definitions/recipes/soup.yaml", 13)
    assert fault.wrong.startswith("this is not YAML")


@pytest.mark.parametrize("file", ["more.yaml", "recipes/cake.yaml"])
def test_one_slip_is_told_once_and_not_by_all_who_miss_what_stands_there(kitchen: Kitchen, file: str) -> None:
    register_kind("more", Spice, one_file=True)
    kitchen.soup(lambda text: text.replace("salt: 2", "pepper: 2"))
    kitchen.write(file, "pepper: [\n")
    (fault,) = check_all(kitchen.root)[1]
    assert (fault.file, fault.wrong[:16]) == (f"definitions/{file}", "this is not YAML")
    (kitchen.root / file).unlink()
    (missed,) = check_all(kitchen.root)[1]
    assert "unknown spice" in missed.wrong, "once all can be read, they are compared"


@pytest.mark.parametrize(
    ("text", "line", "wrong", "right"),
    [
        ("a: b\nc d\ne: f\n", 3, "a key has no colon behind it", "here or in the line above"),
        ("a: one: two\n", 1, "a colon stands where none can be", "Put a text that holds a colon in quotes"),
        ("a: b\n  c: d\n", 2, "a colon stands where none can be", "here or in the line above"),
        ("a:\n  b: c\n d: e\n", 3, "does not stand under those", "here or in the line above"),
        ("a:\n  - b\n  c: d\n", 3, "does not stand under those", "here or in the line above"),
        ("a: - b\n", 1, "does not stand under those", "here or in the line above"),
        ("a: [b, c\nd: e\n", 2, "square brackets", "here or in the line above"),
        ("a: [b, c\n", 2, "square brackets", "here or in the line above"),
        ("a: {b: c\nd: e\n", 2, "braces", "here or in the line above"),
        ("a: {b: c\n", 2, "braces", "here or in the line above"),
        ("a: 'b\nc: d\n", 3, "a text in quotes is not closed", "in a line above"),
        ("a: 'b' c\n", 1, "does not stand under those", "check the quotes"),
        ("a:\n\tb: c\n", 2, "a tab stands where only spaces can be", "Indent with spaces"),
        ("a: @b\n", 1, "a text cannot begin with this sign", "Put the text in quotes"),
        ('a: "b\\d"\n', 1, "a backslash stands in a text", "in single quotes"),
        ("a: b\nc: \x07d\n", 2, "a sign that cannot be seen", "Remove it"),
    ],
)
def test_a_slip_of_form_is_told_in_plain_words(text: str, line: int, wrong: str, right: str) -> None:
    (fault,) = read_text(text, "cake.yaml").faults
    assert (fault.line, wrong in fault.wrong, right in fault.right) == (line, True, True), str(fault)


def test_an_empty_list_is_called_one(kitchen: Kitchen) -> None:
    kitchen.soup(lambda text: text[: text.index("  - code")].replace("steps:", "steps: []"))
    (said,) = faults(kitchen)
    assert said.startswith("definitions/recipes/soup.yaml:6: the list is empty. Name at least one")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "the file is empty"),
        ("- a\n- b\n", "the file is a list or a text"),
        ("? [a, b]\n: c\n", "a key must be a word"),
        ("x: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "the entries are nested too deep"),
        ("x: [" + "1," * (MAX_NODES + 1) + "]", "the file has too many entries"),
        ("# " + "x" * MAX_BYTES, "the file is too large"),
        ("code: cake\n--- \ncode: pie\n", "this is not YAML: a second document begins here"),
    ],
)
def test_a_file_out_of_form_or_bounds_is_one_clear_fault(kitchen: Kitchen, text: str, wrong: str) -> None:
    kitchen.write("recipes/cake.yaml", text)
    assert wrong in {fault.wrong for fault in check_all(kitchen.root)[1]}


def test_a_file_in_another_encoding_is_named_with_its_line(kitchen: Kitchen) -> None:
    kitchen.write("recipes/cake.yaml", "")
    (kitchen.root / "recipes/cake.yaml").write_bytes("code: cake\nname: gâteau".encode("latin-1"))
    (fault,) = check_all(kitchen.root)[1]
    assert (fault.line, fault.wrong) == (2, "the file is not UTF-8")


def test_a_file_that_nobody_reads_is_a_fault(kitchen: Kitchen) -> None:
    kitchen.write("recipies/soup.yaml", "code: soup\n")
    kitchen.write("recipes/cake.yml", "code: cake\n")
    assert faults(kitchen) == [
        "definitions/recipes/cake.yml:1: the file is not read under this ending. Rename it to end in .yaml.",
        "definitions/recipies/soup.yaml:1: no part of Onward reads “recipies”. Did you mean “recipes”?",
    ]


def test_a_folder_that_is_not_there_is_a_fault(kitchen: Kitchen) -> None:
    assert "no such folder" in check_all(kitchen.root / "elsewhere")[1][0].wrong
