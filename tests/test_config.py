"""claimtrack.config: feeds.yaml is checked whole; every mistake has its line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.config import load_config
from claimtrack.errors import ConfigError
from claimtrack.models import Feed, OutletKind, StorePolicy

ROOT = Path(__file__).parent.parent

FULL = """
settings:
  contact: desk@news.example
  host_gap: 0.5s
  connections: 8
  allow_private: [mirror.example]
outlets:
  - name: Norway Daily
    domain: norway.example
    country: NO
    language: en
    kind: paper
    owner: Fjord Media
    terms_url: https://norway.example/terms
    store: excerpt
    keep_days: 30
    mirror: pages
    feeds:
      - https://norway.example/rss.xml
      - url: https://norway.example/world.xml
        topics: [World, "Oil and gas"]
        interval: 1h
      - feeds/local.xml
"""


def write(tmp_path, text: str) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path):
    config = load_config(write(tmp_path, FULL))
    outlet = config.outlets[0]

    assert (config.settings.host_gap, config.settings.connections) == (0.5, 8)
    assert config.settings.allow_private == ("mirror.example",)
    assert "+desk@news.example" in config.settings.user_agent
    assert (outlet.name, outlet.country, outlet.kind) == ("Norway Daily", "NO", OutletKind.PAPER)
    assert (outlet.store, outlet.keep_days) == (StorePolicy.EXCERPT, 30)
    assert config.mirrors == {"norway.example": (tmp_path / "pages",)}
    assert outlet.feeds == (
        Feed(url="https://norway.example/rss.xml"),
        Feed(
            url="https://norway.example/world.xml",
            topics=("World", "Oil and gas"),
            interval=3600,
        ),
        Feed(url=(tmp_path / "feeds/local.xml").resolve().as_uri()),
    )


def test_the_shipped_file_names_enough_real_feeds():
    config = load_config(ROOT / "feeds.yaml")
    feeds = [feed for outlet in config.outlets for feed in outlet.feeds]

    assert len(feeds) >= 30
    assert len(config.outlets) >= 20
    assert all(o.country and o.kind and o.language for o in config.outlets)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["is empty"]),
        ("[1, 2", ["line 1: is no YAML"]),
        ("outlets:\n  - a: [", ["is no YAML"]),
        ("- 1", ["line 1: expected keys such as outlets"]),
        ("outlets: x", ["line 1: 'outlets' must be a list"]),
        (
            "outlets:\n  - name: A\n    colour: red\n    domain: x\n    feeds: []",
            ["line 3: unknown key 'colour'", "line 4: 'domain' cannot be 'x'"],
        ),
        (
            "outlets:\n  - name: A\n    name: B\n    domain: a.example\n    feeds: []",
            ["line 3: 'name' stands here twice"],
        ),
        (
            "outlets:\n  - {name: A, domain: a.example}\n  - {name: A, domain: b.example}",
            [
                "line 2: 'feeds' is missing",
                "line 3: 'feeds' is missing",
                "line 3: the outlet 'A' stands here twice",
            ],
        ),
        (
            "outlets:\n- name: A\n  domain: a.example\n  kind: rag\n  feeds:\n"
            "  - {url: 'ftp://a.example/', interval: soon}\n  - {interval: 5s}",
            [
                "line 4: 'kind' must be one of agency, paper",
                "line 6: 'ftp://a.example/' is no http, https or file URL",
                "line 6: 'interval' must be a time such as 30s",
                "line 7: 'interval' is under 60 seconds",
                "line 7: 'url' is missing",
            ],
        ),
        (
            "settings: {connections: many, host_gap: -1}\noutlets: []",
            ["line 1: 'connections' must be a whole", "line 1: 'host_gap' must be a time"],
        ),
    ],
)
def test_all_mistakes_are_told_at_once(tmp_path, text, problems):
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text))

    told = caught.value.problems
    assert len(told) == len(problems)
    assert all(start in line for start, line in zip(problems, told, strict=True))


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("outlets: [é]".encode("latin-1"))

    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(latin)


@given(st.text(alphabet="outlets:\n -[]{}&*!#'\"namefeds?|>%@\t01é", max_size=80))
def test_any_text_gives_a_config_or_a_clear_error(tmp_path_factory, text):
    path = write(tmp_path_factory.mktemp("config"), text)
    problems = problems_of(path)

    assert all(problem.strip() for problem in problems)


def problems_of(path: Path) -> tuple[str, ...]:
    try:
        load_config(path)
    except ConfigError as error:
        return error.problems
    return ()
