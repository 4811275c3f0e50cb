// What goes over the live connection, both ways.

import type { MessagesTold } from "../wire";
import type { Charger } from "./charger";
import type {
  HomeAssistant,
  Input,
  Learning,
  RulesState,
  Site,
  State,
  SystemProblem,
  Tag,
  UnknownTag,
} from "./state";

export type Language = "en" | "fr";

export interface CommandBody {
  command: string;
  charger?: string;
  connector?: number;
  [key: string]: unknown;
}

export interface CommandResult {
  ok: boolean;
  message: string;
}

export type ClientMessage =
  | { type: "hello"; language: Language }
  | { type: "command"; id: string; body: CommandBody }
  | { type: "messages"; [key: string]: unknown }
  | { type: "ping" };

export interface Changed {
  type: "changed";
  time: string;
  site?: Site;
  inputs?: Input[];
  /** null: the charger is gone. */
  chargers?: Record<string, Charger | null>;
  unknown_tags?: UnknownTag[];
  tags?: Tag[];
  learning?: Learning | null;
  allowed_once?: string[];
  rules?: RulesState;
  problems?: SystemProblem[];
  home_assistant?: HomeAssistant;
}

export type ServerMessage =
  | { type: "state"; state: State }
  | Changed
  | ({ type: "result"; id: string } & CommandResult)
  | { type: "pong"; time: string }
  | MessagesTold
  | { type: "closing"; reason: string };
