/** Where `amps` stands on a scale from 0 to `most`, in percent; what lies outside stays at the end. */
export function position(amps: number | null, most: number): number | null {
  if (amps === null || !Number.isFinite(amps) || most <= 0) return null;
  return Math.min(100, Math.max(0, (amps / most) * 100));
}

export interface Tick {
  amps: number;
  at: number;
}

/** 0, the least a car can take, and the most the socket carries. */
export function ticks(least: number, most: number): Tick[] {
  const wanted = least > 0 && least < most ? [0, least, most] : [0, most];
  return wanted.map((amps) => ({ amps, at: position(amps, most) ?? 0 }));
}

/** The current that counts against the limit: the highest phase. */
export function highest(currents: number[] | null): number | null {
  return currents && currents.length > 0 ? Math.max(...currents) : null;
}
