import type { CommandBody, CommandResult } from "./api";

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

async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address(path), { credentials: "same-origin", ...init });
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
}

async function read<T>(response: Response): Promise<T> {
  let body: unknown;
  try {
    body = await response.json();
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
