// The server's services for the text being typed; where it does not answer, the text goes on alone.
import { get, post } from "../http";
import type { CompleteAnswer, HoverAnswer, Sections, Spot } from "./answers";

export async function complete(desk: object, spot: Spot): Promise<CompleteAnswer | null> {
  return quietly(post<CompleteAnswer>("api/rules/complete", { ...desk, ...spot }));
}

export async function hover(desk: object, spot: Spot): Promise<HoverAnswer | null> {
  return quietly(post<HoverAnswer>("api/rules/hover", { ...desk, ...spot }));
}

/** What each kind of node may say, for forms. */
export async function sections(language: string): Promise<Sections> {
  const path = `api/rules/language?language=${language}`;
  return (await quietly(get<{ sections: Sections }>(path)))?.sections ?? {};
}

async function quietly<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    return null;
  }
}
