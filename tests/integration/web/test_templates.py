"""What holds of every template of the site, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import belltown_site

SITE = Path(belltown_site.__file__).parent
TEMPLATES = sorted(path for path in SITE.rglob("templates/**/*") if path.suffix in {".html", ".svg"})
PLACE = re.compile(r".*/templates/(.+)")
SPRITE = (SITE / "web/static/web/vendor/icons.svg").read_text()
SOURCES = sorted(SITE.glob("web/*.py")) + sorted(SITE.glob("web/templatetags/*.py"))


def name_of(path: Path) -> str:
    found = PLACE.match(path.as_posix())
    assert found
    return found[1]


every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


@every_template
def test_a_template_can_be_read(path: Path):
    assert get_template(name_of(path))


@every_template
def test_no_template_has_a_style_or_a_script_that_the_policy_refuses(path: Path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<style\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert "hx-on" not in text


@every_template
def test_every_form_that_changes_something_carries_its_token(path: Path):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), flags=re.DOTALL | re.IGNORECASE)
    assert all("csrf_token" in form for form in forms)


@every_template
def test_every_icon_a_template_names_is_in_the_sprite(path: Path):
    named = re.findall(r"\{% icon \"(\w+)\"", path.read_text())
    assert [name for name in named if f'id="{name}"' not in SPRITE] == []


def test_every_icon_the_components_name_is_in_the_sprite():
    from belltown_site.web.components import _CLOCK_ICONS
    from belltown_site.web.templatetags.belltown import ANSWER_ICONS, STEP_ICONS

    named = {*_CLOCK_ICONS.values(), *ANSWER_ICONS.values(), *STEP_ICONS.values()}
    assert [name for name in named if f'id="{name}"' not in SPRITE] == []


@every_template
def test_no_template_sends_a_reader_to_another_site_for_a_part_of_the_page(path: Path):
    assert not re.search(r"(src|<link[^>]*href)=\"(https?:)?//", path.read_text())
