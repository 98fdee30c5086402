"""What the data say must agree with published figures and with the official division."""

from __future__ import annotations

import pytest

from data.loaders import Prepared, Tables, load_prepared, load_tables

REGISTER_DATE = "2021-01-01"
"""The BANATIC register whose populations are quoted is of about 2021."""

TOLERANCE = 0.06
"""Population moves between 2021 and 2026, and the register's own vintage is not exact."""

ANNOUNCED = {("200080893", "200000545"), ("200080893", "241000405")}
"""Two members of Bourgogne - Sud Champagne that were announced, not confirmed."""

EPCI_COUNT_2026 = 1255


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def prepared(tables: Tables) -> Prepared:
    return load_prepared(tables=tables)


def gaps(tables: Tables, prepared: Prepared) -> dict[str, float]:
    """Return, by pôle, the relative gap between members' population and the register's."""
    population = prepared.epci.set_index("siren")["population_totale"]
    poles = tables.poles[tables.poles["nature"] == "POLEM"]
    members = tables.pole_membres[tables.pole_membres["qualite"] == "EPCI"]
    found = {}
    for code, name, register in zip(
        poles["code"], poles["nom_court"], poles["population_banatic"], strict=True
    ):
        own = members[members["pole_code"] == code]
        joined = (own["date_debut"] == "") | (own["date_debut"] <= REGISTER_DATE)
        still_in = (own["date_fin"] == "") | (own["date_fin"] > REGISTER_DATE)
        announced = own["membre_siren"].map(lambda siren, pole=code: (pole, siren) in ANNOUNCED)
        present = own.loc[joined & still_in & ~announced, "membre_siren"]
        found[name] = float(population.loc[present].sum() / register - 1)
    return found


def test_members_of_the_25_legal_poles_add_up_to_the_register(
    tables: Tables, prepared: Prepared
) -> None:
    found = gaps(tables, prepared)
    assert len(found) == 25
    assert {name: gap for name, gap in found.items() if abs(gap) > TOLERANCE} == {}


def test_the_widest_gaps_are_the_known_ones(tables: Tables, prepared: Prepared) -> None:
    found = gaps(tables, prepared)
    assert found.pop("Pôle métropolitain lyonnais (G4)") == pytest.approx(0.060, abs=0.001)
    assert found.pop("Genevois français") == pytest.approx(0.042, abs=0.001)
    assert max(abs(gap) for gap in found.values()) < 0.03


def test_every_epci_named_exists_in_2026(tables: Tables, prepared: Prepared) -> None:
    known = set(prepared.epci["siren"])
    assert len(known) == EPCI_COUNT_2026
    territories = tables.territoires
    members = tables.pole_membres
    assert set(territories.loc[territories["type"] == "EPCI", "code"]) <= known
    assert set(tables.territoire_epci["epci_siren"]) <= known
    assert set(members.loc[members["qualite"] == "EPCI", "membre_siren"]) <= known


def test_an_epci_territory_bears_its_official_name(tables: Tables, prepared: Prepared) -> None:
    official = prepared.epci.set_index("siren")["nom"]
    own = tables.territoires[tables.territoires["type"] == "EPCI"]
    assert own["nom"].tolist() == official.loc[own["code"]].tolist()


def test_regions_of_a_territory_are_those_of_its_epci(tables: Tables, prepared: Prepared) -> None:
    """A département or a région is in its own region, whatever its EPCIs spill over."""
    regions = prepared.epci.set_index("siren")["regions"].str.split(";")
    told = tables.territoire_regions.groupby("territoire_code")["region_code"].agg(set)
    composed = tables.territoire_epci.groupby("territoire_code")["epci_siren"].agg(list)
    kinds = tables.territoires.set_index("code")["type"]
    for code, sirens in composed.items():
        if kinds[code] not in {"departement", "region"}:
            assert told[code] == set().union(*regions.loc[sirens]), code
