"""Whose business an encounter is, as rows of ids, and the triggers that keep them: the SQL behind `row_security`.

A seat is what someone looks from: `police:AGENCY`, `care:AGENCY` (rung), `took:AGENCY`, `care` (nobody is on call, so
it rings in every care agency), `circle:USER` (in the circle around the person), `glass:USER` (an emergency, until a
moment), `office:AGENCY`, `prosecutors` (a question waits), `defenders`, `person:USER` (decided
it), `rung:USER` (the handoff alone: whoever was rung is told who has it), `named:...` (a signed consent says so),
`self:USER` (the participant, to their own row and what they signed; to no encounter).
`kept` is nobody's seat: it marks somebody behind a circle, and shuts `took:` and what was `named:` before it.

A person is whoever's business any of their encounters is, written down for the person too, so that no policy has to
look through another table: planning one that does costs more than running it. `is:PERSON` says whose an encounter is.
"""

from __future__ import annotations

from collections.abc import Iterable

from belltown.disclosure.classes import POLICE
from belltown.disclosure.consent import CARE
from belltown.vocabulary import Role
from belltown.workflow.handoff import LIVE
from belltown_site.accounts.models import AgencyKind

REACH = "records_reach"


def quoted(values: Iterable[str]) -> str:
    """The values as a list of SQL texts. Only for words of Belltown's own closed lists."""
    return ", ".join(f"'{value}'" for value in sorted(map(str, values)))


_ROLE, _AGENCY, _VIEWER = (
    f"COALESCE(current_setting('belltown.{name}', true), '')" for name in ("role", "agency", "viewer")
)
_NAMED = f"'named:' || {_VIEWER}, 'named:' || {_AGENCY}, 'named:' || {_AGENCY} || ':' || {_ROLE}, 'named::' || {_ROLE}"

_OF_PERSON = "^(named:|circle:|glass:|kept)"
"""Seats that come from the person to each of their encounters. All others go the other way."""

REACH_INDEX = (
    f"CREATE TABLE {REACH} (subject uuid NOT NULL, seat text NOT NULL, source uuid NOT NULL, ended bigint, "
    "since timestamptz, until timestamptz, "
    f"PRIMARY KEY (subject, seat, source)); CREATE INDEX {REACH}_source ON {REACH} (source)"
)

FUNCTIONS = {
    "belltown_everywhere": f"""
CREATE FUNCTION belltown_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(current_setting('belltown.service', true), '') = 'worker'
        OR {_ROLE} = '{Role.PROJECT_MANAGER}' AND EXISTS (SELECT 1 FROM accounts_agency a
            WHERE a.id::text = {_AGENCY} AND a.kind = '{AgencyKind.PROGRAM_OFFICE}')
$$""",
    "belltown_seats": f"""
CREATE FUNCTION belltown_seats() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN {_VIEWER} = '' THEN ARRAY[]::text[]
        WHEN {_ROLE} IN ({quoted(POLICE)}) THEN ARRAY['police:' || {_AGENCY}, {_NAMED}]
        WHEN {_ROLE} IN ({quoted(CARE)}) THEN ARRAY['care:' || {_AGENCY}, 'took:' || {_AGENCY}, 'care',
            'circle:' || {_VIEWER}, 'glass:' || {_VIEWER}, {_NAMED}]
        WHEN {_ROLE} = '{Role.PROSECUTOR}' THEN
            ARRAY['office:' || {_AGENCY}, 'prosecutors', 'person:' || {_VIEWER}, {_NAMED}]
        WHEN {_ROLE} = '{Role.DEFENDER}' THEN ARRAY['defenders', {_NAMED}]
        WHEN {_ROLE} = '{Role.PROJECT_MANAGER}' THEN ARRAY[{_NAMED}]
        WHEN {_ROLE} = '{Role.PARTICIPANT}' THEN ARRAY['self:' || {_VIEWER}]
        ELSE ARRAY[]::text[]
    END
$$""",
    "belltown_opens": f"""
CREATE FUNCTION belltown_opens(about uuid, to_seat text, because uuid, begins timestamptz DEFAULT NULL,
    ends timestamptz DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO {REACH} (subject, seat, source, since, until)
        SELECT about, to_seat, because, begins, ends
        UNION SELECT substr(seat, 4)::uuid, to_seat, because, begins, ends FROM {REACH}
            WHERE subject = about AND seat LIKE 'is:%' AND ended IS NULL
    ON CONFLICT (subject, seat, source) DO UPDATE SET ended = NULL WHERE {REACH}.ended IS NOT NULL
$$""",
    "belltown_opens_all": """
CREATE FUNCTION belltown_opens_all(person uuid, to_seat text, because uuid, begins timestamptz DEFAULT NULL,
    ends timestamptz DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM belltown_opens(about.id, to_seat, because, begins, ends)
        FROM (SELECT person AS id UNION SELECT e.id FROM records_encounter e WHERE e.participant_id = person) about;
END $$""",
    "belltown_ends": f"""
CREATE FUNCTION belltown_ends(because uuid, pattern text, but text DEFAULT '') RETURNS void LANGUAGE sql AS $$
    UPDATE {REACH} SET ended = txid_current()
    WHERE source = because AND seat LIKE pattern AND seat <> but AND ended IS NULL
$$""",
    "belltown_is_not": f"""
CREATE FUNCTION belltown_is_not(encounter uuid, person uuid) RETURNS void LANGUAGE sql AS $$
    DELETE FROM {REACH} p USING {REACH} e
        WHERE p.subject = person AND e.subject = encounter AND p.source = e.source AND p.seat !~ '{_OF_PERSON}';
    DELETE FROM {REACH} WHERE subject = encounter AND seat = 'is:' || person
$$""",
    "belltown_is": f"""
CREATE FUNCTION belltown_is(encounter uuid, person uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO {REACH} (subject, seat, source, since, until)
        SELECT person, seat, source, since, until FROM {REACH}
            WHERE subject = encounter AND ended IS NULL AND seat !~ '{_OF_PERSON}'
        UNION SELECT encounter, seat, source, since, until FROM {REACH}
            WHERE subject = person AND ended IS NULL AND seat ~ '{_OF_PERSON}'
        UNION SELECT encounter, 'is:' || person, encounter, NULL, NULL
    ON CONFLICT (subject, seat, source) DO UPDATE SET ended = NULL WHERE {REACH}.ended IS NOT NULL
$$""",
    "belltown_reach_encounter": f"""
CREATE FUNCTION belltown_reach_encounter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.participant_id IS DISTINCT FROM NEW.participant_id) THEN
        PERFORM belltown_is_not(OLD.id, OLD.participant_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM {REACH} WHERE subject = OLD.id;
        RETURN NULL;
    END IF;
    PERFORM belltown_ends(NEW.id, 'police:%', 'police:' || NEW.agency_id);
    PERFORM belltown_opens(NEW.id, 'police:' || NEW.agency_id, NEW.id);
    IF NEW.participant_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {REACH} WHERE subject = NEW.id AND seat = 'is:' || NEW.participant_id
    ) THEN
        PERFORM belltown_is(NEW.id, NEW.participant_id);
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_consent": """
CREATE FUNCTION belltown_reach_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.signed_on IS NULL OR NEW.revoked_at IS NOT NULL THEN
        PERFORM belltown_ends(NEW.id, 'named:%');
        RETURN NULL;
    END IF;
    PERFORM belltown_opens(about.id, 'named:' || COALESCE(share.person_id::text,
            COALESCE(share.agency_id::text, '') || CASE share.role WHEN '' THEN '' ELSE ':' || share.role END),
            NEW.id, NEW.witnessed_at)
        FROM records_consentshare share, (SELECT NEW.participant_id AS id
            UNION SELECT e.id FROM records_encounter e WHERE e.participant_id = NEW.participant_id) about
        WHERE share.consent_id = NEW.id;
    RETURN NULL;
END $$""",
    "belltown_reach_handoff": f"""
CREATE FUNCTION belltown_reach_handoff() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM belltown_ends(NEW.id, 'took:%', COALESCE('took:' || NEW.agency_id, ''));
    IF NEW.agency_id IS NOT NULL THEN
        PERFORM belltown_opens(NEW.encounter_id, 'took:' || NEW.agency_id, NEW.id);
    END IF;
    IF NEW.agency_id IS NOT NULL OR NEW.state NOT IN ({quoted(LIVE)}) THEN
        PERFORM belltown_ends(NEW.id, 'care%');
    ELSIF EXISTS (SELECT 1 FROM {REACH} WHERE source = NEW.id AND seat LIKE 'rung:%') THEN
        PERFORM belltown_ends(NEW.id, 'care');
        PERFORM belltown_opens(NEW.encounter_id, 'care:' || u.agency_id, NEW.id)
            FROM {REACH} r JOIN accounts_user u ON r.seat = 'rung:' || u.id WHERE r.source = NEW.id;
    ELSE
        PERFORM belltown_opens(NEW.encounter_id, 'care', NEW.id);
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_ring": f"""
CREATE FUNCTION belltown_reach_ring() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE encounter uuid; BEGIN
    SELECT subject INTO encounter FROM {REACH} WHERE source = NEW.handoff_id LIMIT 1;
    PERFORM belltown_opens(encounter, 'rung:' || NEW.user_id, NEW.handoff_id);
    IF EXISTS (SELECT 1 FROM {REACH} WHERE source = NEW.handoff_id AND seat LIKE 'care%' AND ended IS NULL) THEN
        PERFORM belltown_ends(NEW.handoff_id, 'care');
        PERFORM belltown_opens(encounter, 'care:' || agency_id, NEW.handoff_id)
            FROM accounts_user WHERE id = NEW.user_id;
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_hold": """
CREATE FUNCTION belltown_reach_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM belltown_ends(NEW.id, 'office:%', 'office:' || NEW.office_id);
    PERFORM belltown_opens(NEW.encounter_id, 'office:' || NEW.office_id, NEW.id);
    PERFORM belltown_opens(NEW.encounter_id, 'defenders', NEW.id);
    RETURN NULL;
END $$""",
    "belltown_reach_approval": f"""
CREATE FUNCTION belltown_reach_approval() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.role = '{Role.PROSECUTOR}' AND NEW.granted IS NULL AND NEW.withdrawn_at IS NULL THEN
        PERFORM belltown_opens(NEW.encounter_id, 'prosecutors', NEW.id);
    ELSE
        PERFORM belltown_ends(NEW.id, 'prosecutors');
    END IF;
    IF NEW.decided_by_id IS NOT NULL THEN
        PERFORM belltown_opens(NEW.encounter_id, 'person:' || NEW.decided_by_id, NEW.id);
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_circle": """
CREATE FUNCTION belltown_reach_circle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.lifted_at IS NOT NULL THEN
        PERFORM belltown_ends(NEW.id, 'kept');
        PERFORM belltown_ends(NEW.id, 'circle:%');
    ELSE
        PERFORM belltown_opens_all(NEW.participant_id, 'circle:' || NEW.drawn_by_id, NEW.id);
        PERFORM belltown_opens_all(NEW.participant_id, 'kept', NEW.id, NEW.drawn_at);
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_circlemember": f"""
CREATE FUNCTION belltown_reach_circlemember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM belltown_opens(r.subject, 'circle:' || NEW.user_id, NEW.circle_id)
        FROM {REACH} r WHERE r.source = NEW.circle_id AND r.seat = 'kept' AND r.ended IS NULL;
    RETURN NULL;
END $$""",
    "belltown_reach_glass": """
CREATE FUNCTION belltown_reach_glass() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.closed_at IS NOT NULL THEN
        PERFORM belltown_ends(NEW.id, 'glass:%');
    ELSE
        PERFORM belltown_opens_all(NEW.participant_id, 'glass:' || NEW.opened_by_id, NEW.id, NULL, NEW.until);
    END IF;
    RETURN NULL;
END $$""",
    "belltown_reach_ownwindow": """
CREATE FUNCTION belltown_reach_ownwindow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM belltown_ends(NEW.id, 'self:%', 'self:' || NEW.user_id);
    PERFORM belltown_opens(NEW.participant_id, 'self:' || NEW.user_id, NEW.id);
    RETURN NULL;
END $$""",
    "belltown_reach_emptied": f"""
CREATE FUNCTION belltown_reach_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    TRUNCATE {REACH};
    RETURN NULL;
END $$""",
}
"""By name. None of these words comes from anybody's keyboard."""


def _kept(noun: str, when: str = "INSERT OR UPDATE") -> str:
    return (
        f"CREATE TRIGGER belltown_reach AFTER {when} ON records_{noun} "
        f"FOR EACH ROW EXECUTE FUNCTION belltown_reach_{noun}()"
    )


TRIGGERS = {
    ("records_encounter", "belltown_reach"): _kept("encounter", "INSERT OR UPDATE OR DELETE"),
    ("records_handoff", "belltown_reach"): _kept("handoff"),
    ("records_ring", "belltown_reach"): _kept("ring", "INSERT OR UPDATE OF id, user_id, handoff_id"),
    ("records_hold", "belltown_reach"): _kept("hold"),
    ("records_approval", "belltown_reach"): _kept("approval"),
    ("records_consent", "belltown_reach"): _kept("consent"),
    ("records_circle", "belltown_reach"): _kept("circle"),
    ("records_circlemember", "belltown_reach"): _kept("circlemember"),
    ("records_glass", "belltown_reach"): _kept("glass"),
    ("records_ownwindow", "belltown_reach"): _kept("ownwindow"),
    ("records_encounter", "belltown_reach_emptied"): (
        "CREATE TRIGGER belltown_reach_emptied AFTER TRUNCATE ON records_encounter "
        "FOR EACH STATEMENT EXECUTE FUNCTION belltown_reach_emptied()"
    ),
}
"""By table and name, in the order in which what is already there is written down."""
