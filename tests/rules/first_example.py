"""The first example of the language, as its users know it."""

FIRST_EXAMPLE = """\
# The house and its grid contract.
site:
  contract: 9 kVA                   # always guarded, above every rule and boost
  phases: 1                         # 1 or 3
  meter: {import: imported, export: exported}   # or one input that counts import as positive
  apparent: linky                   # what the contract is measured by, where the meter tells it
  safe_current: 8 A                 # when a sensor, Borne or the network is lost
  connectors:
    charger/1: {least: 6 A, most: 32 A, steps: 1 A}

# What Borne may look at. The names are used below.
inputs:
  imported: sensor.grid_import_power
  exported: sensor.grid_export_power
  linky:    {entity: sensor.linky_sinsts, unit: VA, max_age: 2 min}
  tempo:    sensor.rte_tempo_couleur_actuelle
  battery:  {entity: sensor.battery_soc, if_unknown: 0}
  heater:   binary_sensor.water_heater

# Named conditions. Optional: a rule may say its own `when`.
conditions:
  red_day:      tempo == "Rouge"
  off_peak:     {between: [22:30-06:30, 12:34-14:34]}
  battery_full: {when: battery >= 80, for: 5 min}

# Read from top to bottom. For each connector, the first rule that applies decides.
rules:
  - name: Boost                     # a button, a badge or a command asked for it
    when: boost
    charge: max
  - name: Red day
    when: [red_day, not off_peak]
    charge: off
  - name: Guests
    who: guests                     # a badge, a person, a vehicle or a group
    charge: max
    current: 16 A
    at_most: 10 kWh per session
  - name: Ready for work
    days: mon-fri
    charge: {ready_by: 07:00, energy: 20 kWh, prefer: [sun, cheapest]}
    meanwhile: surplus              # while the plan waits; default off
  - name: Sun
    when: battery_full
    charge: surplus
    style: balanced                 # strict, balanced or most
  - name: Otherwise
    charge: off

# Always hold, whichever rule decided. The lowest wins.
limits:
  - name: Dinner
    between: 18:30-20:30
    keep: linky
    below: 7 kVA
  - name: Water heater first
    when: heater
    current: 16 A

# Who may charge, and what a car without a badge does.
access:
  known_tag: boost                  # a known badge charges at full power; or: rules
  unknown_tag: ask                  # refuse now and ask; or: reject, accept
  without_tag: rules                # a car without a badge: rules, or wait

# What must be true of this file. Run at every check and before every save.
tests:
  - at: Tue 12:00
    given: {tempo: Rouge, battery: 90}
    expect: {rule: Red day, charge: off}
"""
