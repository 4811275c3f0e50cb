"""Three choices, and the keys that say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.care_intents import SetOffline
from borne.domain.care_orders import ChooseOffline
from borne.domain.charger import ConfigurationKey
from borne.domain.offline import KEYS, LEGRAND, Offline, choice_in, keys_for

from .playbook import DomainPlay, Wire


def keys(**values: str) -> dict[str, ConfigurationKey]:
    return {name: ConfigurationKey(name, value, readonly=False) for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "choice"),
    [
        ({}, None),
        ({"LocalAuthorizeOffline": "true", "AllowOfflineTxForUnknownId": "true"}, "everybody"),
        ({"AllowOfflineTxForUnknownId": "True"}, "everybody"),
        ({"LocalAuthorizeOffline": "true"}, "known"),
        ({"LocalAuthorizeOffline": "true", "AllowOfflineTxForUnknownId": "false"}, "known"),
        ({"LocalAuthorizeOffline": "false"}, "nobody"),
        ({"LocalAuthorizeOffline": "false", "AllowOfflineTxForUnknownId": "true"}, "mixed"),
        ({"LocalAuthorizeOffline": "true", "LocalAuthListEnabled": "false"}, "mixed"),
        ({"LocalAuthorizeOffline": "maybe"}, None),
        ({"OfflineBehavior": "NoControl"}, "everybody"),
        ({"OfflineBehavior": "LocalAuthorizationList"}, "known"),
        ({"OfflineBehavior": "NoAccess", "LocalAuthorizeOffline": "true"}, "nobody"),
        ({"OfflineBehavior": "Whatever"}, "mixed"),
    ],
)
def test_what_the_keys_come_to(values: dict[str, str], choice: str | None) -> None:
    assert choice_in(keys(**values)) == choice


SWITCHES = [key for key in KEYS if key != LEGRAND]


@given(
    st.sampled_from(list(Offline)),
    st.dictionaries(st.sampled_from(SWITCHES), st.sampled_from(["true", "false", "?"])),
)
def test_keys_that_are_set_for_a_choice_say_that_choice(
    choice: Offline, before: dict[str, str]
) -> None:
    before.setdefault("LocalAuthorizeOffline", "false")
    before.setdefault("AllowOfflineTxForUnknownId", "false")
    if choice is Offline.KNOWN and "LocalAuthListEnabled" not in before:
        before.pop("AuthorizationCacheEnabled", None)
    present = keys(**before)
    wanted = keys_for(choice, present)
    assert set(wanted) <= set(present)
    assert choice_in(keys(**before | wanted)) == choice
    assert keys_for(choice, keys(**before | wanted)) == wanted


@pytest.mark.parametrize("choice", list(Offline))
def test_legrands_own_key_says_the_same(choice: Offline) -> None:
    wanted = keys_for(choice, keys(OfflineBehavior="?"))
    assert choice_in(keys(**wanted)) == choice


def test_each_choice_is_an_order(wire: Wire, garage: DomainPlay) -> None:

    order = ChooseOffline("garage", Offline.KNOWN, "w")
    assert garage >> wire.wishes(SetOffline(Offline.KNOWN)) << order
