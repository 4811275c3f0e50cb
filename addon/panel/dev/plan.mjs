// A plan for the fixture: ready by seven tomorrow, with prices by the hour.

const HOUR = 3_600_000;

export function plan() {
  const begin = Math.floor(Date.now() / HOUR) * HOUR;
  const deadline = new Date(begin);
  deadline.setHours(7, 0, 0, 0);
  if (deadline.getTime() - begin < 4 * HOUR) deadline.setDate(deadline.getDate() + 1);
  const count = Math.round((deadline.getTime() - begin) / HOUR);
  const iso = (hour) => new Date(begin + hour * HOUR).toISOString();
  const slots = Array.from({ length: count }, (_, i) => ({
    start: iso(i),
    end: iso(i + 1),
    price_eur_kwh: 0.18 + 0.09 * Math.cos(((count - i) / 8) * Math.PI) + 0.01 * Math.sin(i * 3),
  }));
  const cheapest = slots
    .map((slot, i) => ({ i, price: slot.price_eur_kwh }))
    .sort((one, other) => one.price - other.price)
    .slice(0, 3)
    .map(({ i }) => i)
    .sort((one, other) => one - other);
  const spans = [];
  for (const i of cheapest) {
    const last = spans.at(-1);
    if (last && last[1] === iso(i)) last[1] = iso(i + 1);
    else spans.push([iso(i), iso(i + 1)]);
  }
  return {
    deadline: deadline.toISOString(),
    missing_wh: 0,
    below_eur_kwh: null,
    progress: { of: "energy", done: 2_400, wanted: 20_000 },
    spans,
    slots,
  };
}
