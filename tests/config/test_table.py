from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.config.places import TableText
from patchcritic.config.strict import check_types
from patchcritic.config.table import read_table
from patchcritic.errors import ConfigProblem

LOCAL = "[tool.patchcritic]\nmodel = 'local'\n"


def text_of(text: str) -> TableText:
    return TableText(name="pyproject.toml", text=text)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("[patchcritic]\nmodel = 'local'", "[patchcritic]"),
        ("[tool.patch-critic]\nmodel = 'local'", "[tool.patch-critic]"),
        ("[tool.patch_critic]", "[tool.patch_critic]"),
        ("[tool.PatchCritic]", "[tool.PatchCritic]"),
        ("[tool.patchcritc]", "[tool.patchcritc]"),
        ("[tool.pathcritic]", "[tool.pathcritic]"),
        ("[tool.patchcritic]\n[patch-critic]", "[patch-critic]"),
    ],
)
def test_a_section_that_is_misspelt(text: str, section: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        read_table(text_of(text))

    assert str(caught.value) == f"{section} in pyproject.toml is not read; write [tool.patchcritic]"


@pytest.mark.parametrize(
    "text",
    ["", "[tool.ruff]\nx = 1", "[tool.critic]", "[tool.patch]", "[project]\nname = 'patchcritic'",
     "[tool.patchwork]", "[tool]\nruff = 3"],
)  # fmt: skip
def test_other_sections_are_not_ours(text: str) -> None:
    assert read_table(text_of(text)).values == {}


@pytest.mark.parametrize(
    ("text", "key", "place"),
    [
        ("[tool.patchcritic]\nmodel = 'local'\n", "model", "pyproject.toml:2"),
        ("\n# model\n[tool.x]\nmodel = 1\n[tool.patchcritic]\n\nmodel = 'local'", "model",
         "pyproject.toml:7"),
        ("[tool]\npatchcritic.model = 'local'\n", "model", "pyproject.toml:2"),
        ("x = 1\ntool.patchcritic = {threshold = 0.5, model = 'local'}", "model",
         "pyproject.toml:2"),
        (f"[tool.x]\ny = '''\n{LOCAL}'''\n{LOCAL}", "model", "pyproject.toml:7"),
        ('[tool.patchcritic]\n"mod\\u0065l" = "local"\n', "model", "pyproject.toml"),
        ("[tool.patchcritic]\r\nmodel = 'local'\r\n", "model", "pyproject.toml:2"),
    ],
)  # fmt: skip
def test_the_line_of_a_key(text: str, key: str, place: str) -> None:
    assert read_table(text_of(text)).place_of(key) == place


def test_our_section_is_a_table() -> None:
    with pytest.raises(ConfigProblem, match=r"pyproject\.toml is no table; write \[tool"):
        read_table(text_of("[tool]\npatchcritic = 3"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("threshold = '0.5'", "threshold = '0.5' cannot be used: input should be a valid number"),
        ("threshold = true", "threshold = True cannot be used: input should be a valid number"),
        ("threshold = nan", "cannot be used"),
        ("max_tests = 3.5", "max_tests = 3.5 cannot be used: input should be a valid integer"),
        ("panel = 'yes'", "panel = 'yes' cannot be used: input should be a valid boolean"),
        ("model = 3", "model = 3 cannot be used: input should be a valid string"),
        ("cascade = ['local']", "cascade = \"['local']\" cannot be used"),
        ("timeout = 12:00:00", "cannot be used: input should be a valid number"),
    ],
)
def test_values_have_the_types_that_toml_gave_them(line: str, says: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        check_types(read_table(text_of(f"[tool.patchcritic]\n{line}\n")))

    assert str(caught.value).startswith("[tool.patchcritic] ")
    assert says in str(caught.value)
    assert str(caught.value).endswith("(pyproject.toml:2)")


def test_a_whole_number_is_a_number() -> None:
    check_types(read_table(text_of("[tool.patchcritic]\nthreshold = 1\nmax_cost = 2\n")))


@pytest.mark.parametrize(
    "text",
    ["[tool.patchcritic", "x = " + "[" * 100_000, "x = " + "9" * 10_000, "a = 1\na = 2", "\0"],
    ids=["open", "deep", "digits", "twice", "nul"],
)
def test_what_is_no_toml_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        read_table(text_of(text))

    assert str(caught.value).startswith("pyproject.toml cannot be read as TOML: ")
    assert "\n" not in str(caught.value)


@given(
    st.text(max_size=200)
    | st.builds("[tool.patchcritic]\n{}".format, st.text(max_size=100))
    | st.builds(
        "[tool.patchcritic]\n{} = {}".format,
        st.sampled_from(["model", "threshold", "cascade", "panel", "price", "x"]),
        st.sampled_from(["1", "'a,b'", "[]", "{}", "true", "1e999", "'\\n'", "1979-05-27"]),
    )
)
def test_no_text_ends_in_anything_but_a_sentence(text: str) -> None:
    said = ""
    try:
        check_types(read_table(text_of(text)))
    except ConfigProblem as problem:
        said = str(problem)
    assert "\n" not in said
