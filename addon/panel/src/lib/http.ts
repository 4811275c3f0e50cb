import type { CommandBody, CommandResult } from "./api";
import { typesetFrench } from "./i18n/message";

/** What the server answered with a status of refusal: its own sentence. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: unknown = null,
  ) {
    super(message);
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

/** An address below the page's own, whatever prefix the page is served under. */
export function address(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** The language of the page, in which the server is to answer. */
export const spoken = () => document.documentElement.lang;

type Init = RequestInit & { headers: Record<string, string> };

async function request(path: string, init: Init): Promise<Response> {
  const headers = { ...init.headers, "Accept-Language": spoken() };
  try {
    return await fetch(address(path), { credentials: "same-origin", ...init, headers });
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
}

/** Keys whose texts are sentences for people. */
const SENTENCES = new Set(["why", "next_why", "message", "summary", "evidence", "trouble"]);

/** What the server says, its French set as the panel's own. */
export function parsed(text: string): unknown {
  if (spoken() !== "fr") return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) =>
    typeof value === "string" && SENTENCES.has(key) ? typesetFrench(value) : value,
  );
}

async function read<T>(response: Response): Promise<T> {
  let body: unknown;
  try {
    body = parsed(await response.text());
  } catch {
    throw new ServerError(response.status, `${response.status} ${response.statusText}`.trim());
  }
  if (!response.ok) throw new ServerError(response.status, sentence(body, response.status), body);
  return body as T;
}

function sentence(body: unknown, status: number): string {
  if (typeof body === "object" && body !== null && "message" in body) {
    if (typeof body.message === "string") return body.message;
  }
  return `HTTP ${status}`;
}

export async function get<T>(path: string): Promise<T> {
  return read<T>(await request(path, { headers: { Accept: "application/json" } }));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read<T>(
    await request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Borne": "1" },
      body: JSON.stringify(body),
    }),
  );
}

export async function postCommand(body: CommandBody): Promise<CommandResult> {
  return post<CommandResult>("api/command", body);
}
