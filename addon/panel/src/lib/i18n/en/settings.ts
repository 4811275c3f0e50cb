export default {
  title: "Settings",
  viewer: "Only an administrator of Home Assistant sees the settings.",
  failed: "This could not be read. Check the connection and try again.",
  retry: "Try again",

  notices: "Notifications",
  notices_lead:
    "What Borne tells by itself: Home Assistant shows it, and the phones of administrators ring. Each cause is told once, and taken away when it is over.",
  alone: "Borne runs without Home Assistant: there is nobody to tell. The panel shows everything.",
  by_rules: "Your rules tell this themselves (events:)",
  "kind.unknown_badge": "An unknown badge",
  "kind.unknown_badge.what": "Allow it once, always, or block it, on the phone",
  "kind.new_charger": "A new charger",
  "kind.new_charger.what": "It has connected and waits to be adopted",
  "kind.car_waits": "A car that waits",
  "kind.car_waits.what": "Plugged in, and not charging yet: why, with a button to charge now",
  "kind.boost": "Full power by hand",
  "kind.boost.what": "With a button to go back to the rules",
  "kind.session_ended": "A session that has ended",
  "kind.session_ended.what": "What was charged, how long it took and what it cost",
  "kind.limit_ignored": "A limit that is not followed",
  "kind.limit_ignored.what": "With a button to stop the charge",
  "kind.contract_near": "The contract is near",
  "kind.contract_near.what": "Also at night when the breaker is about to open",
  "kind.charger_lost": "A charger that is gone",
  "kind.charger_lost.what": "Not connected for two minutes",
  "kind.charger_fault": "A fault of a charger",
  "kind.charger_fault.what": "As the charger itself reports it",
  "kind.problem": "Something that only you can mend",
  "kind.problem.what": "A full disk, a mistake in the rule files, a limit that is refused",

  quiet: "Quiet hours",
  quiet_what:
    "No phone rings then; what still stands afterwards is told in the morning. What is critical does not wait.",
  quiet_from: "from",
  quiet_to: "to",
  phones: "Phones that ring: {phones}",
  phones_none:
    "No phone was found. Link a person to an administrator’s user, and give the person the phone’s tracker.",
  phones_away: "Home Assistant is away: its phones are not known now.",
  test: "Send a test",

  report: "Report a problem",
  report_lead:
    "One archive with versions, options, chargers, the last messages, decisions and log lines. Passwords, tokens, badges and addresses are replaced.",
  report_get: "Download the archive",
};
