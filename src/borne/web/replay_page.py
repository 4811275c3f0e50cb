"""Rules tried over HTTP: on the days that Borne has recorded, and in the shadow of the live ones.

`desk` is as in `rules_page`: name, text, texts, page. Every body may say `language` (`en`, `fr`).
A refusal that a person can do something about is `{"ok": false, "message": "…"}`. Times are texts
with an offset; null: not known. Only an administrator may start or stop something.

GET `api/replay`
    → recorded: {from, to, days, bytes} or null (nothing yet), running: id or null
POST `api/replay` desk, days: 7 (1 to 30), or from and to
    → ok, id | ok: false, problems | 409 {ok: false, message, id}: another one runs, cancel it first
GET `api/replay/{id}`
    → id, status: running|done|cancelled|failed, progress: 0 to 1, message: null or a sentence,
      result: null until it is done
    result: from, to, was, would, connectors: [{id, was, would}], curve, changes, gaps: [{from, to}]
      was (as it happened) and would (as this text would have it):
        {energy_kwh, solar_kwh, grid_kwh, solar_share: 0 to 1, cost, starts, missed, missed_kwh}
        cost: in the unit of the input `price` of `site:`; missed: deadlines
      curve: {from, step_s, was_w: […], would_w: […], spare_w: […]}, the same length, at most 720
        points; null where nothing was recorded; spare_w: sun that the house left
      changes: [{at, connector, was, would}] where the two began to differ, at most 200, the oldest
        first; each {rule, mode, charge, current_a, why}
POST `api/replay/{id}/cancel`
    → ok

GET `api/shadow`
    → shadow: null or {name, since, by, was, would, connectors: [{id, live, shadow, same}], changes}
      live, shadow: {rule, mode, charge, current_a, why}; changes, was, would: as above, since then
POST `api/shadow` desk
    → ok | ok: false, problems; it takes the place of a former one
POST `api/shadow/stop`
    → ok
"""
