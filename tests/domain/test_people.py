"""Names: every ordinary one passes, and none can be taken for an agent's or a service's."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain.people import BIRDS, check_name, propose_name, skeleton
from parvis.domain.problems import BadCharacters, Empty, NameRefused, Problem, TooLong

OFFICIALS = ["Agent Démo", "Service des passeports", "Marion Anselme", "Zoé Arman"]

IMITATIONS = [
    # The mark itself, and what is close to it.
    "Agent", "agent", "AGENT", "L’agent", "Agente Lou", "Agent Démo", "agent demo", "AGENT DEMO", "Agent Démo 2",
    "Mon Agent Démo",
    "Officiel", "Modérateur", "Moderatrice", "Admin", "Administrateur", "Préfecture", "Prefecture du Val", "Ministère",
    "Parvis",
    "Réponse validée",
    # Case, accents, spaces, punctuation.
    "Ägënt", "A g e n t", "A-g-e-n-t", "A.G.E.N.T.", "Agent' Demo", "  Agent   Démo  ", "service des PASSEPORTS",
    "Service-des-passeports", "Servicedespasseports", "MARION ANSELME", "Marion  Anselme", "Mari\u00f6n Anselme",
    "Mar1on Anselme",
    # Digits and letter pairs that look alike.
    "Ag3nt", "4gent", "A9ent", "Agen7", "Adm1n", "M4r10n An5e1me", "Service des pa55eports", "Zoé Arrnan",
    # Letters of other alphabets, alone or mixed.
    "Аgent", "Agеnt", "Αgent", "Аgеnt Dеmо", "ΑGΕΝΤ", "Agent Dém\u03bf", "Mаriоn Ansеlmе", "\u13aagent", "\u0561gent",
    # Latin letters in disguise: small capitals, stroked, script, turned, fullwidth, mathematical, circled.
    "ᴀɢᴇɴᴛ", "Aɢent", "ɑɡent", "Ⱥgent", "Ɐgent", "Aꬶent", "Ａｇｅｎｔ", "𝐀𝐠𝐞𝐧𝐭", "𝒜𝑔𝑒𝓃𝓉", "𝔸𝕘𝕖𝕟𝕥", "Ⓐⓖⓔⓝⓣ", "🄰gent", "ᵃᵍᵉⁿᵗ",
    "Ðémo Agent",
    "Oﬃciel", "Mɑrıøn Anselme",
    # Whole alphabets of doubles.
    "ꓮꓖꓰꓠꓔ", "ᎪᏀᎬᏁᎢ",
    # Marks beside a name.
    "Lou ✓", "Lou ✔️", "Lou ☑", "✅ Lou", "Lou 🛡️", "Lou ★", "Lou ®", "Lou ™", "Lou •", "Lou ✪ agent", "(Lou)", "[Lou]",
    "Lou | Service", "Lou @ Parvis", "Lou/Service", "Lou ⟨agent⟩",
    # Nothing to see, or nothing but numbers.
    "Lou\u200b", "Ag\u200bent", "Ag\u00adent", "Lou\u200d", "Lou\ufe0f", "Lou\u034f", "\u3164", "\u115f\u1160", "\u2800",
    "42", "١٢٣", "-", "...",
]  # fmt: skip


@pytest.mark.parametrize("name", IMITATIONS)
def test_no_citizen_can_pass_for_an_agent_or_carry_a_mark(name: str) -> None:
    with pytest.raises(NameRefused) as refused:
        check_name(name, OFFICIALS)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "name",
    [
        "Camille", "Lou", "Jean-Paul", "Hélène d’Arc", "Anne O'Brien", "José", "Zoë", "Çağla", "Łukasz", "Ørjan", "İbrahim",
        "Œdipe",
        "Marie 75", "M. Dupont", "Nguyễn Thị Hương", "Trần Đức", "محمد", "فاطمة الزهراء", "Γιώργος", "Ελένη Παππά", "Иван",
        "Юлия", "דוד",
        "山田", "김민수", "प्रिया", "สมชาย", "Սուրեն", "ნინო", "Hirondelle 42", "Sargent", "Argentine", "Regent", "Marion",
        "Anselme",
    ],
)  # fmt: skip
def test_ordinary_names_pass_as_they_are(name: str) -> None:
    assert check_name(name, OFFICIALS) == name


def test_a_name_is_shown_tidied() -> None:
    assert check_name("  Jean   Paul ", OFFICIALS) == "Jean Paul"
    assert check_name("Zoe\u0308", OFFICIALS) == "Zoë"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", Empty), ("   ", Empty), ("a" * 41, TooLong), ("L\x00u", BadCharacters), ("Lou\u202e", BadCharacters),
        ("\ud800", BadCharacters),
        ("L" + "\u0301\u0302" * 9, BadCharacters), ("Lou\U000e0041", BadCharacters), ("Lou\n\x1b", BadCharacters),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_name_is_said(name: str, problem: type[Problem]) -> None:
    with pytest.raises(problem) as refused:
        check_name(name, OFFICIALS)
    assert refused.value.field == "name"


def test_forty_characters_are_a_name_and_forty_one_are_not() -> None:
    assert check_name("é" * 40, []) == "é" * 40
    with pytest.raises(TooLong):
        check_name("é" * 41, [])


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("ΑΝΝΕ", "Anne"),
        ("ΜΑΧΙΜΕ", "Maxime"),
        ("ΖΟΕ", "Zoé"),
        ("ТОМ", "Tom"),
        ("МАХ", "Max"),
        ("Сосо", "Coco"),
        ("νονο", "Vovo"),
        ("ОТТО", "Otto"),
    ],
)
def test_a_name_wholly_of_another_alphabet_that_looks_alike_is_refused(name: str, official: str) -> None:
    with pytest.raises(NameRefused):
        check_name(name, [official])


def test_a_short_official_name_is_kept_for_its_agent_and_does_not_forbid_half_the_dictionary() -> None:
    with pytest.raises(NameRefused):
        check_name("Léa", ["Lea"])
    assert check_name("Léandre", ["Lea"]) == "Léandre"


@pytest.mark.parametrize("officials", [[], OFFICIALS, ["Merle"], ["Rossignol", "Pinson Martinet", "Hirondelle 42"]])
def test_a_proposed_name_always_passes(officials: list[str]) -> None:
    for seed in range(400):
        random.seed(seed)
        name = propose_name(officials)
        assert check_name(name, officials) == name


def test_every_bird_is_a_name() -> None:
    for bird in BIRDS:
        assert check_name(f"{bird} 99", OFFICIALS)


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_named_problem(name: str) -> None:
    with contextlib.suppress(Problem):
        shown = check_name(name, OFFICIALS)
        assert check_name(shown, OFFICIALS) == shown
        assert skeleton(shown) not in {skeleton(official) for official in OFFICIALS}


swap = st.sampled_from([str.upper, str.lower, str.swapcase, str.title, lambda s: s.replace("é", "e"), lambda s: s.replace(" ",
    "-"),
                        lambda s: s.replace("o", "0"), lambda s: s.replace("e", "е"), lambda s: s.replace("a", "ɑ"),
                        lambda s: f"{s} 7",
                        lambda s: f"Le {s}", " ".join])  # fmt: skip


@given(st.sampled_from(OFFICIALS), st.lists(swap, max_size=4))
def test_no_combination_of_disguises_helps(official: str, disguises: list[object]) -> None:
    name = official
    for disguise in disguises:
        name = disguise(name)  # type: ignore[operator]
    with pytest.raises((NameRefused, TooLong)):
        check_name(name, OFFICIALS)
