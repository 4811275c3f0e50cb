import type { State } from "./api";

const AT_HOME = [".local", ".lan", ".home", ".internal", ".home.arpa", ".fritz.box"];
const PRIVATE = /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./;

/**
 * What a charger at home enters, worked out from the name under which the panel was opened; null
 * where that name leads nowhere from there, such as one of a way in from outside.
 */
export function addressAt(hostname: string, { url, port }: State["ocpp"]): string | null {
  if (url) return url;
  const host = hostname.toLowerCase();
  const number = /^[\d.]+$/.test(host) || host.includes(":");
  const near = number
    ? PRIVATE.test(host)
    : host !== "localhost" && (!host.includes(".") || AT_HOME.some((end) => host.endsWith(end)));
  return near ? `ws://${host}:${port}/` : null;
}
