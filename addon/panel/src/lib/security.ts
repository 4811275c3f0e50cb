/** A charger's security, as `security` of a charger tells it. */
export interface Security {
  required: Profile;
  /** What the last connection proved; null: there was none yet. */
  used: Profile | null;
  /** What the charger has agreed to and not used yet. */
  offered: Profile | null;
  tls: boolean;
  protocol: string | null;
  password: { made: string; seen: string | null } | null;
  /** When the passwords were made that wait to be used. */
  awaited: string[];
  certificate: { until: string } | null;
  refusals: { count: number; at: string; why: Refused; remote: string | null } | null;
}

export type Profile = 0 | 1 | 2 | 3;
export type Refused = "wrong_password" | "no_password" | "no_tls" | "no_certificate" | "protocol";

export const PROFILES: readonly Profile[] = [0, 1, 2, 3];

/** What `api/tls` answers. */
export interface Tls {
  port: number | null;
  own: boolean;
  until: string | null;
  names: string[];
  root: boolean;
  /** The serial number of that root, in hexadecimal. */
  serial: string | null;
  /** Whose handshake has failed since the start, the last one first. */
  failed: { remote: string; count: number; at: string; why: string }[];
}

/** What a command about security answers besides its sentence. */
export interface Answer {
  ok: boolean;
  message: string;
  /** The new password, this once. */
  password?: string;
  /** It may lock the charger out, and must be said again with `confirm`. */
  confirm?: boolean;
}

/** The profiles above the one in use that the charger has what it needs for. */
export function offers(security: Security): Profile[] {
  const ready = (profile: Profile) =>
    profile === 3 ? security.certificate !== null : security.password !== null;
  return PROFILES.filter((one) => one > (security.used ?? 0) && ready(one));
}
