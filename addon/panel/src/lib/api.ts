// What the server says and hears. Units are in the names: _w, _va, _a, _v, _wh, _s; null is "not known".

export type * from "./api/charger";
export type * from "./api/connector";
export type * from "./api/decision";
export type * from "./api/live";
export type * from "./api/rules";
export type * from "./api/session";
export type * from "./api/state";
