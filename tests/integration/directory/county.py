"""The invented county's directory for tests, read once; and small ways to its rows."""

from functools import cache
from importlib.resources import as_file, files

from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.read import load
from belltown_site.directory.importing import take_in
from belltown_site.directory.models import Service, ServiceCapacity
from belltown_site.jurisdiction.setting_up import set_up_site


@cache
def package() -> Package:
    with as_file(files("belltown_site.directory") / "example-county") as folder:
        return load(folder).check()


def settle(now):
    """A site with the invented directory in it."""
    set_up_site("example-county")
    return take_in(package(), source="example-county", digest="1", by=None, now=now)


def changed(table, id, **values):
    """The invented directory with one row changed; a value of None takes the column away."""
    rows = {name: dict(found) for name, found in package().rows.items()}
    row = {**rows[table][id], **values}
    rows[table] = {**rows[table], id: {name: value for name, value in row.items() if value is not None}}
    return Package.of(rows)


def without(table, id):
    """The invented directory without one row."""
    rows = {name: dict(found) for name, found in package().rows.items()}
    del rows[table][id]
    return Package.of(rows)


def service(name):
    return Service.objects.get(name=name)


def room(name):
    return ServiceCapacity.objects.get(service__name=name)
