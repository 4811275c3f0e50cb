import { createRequire } from "node:module";

const require = createRequire(
  new URL("../../addon/panel/package.json", import.meta.url),
);
const { WebSocket } = require("ws");

/** A charger with one free socket, which takes whatever it is told; `leave` ends its visit. */
export async function guest(base, id) {
  const { ocpp } = await (await fetch(`${base}api/state`)).json();
  const socket = new WebSocket(
    `ws://${new URL(base).hostname}:${ocpp.port}/${id}`,
    "ocpp1.6",
  );
  let calls = 0;
  const call = (action, payload) =>
    socket.send(JSON.stringify([2, `g${++calls}`, action, payload]));
  socket.on("open", () =>
    call("BootNotification", {
      chargePointVendor: "Guest",
      chargePointModel: "Free socket",
    }),
  );
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const [kind, unique, what] = JSON.parse(data);
      if (kind === 2) socket.send(JSON.stringify([3, unique, answered(what)]));
      else if (what?.status === "Accepted") {
        call("StatusNotification", {
          connectorId: 1,
          errorCode: "NoError",
          status: "Available",
        });
        resolve();
      }
    });
  });
  return { leave: () => socket.close() };
}

const answered = (action) =>
  action === "GetConfiguration"
    ? {
        configurationKey: [
          { key: "NumberOfConnectors", readonly: true, value: "1" },
        ],
      }
    : { status: "Accepted" };
