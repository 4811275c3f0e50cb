/** The roots that a charger can keep, by OCPP's names. */
export const USES = ["CentralSystemRootCertificate", "ManufacturerRootCertificate"] as const;
export type Use = (typeof USES)[number];

/** How a charger names a certificate: enough to have it deleted, not enough to show it. */
export interface Named {
  hashAlgorithm: string;
  issuerNameHash: string;
  issuerKeyHash: string;
  serialNumber: string;
}

/** Whether both are the same number; some write zeros before it, or capitals. */
export function sameSerial(one: string, other: string | null): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/^(0x)?0*/, "");
  return other !== null && plain(one) === plain(other);
}

const BEGINS = "-----BEGIN CERTIFICATE-----";
const SEQUENCE = 0x30;

/** The text of a certificate that was saved in either form; null: it is none. */
export function asPem(bytes: Uint8Array): string | null {
  if (bytes[0] === SEQUENCE) {
    const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    const lines = letters.match(/.{1,64}/g) ?? [];
    return [BEGINS, ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  }
  const text = new TextDecoder().decode(bytes);
  return text.includes(BEGINS) ? text.slice(text.indexOf(BEGINS)) : null;
}
