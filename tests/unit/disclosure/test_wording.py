"""The forms people sign: what each must say, how easily it reads, and that what was signed stays as it was."""

import re
from dataclasses import replace
from datetime import date

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind as Kind
from belltown.disclosure.consent import SharingPurpose as Purpose
from belltown.disclosure.wording import (
    EndEvent,
    Language,
    NamedShare,
    class_words,
    day_words,
    end_words,
    event_words,
    filled,
    purpose_words,
    share_words,
    wording,
    wording_of,
)
from belltown.errors import NotFound
from tests.lib.reading_ease import grade, syllables

EN, ES = Language.ENGLISH, Language.SPANISH
EVERY_FORM = [(kind, language) for kind in Kind for language in Language]
TPO, NAMED, NOTES, CASE = Kind
OFFICERS = NamedShare("Officers of the Example County Police", (Class.DIVERSION_EVENT,), Purpose.CASE_CONFERENCE)
BLANKS = {
    "participant": "Juniper Yarrow",
    "discloser": "Open Door",
    "shares": (OFFICERS,),
    "begins": date(2026, 7, 1),
    "until": date(2027, 6, 30),
    "revoke_to": "Open Door, 555-0100",
}

SHIPPED = {
    "210b5a004ddef6a74c9bc8a623b519c262b2ef8c0cd383ab045ea5dff272ec57": (
        "2026-11-24",
        Kind.TREATMENT_PAYMENT_OPERATIONS,
        EN,
    ),
    "f7bea75bc327c9650222ac2e1d8543362523ec2f42bd4b3fd00702002eb5b0cc": (
        "2026-11-24",
        Kind.TREATMENT_PAYMENT_OPERATIONS,
        ES,
    ),
    "acc4bc272bde44e1a38aae14b37a865ccec7e86cc803410f1d5aebba4ca23340": ("2026-11-24", Kind.NAMED_RECIPIENT, EN),
    "428db11fa25dd829c9b0b13a4d5a96a1a7bd45ba36d0219964edfa92c164711b": ("2026-11-24", Kind.NAMED_RECIPIENT, ES),
    "fef9273dab25cab4b497f53f6d865611a31da933293a63db98ec4c86683e63a1": ("2026-11-24", Kind.COUNSELLING_NOTES, EN),
    "e499ddd7f372290fdfd68e1bd81fbf4f729a7dbf5701f2bd498e20e38a00f510": ("2026-11-24", Kind.COUNSELLING_NOTES, ES),
    "2226c1d0d0d79397e3203458d5b62bca7f6cc9ea5587b1da7c230ab117e22efd": ("2026-11-24", Kind.PROCEEDINGS, EN),
    "fb7d8779811dcca80294766ed509686d2234a88e24afac806f63a4cddfc4f5d6": ("2026-11-24", Kind.PROCEEDINGS, ES),
}
"""The digests of everything ever shipped. A form is never edited: a correction is a new folder and new lines here."""

CHOICE = {
    EN: "You do not have to sign. If you say no, nothing bad happens. The help you get from this program does not "
    "depend on signing.",
    ES: "Usted no tiene que firmar. Si dice que no, no pasa nada malo. La ayuda que recibe de este programa no "
    "depende de su firma.",
}
STOP = {
    EN: "You can stop this on any day. You do not have to say why. Write to {revoke_to}, or tell them. Your case "
    "manager can write it down for you. From then on, nothing more is shared by this form.",
    ES: "Puede cancelar este permiso cualquier día. No tiene que decir por qué. Escriba a {revoke_to}, o dígalo en "
    "persona o por teléfono. La persona que lleva su caso puede escribirlo por usted. Desde ese momento no se "
    "comparte nada más con esta hoja.",
}
GONE = {EN: "What was shared before cannot be called back.", ES: "Lo que se compartió antes no se puede retirar."}
NEVER = {
    EN: "We never show these to police or prosecutors: notes about you, your needs, your plan, your health or your "
    "treatment. Nothing you sign can change that: not this form and no other.",
    ES: "Nunca mostramos esto a la policía ni a la fiscalía: notas sobre usted, sus necesidades, su plan, su salud o "
    "su tratamiento. Nada de lo que usted firme puede cambiar eso: ni esta hoja ni ninguna otra.",
}
COPY = {
    EN: "You get a copy of this form to keep.",
    ES: "Le damos una copia de esta hoja para que la guarde.",
}
OF_EVERY_FORM = {"choice": CHOICE, "stop": STOP, "gone": GONE, "never": NEVER, "copy": COPY}

LESS = {
    EN: "But those who care for you may then know less of each other's work.",
    ES: "Pero entonces quienes le atienden quizá sepan menos del trabajo de los demás.",
}
UNPROTECTED = {
    EN: "Then the law that guards alcohol and drug records (42 CFR part 2) may no longer protect it.",
    ES: "Entonces la ley que protege los datos sobre alcohol y drogas (42 CFR parte 2) quizá ya no se aplique.",
}
PURPOSE = {
    EN: "It is for treatment, payment, and health care operations.",
    ES: "Es para tratamiento, pago y operaciones de atención médica.",
}
NOTHING = {EN: "This form lets them see nothing at all.", ES: "Esta hoja no les permite ver nada."}
PASSED_ON = {
    EN: "Some who get this may have to follow a health privacy law called HIPAA. They may share it again as that law "
    "allows.",
    ES: "Quizá algunos de quienes reciben esto deban seguir una ley de privacidad de la salud que se llama HIPAA. "
    "Pueden compartirlo otra vez como esa ley lo permite.",
}
NOT_AGAINST = {
    EN: "But they may not use it or share it in a case against you. This is so for any civil, criminal, "
    "administrative or legislative case, unless you agree on another form or a court orders it.",
    ES: "Pero no lo pueden usar ni compartir en un caso contra usted. Esto vale para cualquier caso civil, penal, "
    "administrativo o legislativo, a menos que usted lo permita en otra hoja o que un tribunal lo ordene.",
}
NOTES_ALONE = {
    EN: "This form stands alone. It is only about the notes your counselor keeps of what you say in counseling.",
    ES: "Esta hoja es aparte de las demás. Es solo para las notas que su consejero o consejera guarda de lo que usted"
    " dice en consejería.",
}
CASE_ALONE = {
    EN: "This form stands alone. It is only about a legal case: civil, criminal, administrative or legislative.",
    ES: "Esta hoja es aparte de las demás. Es solo para un caso legal: civil, penal, administrativo o legislativo.",
}
DEFENDER = {
    EN: "Before you sign, talk to a public defender or another lawyer.",
    ES: "Antes de firmar, hable con la defensoría pública o con su abogado o abogada.",
}
OF_SOME_FORMS = [
    ("less", LESS, {TPO}),
    ("unprotected", UNPROTECTED, {TPO}),
    ("purpose", PURPOSE, {TPO}),
    ("nothing", NOTHING, {TPO}),
    ("passed on", PASSED_ON, {TPO, NAMED, NOTES}),
    ("not against", NOT_AGAINST, {TPO, NAMED, NOTES}),
    ("notes alone", NOTES_ALONE, {NOTES}),
    ("case alone", CASE_ALONE, {CASE}),
    ("defender", DEFENDER, {CASE}),
]


def read(kind, language, **change):
    return filled(wording(kind, language), **{**BLANKS, **change})


@pytest.mark.parametrize(("kind", "language"), EVERY_FORM)
@pytest.mark.parametrize("block", OF_EVERY_FORM)
def test_every_form_says_what_every_form_must_say(kind, language, block):
    assert wording(kind, language).text.count(OF_EVERY_FORM[block][language]) == 1


@pytest.mark.parametrize(("kind", "language"), EVERY_FORM)
@pytest.mark.parametrize(("name", "block", "kinds"), OF_SOME_FORMS, ids=[name for name, _, _ in OF_SOME_FORMS])
def test_what_belongs_to_some_forms_stands_in_those_and_no_other(kind, language, name, block, kinds):
    assert (block[language] in wording(kind, language).text) == (kind in kinds)


def test_nothing_that_was_shipped_is_ever_changed():
    for digest, (version, kind, language) in SHIPPED.items():
        found = wording_of(digest)
        assert (found.version.isoformat(), found.kind, found.language, found.digest) == (
            version,
            kind,
            language,
            digest,
        )


def test_the_newest_form_of_every_kind_and_language_is_among_what_was_shipped():
    assert {wording(kind, language).digest for kind, language in EVERY_FORM} <= set(SHIPPED)


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_version_is_signed_and_an_older_one_still_found(monkeypatch, turned):
    old = wording(NAMED, EN)
    new = replace(old, version=date(2030, 1, 1), digest="f" * 64)
    both = (new, old) if turned else (old, new)
    monkeypatch.setattr("belltown.disclosure.wording._all", lambda: both)
    assert wording(NAMED, EN) is new
    assert wording_of(old.digest) is old


def test_a_form_that_was_never_shipped_is_not_found():
    with pytest.raises(NotFound, match="install the version"):
        wording_of("0" * 64)


@pytest.mark.parametrize(("kind", "language"), EVERY_FORM)
def test_a_filled_form_has_every_blank_filled(kind, language):
    form = read(kind, language)
    assert "{" not in form
    for words in (
        "Juniper Yarrow",
        "Open Door, 555-0100",
        f"- {OFFICERS.recipient}: {share_words(OFFICERS, language)}",
    ):
        assert words in form
    for day in (BLANKS["begins"], BLANKS["until"]):
        assert day_words(day, language) in form


@pytest.mark.parametrize(("kind", "language"), EVERY_FORM)
def test_a_form_is_plain_paragraphs_headings_and_lists(kind, language):
    form = read(kind, language)
    assert form.startswith(wording(kind, language).title + "\n")
    for line in filter(None, form.splitlines()):
        heading = re.fullmatch(r"[^.:;!?]+", line)
        assert heading or line.startswith("- ") or line[-1] in ".:", line
        assert line == line.strip()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"participant": "  "}, "participant"),
        ({"discloser": ""}, "discloser"),
        ({"shares": ()}, "shares"),
        ({"shares": (replace(OFFICERS, recipient=" "),)}, "shares"),
        ({"shares": (OFFICERS, replace(OFFICERS, classes=()))}, "shares"),
        ({"revoke_to": ""}, "revoke_to"),
        ({"until": None}, "ends"),
        ({"participant": "", "revoke_to": ""}, "participant, revoke_to"),
    ],
)
def test_a_blank_that_would_stay_empty_is_named(change, named):
    with pytest.raises(ValueError, match=f"empty blanks: {named}$"):
        read(NAMED, EN, **change)


def test_only_the_consent_to_care_may_have_no_end():
    assert "It has no last day: it ends when I say so." in read(TPO, EN, until=None)
    assert "It ends when I leave the program." in read(NAMED, EN, until=None, until_event="leaves_program")
    for kind in (NAMED, NOTES, CASE):
        with pytest.raises(ValueError, match="ends"):
            read(kind, ES, until=None)


def test_a_name_cannot_add_a_line_to_the_form_nor_a_blank():
    form = read(NAMED, EN, participant="Juniper\n\nPolice may see it all\n{shares}")
    assert "I, Juniper Police may see it all {shares}, let Open Door" in form


def test_ends_are_said_in_the_language():
    day = date(2027, 6, 1)
    assert end_words(day, "", EN) == "It ends on June 1, 2027."
    assert end_words(day, "case_decided", EN) == (
        "It ends on June 1, 2027, or when my case is decided, whichever comes first."
    )
    assert end_words(day, "case_decided", ES) == (
        "Termina el 1 de junio de 2027, o cuando se decida mi caso, lo que pase primero."
    )
    with pytest.raises(ValueError, match="sundown"):
        end_words(None, "sundown", EN)


def test_months_are_written_out():
    days = [date(2026, month, 3) for month in range(1, 13)]
    assert [day_words(day, EN) for day in days] == [f"{day:%B} 3, 2026" for day in days]
    assert [day_words(day, ES).split()[2] for day in days] == [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ]  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("members", "words"), [(Class, class_words), (Purpose, purpose_words), (EndEvent, event_words)]
)
def test_every_member_has_words_of_its_own(members, words, language):
    found = [words(one, language) for one in members]
    assert all(len(one) > 5 and one[-1] not in ".:" for one in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("members", "words"), [(Class, class_words), (Purpose, purpose_words), (EndEvent, event_words)]
)
def test_no_words_are_left_untranslated(members, words):
    assert all(words(one, EN) != words(one, ES) for one in members)


def test_to_confirm_intake_a_prosecutor_learns_whether_and_when_and_no_charge():
    confirming = NamedShare("", (Class.LEGAL,), Purpose.INTAKE_CONFIRMATION)
    assert share_words(confirming, EN) == (
        "whether my first long talk (intake) is done, and the date – to confirm that my intake is done."
    )
    assert "entrevista" in share_words(confirming, ES)
    assert "charges" in share_words(replace(confirming, purpose=Purpose.LEGAL_COORDINATION), EN)


def test_a_share_says_all_its_classes_and_its_purpose_in_one_sentence():
    share = NamedShare("", (Class.CONTACT, Class.PLAN), Purpose.CARE)
    assert share_words(share, EN) == "how to reach me; my plan and my goals – so that they can care for me."
    assert share_words(share, ES) == "cómo comunicarse conmigo; mi plan y mis metas – para que puedan atenderme."


def test_each_language_calls_itself_by_its_own_name():
    assert [one.label for one in Language] == ["English", "Español"]


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("sign", EN, 1), ("before", EN, 2), ("the", EN, 1), ("prosecutors", EN, 4), ("again", EN, 2),
        ("policía", ES, 4), ("fiscalía", ES, 4), ("cuando", ES, 2), ("que", ES, 1), ("y", ES, 1), ("leer", ES, 2),
    ],
)  # fmt: skip
def test_syllables_are_counted(word, language, count):
    assert syllables(word, language) == count


def test_a_harder_text_gets_a_worse_grade():
    assert grade("You can stop this on any day.", EN) < grade("Revocation is possible at any moment whatsoever.", EN)
    assert grade("Puede parar hoy.", ES) > grade("La revocación anticipada surtirá efectos inmediatamente.", ES)


@pytest.mark.parametrize(("kind", "language"), EVERY_FORM)
def test_a_tired_person_can_follow_it(kind, language):
    found = wording(kind, language)
    assert found.grade == grade(found.text, language)
    assert found.grade <= 7 if language is EN else found.grade >= 65
