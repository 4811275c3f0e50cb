export const PING_EVERY_MS = 20_000;
export const PONG_WITHIN_MS = 8_000;
export const MAX_SILENCE_MS = 5_000;

const STEPS_MS = [400, 1_000, 2_000, 4_000, 8_000, 15_000];

/** How long to wait before attempt `n` (from 0); `chance` in [0, 1) spreads the clients out. */
export function backOff(n: number, chance: number): number {
  const step = STEPS_MS[Math.min(n, STEPS_MS.length - 1)] ?? 15_000;
  return Math.round(step * (0.75 + chance / 2));
}
