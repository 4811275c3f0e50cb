"""The configuration keys of a charge point (OCPP 1.6 section 9) and how they may be changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from borne.simulate.credentials import Credentials
from borne.simulate.make import Make

_BOOLEANS: Final = ("true", "false")


@dataclass(slots=True)
class Key:
    """A key with its value as text.

    `kind` is `text`, `number`, `switch`, `measurands`, `secret` or `profile`.
    """

    value: str
    kind: str = "text"
    readonly: bool = False


class Configuration:
    """Keys by name. `change` answers with the status of ChangeConfiguration."""

    def __init__(
        self,
        make: Make,
        connectors: int,
        sample_interval: float,
        credentials: Credentials | None = None,
    ) -> None:
        self._make = make
        self._credentials = credentials or Credentials("")
        self.sample_interval = sample_interval
        sampled = ",".join(make.sampled)
        ways = make.ways
        level = make.most_stack_level if ways.told_stack_level is None else ways.told_stack_level
        self._keys = {
            "AllowOfflineTxForUnknownId": Key("false", "switch"),
            "AuthorizationCacheEnabled": Key("true", "switch"),
            "AuthorizationKey": Key("", "secret"),
            "AuthorizeRemoteTxRequests": Key("false", "switch"),
            "ChargeProfileMaxStackLevel": Key(str(level), readonly=True),
            "ChargingScheduleAllowedChargingRateUnit": Key(
                ways.told_rate_units or make.rate_units, readonly=True
            ),
            "ChargingScheduleMaxPeriods": Key(str(ways.most_periods), readonly=True),
            "ClockAlignedDataInterval": Key("0", "number"),
            "ConnectionTimeOut": Key("60", "number"),
            "ConnectorSwitch3to1PhaseSupported": Key(_says_phases(make), readonly=True),
            "HeartbeatInterval": Key("300", "number"),
            "LocalAuthListEnabled": Key("true", "switch"),
            "LocalAuthListMaxLength": Key(str(ways.longest_list), readonly=True),
            "LocalAuthorizeOffline": Key("true", "switch"),
            "LocalPreAuthorize": Key("false", "switch"),
            "MaxChargingProfilesInstalled": Key(str(ways.most_profiles), readonly=True),
            "MeterValuesAlignedData": Key(sampled, "measurands"),
            "MeterValuesSampledData": Key(sampled, "measurands"),
            "MeterValueSampleInterval": Key(str(max(1, round(sample_interval))), "number"),
            "NumberOfConnectors": Key(str(connectors), readonly=True),
            "ReserveConnectorZeroSupported": Key("true", readonly=True),
            "ResetRetries": Key("1", "number"),
            "SecurityProfile": Key("0", "profile"),
            "SendLocalListMaxLength": Key(str(ways.longest_list_message), readonly=True),
            "StopTransactionOnEVSideDisconnect": Key("true", readonly=True),
            "StopTransactionOnInvalidId": Key("true", "switch"),
            "SupportedFeatureProfiles": Key(
                "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,"
                "RemoteTrigger",
                readonly=True,
            ),
            "SupportedFileTransferProtocols": Key("HTTP", readonly=True),
            "TransactionMessageAttempts": Key("3", "number"),
            "TransactionMessageRetryInterval": Key("10", "number"),
            "UnlockConnectorOnEVSideDisconnect": Key("true", readonly=True),
            "WebSocketPingInterval": Key("0" if ways.leaves_after else "20", "number"),
        }
        if ways.tells_measurands_in:
            measured = ",".join(make.measurands)
            self._keys[ways.tells_measurands_in] = Key(measured, readonly=True)
        if ways.tells_tag_in:
            self._keys[ways.tells_tag_in] = Key(ways.only_tag or "")

    def number(self, name: str) -> int:
        return int(self._keys[name].value)

    def switched_on(self, name: str) -> bool:
        return self._keys[name].value == "true"

    def names(self, name: str) -> tuple[str, ...]:
        """The parts of a key that holds a comma-separated list."""
        return tuple(part.strip() for part in self._keys[name].value.split(",") if part.strip())

    def report(self, wanted: Iterable[str] = ()) -> dict[str, object]:
        """The payload of GetConfiguration.conf for the wanted keys, or for all."""
        self._keys["SecurityProfile"].value = str(self._credentials.profile)
        asked = list(wanted)
        known = [name for name in asked or self._keys if name in self._keys]
        payload: dict[str, object] = {
            "configurationKey": [
                {
                    "key": name,
                    "readonly": self._keys[name].readonly,
                    "value": self._keys[name].value,
                }
                for name in known
                if self._keys[name].kind != "secret"
            ]
        }
        unknown = [name for name in asked if name not in self._keys]
        if unknown:
            payload["unknownKey"] = unknown
        return payload

    def change(self, name: str, value: str) -> str:
        """Accepted, Rejected or NotSupported."""
        key = self._keys.get(name)
        if key is None:
            return "NotSupported"
        if key.readonly or not self._is_valid(key, value):
            return "Rejected"
        if key.kind == "secret":
            return "Accepted"
        if name == "MeterValueSampleInterval" and int(value) < self._make.ways.least_interval:
            return "Rejected"
        key.value = value.lower() if key.kind == "switch" else value
        if name == "MeterValueSampleInterval":
            self.sample_interval = float(value)
        return "Accepted"

    def accept_heartbeat(self, interval: int) -> None:
        """Take the interval that the answer to a boot gave (s)."""
        if interval > 0:
            self._keys["HeartbeatInterval"].value = str(interval)

    def _is_valid(self, key: Key, value: str) -> bool:
        if key.kind == "secret":
            return self._credentials.take_password(value)
        if key.kind == "profile":
            return value in ("1", "2", "3") and self._credentials.raise_profile(int(value))
        if key.kind == "number":
            return value.isdecimal()
        if key.kind == "switch":
            return value.lower() in _BOOLEANS
        if key.kind == "measurands":
            parts = [part.strip() for part in value.split(",") if part.strip()]
            return all(part in self._make.measurands for part in parts)
        return True


def _says_phases(make: Make) -> str:
    said = make.ways.says_phases
    return str(make.physics.switchable if said is None else said).lower()
