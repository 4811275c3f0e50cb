"""A charger's settings as GetConfiguration and ChangeConfiguration speak of them."""

from __future__ import annotations

import sys
from typing import Final

from borne.domain.charger import ConfigurationKey
from borne.domain.legible import legible
from borne.domain.secret import HIDDEN, names_secret
from borne.ocpp.frame import Payload

_QUOTES: Final = " \t\r\n'\""
_MOST_CONNECTORS: Final = 100
_OF_OCPP: Final = """
AllowOfflineTxForUnknownId AuthorizationCacheEnabled AuthorizeRemoteTxRequests BlinkRepeat
ClockAlignedDataInterval ConnectionTimeOut ConnectorPhaseRotation
ConnectorPhaseRotationMaxLength GetConfigurationMaxKeys HeartbeatInterval LightIntensity
LocalAuthorizeOffline LocalPreAuthorize MaxEnergyOnInvalidId MeterValuesAlignedData
MeterValuesAlignedDataMaxLength MeterValuesSampledData MeterValuesSampledDataMaxLength
MeterValueSampleInterval MinimumStatusDuration NumberOfConnectors ResetRetries
StopTransactionOnEVSideDisconnect StopTransactionOnInvalidId StopTxnAlignedData
StopTxnAlignedDataMaxLength StopTxnSampledData StopTxnSampledDataMaxLength
SupportedFeatureProfiles SupportedFeatureProfilesMaxLength TransactionMessageAttempts
TransactionMessageRetryInterval UnlockConnectorOnEVSideDisconnect WebSocketPingInterval
LocalAuthListEnabled LocalAuthListMaxLength SendLocalListMaxLength
ReserveConnectorZeroSupported ChargeProfileMaxStackLevel
ChargingScheduleAllowedChargingRateUnit ChargingScheduleMaxPeriods
ConnectorSwitch3to1PhaseSupported MaxChargingProfilesInstalled SupportedFileTransferProtocols
AdditionalRootCertificateCheck AuthorizationKey CertificateSignedMaxChain
CertificateStoreMaxLength CpoName SecurityProfile
"""
"""OCPP 1.6 section 9, and section 2 of its security extension."""
_KEYS: Final = {key.casefold(): key for key in _OF_OCPP.split()}


def keys_in(payload: Payload) -> tuple[ConfigurationKey, ...]:
    """The keys of a GetConfiguration answer; passwords that a charger tells are not kept."""
    return tuple(
        ConfigurationKey(
            sys.intern(name), _kept(name, entry.get("value")), bool(entry.get("readonly", False))
        )
        for entry in payload.get("configurationKey", ())
        if (name := named(legible(entry.get("key", "")).strip(_QUOTES)))
    )


def change_in(payload: Payload) -> tuple[str, str]:
    """The key of a ChangeConfiguration and its value; a password is not told on."""
    key = named(str(payload.get("key", "")))
    return key, _kept(key, str(payload.get("value", ""))) or ""


def named(key: str) -> str:
    """A key as OCPP writes it: their names are read in any case, and some chargers tell them so."""
    return _KEYS.get(key.casefold(), key)


def _kept(name: str, value: str | None) -> str | None:
    if not value:
        return value
    return (
        HIDDEN if names_secret(name) else sys.intern(legible(value))
    )  # a fleet's are mostly the same


def unknown_in(payload: Payload) -> list[str]:
    """The keys that the charger says it has not."""
    return [legible(key) for key in payload.get("unknownKey", ())]


def words_in(value: str | None) -> list[str]:
    """The members of a comma-separated value, without quotes and spaces."""
    parts = (part.strip(_QUOTES) for part in (value or "").strip(_QUOTES).split(","))
    return [part for part in parts if part]


def number_in(value: str | None) -> int | None:
    """A whole number, as chargers write it."""
    text = (value or "").strip(_QUOTES)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def connectors_in(value: str | None) -> int | None:
    """NumberOfConnectors, if it is one."""
    number = number_in(value)
    return number if number is not None and 0 < number <= _MOST_CONNECTORS else None
