"""One page, one discussion: what splits a discussion, what never does, and what is no page at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain.pages import Address, SiteRules, origin_of, page_key
from parvis.domain.problems import BadCharacters, BadShape, Empty, ForeignPage, Problem, TooLong

ORIGIN = "https://www.valombre.example"
PAGE = f"{ORIGIN}/passeport"
RULES = SiteRules(
    (ORIGIN, "http://localhost:8001", "https://xn--lyse-9oad.example", "https://[2001:db8::1]:8443"),
    ("/dossiers/:id/brouillon", "dossiers/:id/pieces/:piece/", "/démarches/:nom"),
    ("formulaire", "page"),
)


def key(url: str, page: str | None = None, canonical: str | None = None, rules: SiteRules = RULES) -> str:
    return page_key(Address(url, page, canonical), rules)


SAME_AS_THE_PASSPORT_PAGE = [
    PAGE, f"{PAGE}/", f"{PAGE}//", f"{PAGE}#etape-2", f"{PAGE}#", f"{PAGE}?", f"{PAGE}?utm_source=lettre", f"{PAGE}?a=1&b=2#c",
    "HTTPS://WWW.Valombre.EXAMPLE/passeport", f"{ORIGIN}:443/passeport", f"{ORIGIN}:/passeport",
    f"{PAGE}/index.html", f"{PAGE}/index.htm", f"{PAGE}/index.php", f"{PAGE}/INDEX.HTML", f"{PAGE}/default.aspx",
    f"{PAGE}/index.jsp", f"{PAGE}/index.html/index.php", f"{PAGE}/index.html/",
    f"{PAGE};jsessionid=0A1B", f"{PAGE};JSESSIONID=0A1B?x=1", f"{PAGE}%3Bjsessionid=0A1B", f"{PAGE};sid=1;PHPSESSID=2",
    f"{ORIGIN}/;jsessionid=9/passeport", f"{PAGE}/index.html;jsessionid=9",
    f"{ORIGIN}/./passeport", f"{ORIGIN}/impots/../passeport", f"{ORIGIN}/../../passeport", f"{ORIGIN}//passeport",
    f"{ORIGIN}/%70asseport", f"{ORIGIN}/impots/%2e%2E/passeport", f"{ORIGIN}/impots//../../passeport", f"{PAGE}/.",
]  # fmt: skip


@pytest.mark.parametrize("url", SAME_AS_THE_PASSPORT_PAGE)
def test_what_never_splits_a_discussion(url: str) -> None:
    assert key(url) == PAGE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (ORIGIN, f"{ORIGIN}/"),
        (f"{ORIGIN}/index.html", f"{ORIGIN}/"),
        (f"{ORIGIN}/..", f"{ORIGIN}/"),
        (f"{ORIGIN}/Passeport", f"{ORIGIN}/Passeport"),
        (f"{ORIGIN}/passeport/mineur", f"{ORIGIN}/passeport/mineur"),
        (f"{ORIGIN}/passeport.html", f"{ORIGIN}/passeport.html"),
        (f"{ORIGIN}/mon-index.html", f"{ORIGIN}/mon-index.html"),
        (f"{ORIGIN}/index.html/suite", f"{ORIGIN}/index.html/suite"),
        (f"{ORIGIN}/a;b=1/c", f"{ORIGIN}/a;b=1/c"),
        (f"{ORIGIN}/été", f"{ORIGIN}/%C3%A9t%C3%A9"),
        (f"{ORIGIN}/%c3%a9t%c3%a9", f"{ORIGIN}/%C3%A9t%C3%A9"),
        (f"{ORIGIN}/100%25", f"{ORIGIN}/100%25"),
        (f"{ORIGIN}/a%252Fb", f"{ORIGIN}/a%252Fb"),
        (f"{ORIGIN}/%zz", f"{ORIGIN}/%25zz"),
        (f"{ORIGIN}/%00", f"{ORIGIN}/%00"),
        (f"{ORIGIN}/%FF", f"{ORIGIN}/%FF"),
        ("http://localhost:8001/form", "http://localhost:8001/form"),
        ("https://élysée.example/a", "https://xn--lyse-9oad.example/a"),
        ("https://ÉLYSÉE.example/a", "https://xn--lyse-9oad.example/a"),
        ("https://[2001:DB8:0:0:0:0:0:1]:8443/a", "https://[2001:db8::1]:8443/a"),
        # Parameters that the site keeps; the others go, and so does their order.
        (f"{PAGE}?page=2", f"{PAGE}?page=2"),
        (f"{PAGE}?utm=1&page=2&formulaire=b", f"{PAGE}?formulaire=b&page=2"),
        (f"{PAGE}?formulaire=b&page=2#x", f"{PAGE}?formulaire=b&page=2"),
        (f"{PAGE}?page=", PAGE),
        (f"{PAGE}?PAGE=2", PAGE),
        (f"{PAGE}?page=%C3%A9+t", f"{PAGE}?page=%C3%A9+t"),
        (f"{PAGE}?{'&'.join(['x=1'] * 900)}&page=2", f"{PAGE}?page=2"),
        # Patterns: no identifier of an address is ever stored.
        (f"{ORIGIN}/dossiers/18452/brouillon", f"{ORIGIN}/dossiers/:id/brouillon"),
        (f"{ORIGIN}/dossiers/18452/brouillon/?page=3", f"{ORIGIN}/dossiers/:id/brouillon"),
        (f"{ORIGIN}/dossiers/18452/pieces/7", f"{ORIGIN}/dossiers/:id/pieces/:piece"),
        (f"{ORIGIN}/d%C3%A9marches/logement", f"{ORIGIN}/d%C3%A9marches/:nom"),
        (f"{ORIGIN}/dossiers/18452", f"{ORIGIN}/dossiers/18452"),
        (f"{ORIGIN}/dossiers//brouillon", f"{ORIGIN}/dossiers/brouillon"),
    ],
)
def test_what_tells_pages_apart(url: str, expected: str) -> None:
    assert key(url) == expected


def test_a_segment_of_a_pattern_stands_for_something() -> None:
    rules = SiteRules((ORIGIN,), ("/:rubrique",))
    assert key(f"{ORIGIN}/impots", rules=rules) == f"{ORIGIN}/:rubrique"
    assert key(f"{ORIGIN}/", rules=rules) == f"{ORIGIN}/"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        (f"{ORIGIN}/carte", f"{ORIGIN}/carte"),
        (f"{ORIGIN}:443/carte/?x=1#y", f"{ORIGIN}/carte"),
        (f"{ORIGIN}/carte?page=2", f"{ORIGIN}/carte?page=2"),
        (f"{ORIGIN}/dossiers/18452/brouillon", f"{ORIGIN}/dossiers/:id/brouillon"),
        ("https://ailleurs.example/carte", PAGE),
        ("http://www.valombre.example/carte", PAGE),
        ("/carte", PAGE),
        ("//ailleurs.example/carte", PAGE),
        ("javascript:alert(1)", PAGE),
        ("https://[", PAGE),
        (f"{ORIGIN}/" + "a" * 5_000, PAGE),
        ("", PAGE),
    ],
)
def test_a_canonical_link_counts_when_it_is_of_the_same_origin(canonical: str, expected: str) -> None:
    assert key(PAGE, canonical=canonical) == expected


def test_a_pattern_goes_before_a_canonical_link() -> None:
    assert key(f"{ORIGIN}/dossiers/1/brouillon", canonical=f"{ORIGIN}/carte") == f"{ORIGIN}/dossiers/:id/brouillon"


def test_the_webmaster_has_the_first_word() -> None:
    assert key(f"{ORIGIN}/dossiers/1/brouillon", page="  passeport   mineur ", canonical=f"{ORIGIN}/x") == "passeport mineur"
    assert key(PAGE, page="cafe\u0301") == key(PAGE, page="caf\u00e9")


@pytest.mark.parametrize(("page", "problem"), [("", Empty), ("  ", Empty), ("a\u202eb", BadCharacters), ("a" * 401, TooLong)])
def test_an_explicit_key_is_read_strictly(page: str, problem: type[Problem]) -> None:
    with pytest.raises(problem) as refused:
        key(PAGE, page=page)
    assert refused.value.field == "page"


def test_an_explicit_key_does_not_open_the_door_to_another_origin() -> None:
    with pytest.raises(ForeignPage):
        key("https://ailleurs.example/", page="passeport")


@pytest.mark.parametrize("page", ["https://ailleurs.example/login", "HTTPS://ailleurs.example", f"{ORIGIN}.ailleurs.example/"])
def test_a_key_that_is_an_address_leads_to_the_site(page: str) -> None:
    """It is shown as a link back to the form."""
    with pytest.raises(ForeignPage) as refused:
        key(PAGE, page=page)
    assert refused.value.field == "page"
    assert key(PAGE, page=f"{ORIGIN}/passeport-mineur") == f"{ORIGIN}/passeport-mineur"


@pytest.mark.parametrize("page", ["*", "javascript:alert(1)", "ftp://ailleurs.example/"])
def test_no_citizen_names_the_whole_site_nor_what_is_no_web_address(page: str) -> None:
    with pytest.raises(BadShape):
        key(PAGE, page=page)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.valombre.example/passeport", "https://valombre.example/", "https://www.valombre.example.ailleurs.example/",
        f"{ORIGIN}:444/", f"{ORIGIN}.:443/", "https://ailleurs.example/https://www.valombre.example/", "http://localhost/",
    ],
)  # fmt: skip
def test_a_page_of_another_origin_is_foreign(url: str) -> None:
    with pytest.raises(ForeignPage) as refused:
        key(url)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "url",
    [
        "", "passeport", "/passeport", "//www.valombre.example/", "https:", "https://", "https:///a", "https:a",
        "ftp://www.valombre.example/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "about:blank",
        "blob:https://www.valombre.example/1", "https://camille@www.valombre.example/",
        "https://www.valombre.example@a.example/",
        "https://www.valombre.example:port/", "https://www.valombre.example:99999/", "https://[::1", "https://]/",
        "https://[::g]/",
        "https://[fe80::1%25eth0]/", "https://www.valombre.example\\@a.example/", "https://www valombre.example/", " " + PAGE,
        PAGE + "\n", "https://www.valom\x00bre.example/", "https://ho%73t/", "https://2130706433/", "https://0x7f.1/",
        "https://999.1.1.1/", "https://a..b/", "https://faß.example/", "https://xn--/", "https://\ud800/", PAGE + "/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_named(url: str) -> None:
    with pytest.raises(BadShape) as refused:
        key(url)
    assert refused.value.field == "url"


def test_an_address_is_bounded_before_it_is_read() -> None:
    with pytest.raises(TooLong):
        key(f"{PAGE}?{'a' * 5_000}")
    with pytest.raises(TooLong):
        key(f"{ORIGIN}/{'a' * 500}")


def test_an_origin_is_told_in_one_way() -> None:
    assert origin_of("HTTPS://WWW.Valombre.example:443/a/b?c#d") == ORIGIN


hostile = st.text() | st.builds(
    lambda origin, rest: origin + rest,
    st.sampled_from([ORIGIN, "https://", "http://localhost:8001", "https://[", f"{ORIGIN}/dossiers", f"{PAGE}?page="]),
    st.text(st.sampled_from("/.%2eE;:?&=#@[]\\ aé\u202e\ud800\x00jsessionid") | st.characters()),
)


@given(hostile, st.none() | hostile, st.none() | hostile)
def test_no_address_brings_anything_but_a_key_or_a_named_problem(url: str, page: str | None, canonical: str | None) -> None:
    with contextlib.suppress(Problem):
        assert 1 <= len(key(url, page, canonical)) <= 400


paths = st.lists(
    st.sampled_from(
        ["a", "..", ".", "", "index.html", "INDEX.php", "%2e%2e", "%2F", "%252e", "é", ";sid=1", "..;sid=2", "%3Bsid=3",
        "a;b", "%", "dossiers",
         "brouillon", ":id"]
    ),
    max_size=7,
).map("/".join)  # fmt: skip


@given(paths, st.sampled_from(["", "?page=1&page=0&x=3", "?page=%E9", "?page=a+b%26", "#x"]), st.none() | paths)
def test_the_key_of_a_key_is_that_key(path: str, rest: str, canonical: str | None) -> None:
    found = key(f"{ORIGIN}/{path}{rest}", None, None if canonical is None else f"{ORIGIN}/{canonical}")
    assert key(found) == found
