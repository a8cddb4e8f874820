import pytest

from helpers.parameters import ParameterError, check, year_range


def test_defaults_take_the_newest_article():
    run = check()
    assert (run.year, run.horizon, run.language, run.vintage) == (year_range()[1], 5, "en", "latest")
    assert run.moderate_decline == (-0.20, 0.0)
    assert check(year=2022).cutoff == "2023-03-01"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"yaer": 2024}, "yaer"),
        ({"year": "twenty"}, "twenty"),
        ({"year": 2024.0}, "2024.0"),
        ({"year": True}, "True"),
        ({"year": 1890}, "1890"),
        ({"year": 2999}, "2999"),
        ({"horizon": 0}, "0"),
        ({"horizon": "5"}, "'5'"),
        ({"language": "xx"}, "language must be en, ru or kk, not 'xx'"),
        ({"vintage": "best"}, "vintage must be latest or first, not 'best'"),
        ({"moderate_decline": [0, -0.2]}, "[0, -0.2]"),
        ({"moderate_decline": "low"}, "low"),
        ({"moderate_decline": [-0.2]}, "[-0.2]"),
        ({"language": "x" * 10_000}, "xxx…"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(given, word):
    with pytest.raises(ParameterError) as refused:
        check(**given)
    assert word in str(refused.value)
    assert next(iter(given)) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({}, "2024"),
        ({"language": "ru"}, "2024-ru"),
        ({"vintage": "first"}, "2024-first"),
        ({"vintage": "first", "language": "ru"}, "2024-first-ru"),
        ({"language": "kk"}, "2024-kk"),
    ],
)
def test_folders(given, folder):
    assert check(year=2024, **given).folder == folder


@pytest.mark.parametrize(
    "content", ["reference_year\n", "a,b\n1\n", "reference_year\n" + "9" * 5000, "reference_year\n٢٠٢٥\n", "\0", '"']
)
def test_tables_that_name_no_year_are_refused_in_one_line(tmp_path, content):
    (tmp_path / "series").mkdir()
    (tmp_path / "series" / "kz_flows_annual.csv").write_text(content)
    (tmp_path / "articles.csv").write_text(content)
    with pytest.raises(ParameterError, match="run validate says") as refused:
        check(tmp_path)
    assert "\n" not in str(refused.value)
