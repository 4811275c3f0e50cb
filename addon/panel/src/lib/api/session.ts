// Sessions, as the ledger tells them.

export interface SessionRow {
  id: number;
  charger: string;
  connector: number;
  started: string;
  ended: string | null;
  tag: string | null;
  person: string | null;
  energy_wh: number;
  charging_s: number;
  duration_s: number;
  stop_reason: string | null;
  transactions: number;
  open: boolean;
  /** EUR; null: no price was known. */
  cost_eur?: number | null;
  /** The part that did not come from the grid, 0 to 1; null: nobody knows. */
  solar_share?: number | null;
}

export interface SessionList {
  sessions: SessionRow[];
  /** EUR; null: no price was known. */
  total: {
    count: number;
    energy_wh: number;
    cost_eur?: number | null;
    solar_share?: number | null;
  };
}

export interface CurvePoint {
  at: string;
  power_w: number | null;
  current_a: number | null;
  energy_wh: number;
  asked_a: number | null;
}

export interface SessionDecision {
  at: string;
  rule: string | null;
  charge: boolean;
  current_a: number;
  why: string;
}

export interface SessionDetail {
  session: SessionRow;
  curve: CurvePoint[];
  decisions: SessionDecision[];
  portions?: Portion[];
}

/** What was charged on a day in a slot of the tariff. */
export interface Portion {
  day: string;
  slot: string;
  energy_wh: number;
  cost_eur: number | null;
  unpriced_wh: number;
  solar_share: number | null;
}
